import { HttpAnswer } from './http-answer.ts';
import { type GlueCall, SimGlue, type SimGlueDeps, versionIdIn } from './sim-glue.ts';
import { type S3Call, SimS3, type SimS3Deps } from './sim-s3.ts';

export interface SimHttpDeps extends SimGlueDeps, SimS3Deps {}

/** One request, taken apart. */
export type HttpRequest = {
  /** For people. */
  readonly words: string;
  readonly isWrite: boolean;
} & ({ readonly service: 'glue'; readonly call: GlueCall } | { readonly service: 's3'; readonly call: S3Call });

type FetchInput = Parameters<typeof fetch>[0];

const GLUE_HOST = 'glue.sim';
const S3_HOST = 's3.sim';
const GLUE_TARGET = /^AWSGlue\.(\w+)$/;
/** `/<bucket>/<key>` */
const S3_PATH = /^\/([^/]+)\/(.+)$/s;
const NO_DATA = new Uint8Array();

/** What functions reach by `fetch`: Glue at `https://glue.sim` and S3 at `https://s3.sim`, addressed by path. */
export class SimHttp {
  readonly #glue: SimGlue;
  readonly #s3: SimS3;

  constructor(deps: SimHttpDeps) {
    this.#glue = new SimGlue(deps);
    this.#s3 = new SimS3(deps);
  }

  /** What a function asks for by what it gives to `fetch`. @throws Error for what no function asks for, or is not signed */
  parse(input: FetchInput, init: RequestInit = {}): HttpRequest {
    const { hostname, pathname } = new URL(input instanceof Request ? input.url : input);
    const headers = new Headers(init.headers);
    if (!headers.has('authorization')) throw new Error(`a request to ${hostname} is not signed`);
    if (hostname === GLUE_HOST) return glueRequest(init, headers);
    if (hostname === S3_HOST) return s3Request(init, pathname);
    throw new Error(`nothing is simulated at ${hostname}`);
  }

  /** Takes effect. */
  answer(request: HttpRequest): HttpAnswer {
    return request.service === 'glue' ? this.#glue.answer(request.call) : this.#s3.answer(request.call);
  }

  /** What `fetch` returns for an answer, as it came back through whatever lies between. */
  responseOf(answer: unknown): Response {
    if (!(answer instanceof HttpAnswer)) throw new TypeError('this is no answer of a service');
    return new Response(answer.body, { status: answer.status });
  }
}

function glueRequest({ method, body }: RequestInit, headers: Headers): HttpRequest {
  const [, operation] = GLUE_TARGET.exec(headers.get('x-amz-target') ?? '') ?? [];
  if (method !== 'POST' || typeof body !== 'string' || operation === undefined) {
    throw new Error(`a ${method} to Glue that calls no operation`);
  }
  return { service: 'glue', call: { operation, body }, words: `${operation} ${versionIdIn(body)}`, isWrite: false };
}

function s3Request({ method, body }: RequestInit, path: string): HttpRequest {
  const [, bucket, key] = S3_PATH.exec(path) ?? [];
  if (bucket === undefined || key === undefined) throw new Error(`${path} is the place of no object`);
  const place = { bucket, key: decodeURIComponent(key) };
  const words = `${bucket}/${place.key}`;
  if (method === 'GET') {
    return { service: 's3', call: { ...place, method, data: NO_DATA }, words: `GetObject ${words}`, isWrite: false };
  }
  if (method !== 'PUT' || !(body instanceof Uint8Array)) throw new Error(`a ${method} to S3 that puts no bytes`);
  return { service: 's3', call: { ...place, method, data: body }, words: `PutObject ${words}`, isWrite: true };
}
