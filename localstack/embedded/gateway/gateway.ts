import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { errorFormat, send, sendError, sendOutput, sendRest, toAwsError } from './answer.ts';
import { AwsError } from './aws-error.ts';
import { decompressed, NAMED_OPERATIONS, readBody } from './body.ts';
import { decodeCbor } from './cbor.ts';
import { type NamedRoute, type Route, route } from './route.ts';
import { decodeRpc } from './rpc-cbor.ts';
import type { CallContext, JsonObject, Service } from './service.ts';

export interface GatewayDeps {
  readonly services: readonly Service[];
  /** Pages of our own, by path: what no AWS API tells. */
  readonly pages: Readonly<Record<string, () => object>>;
  readonly requestId: () => string;
  /** Told of failures that are ours: a bug or a full disk, never a caller's mistake. */
  readonly log: (line: string) => void;
}

/** One HTTP server that answers for every service. It is not listening yet. */
export function makeGateway(deps: GatewayDeps): Server {
  return createServer({ keepAliveTimeout: KEEP_ALIVE_MS, noDelay: true }, (request, response) => {
    void answer(deps, request, response);
  });
}

/** Longer than any client keeps an idle connection, so that it is never cut just as a request comes in. */
const KEEP_ALIVE_MS = 120_000;

async function answer(deps: GatewayDeps, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const requestId = deps.requestId();
  let found: Route | undefined;
  try {
    const page = request.method === 'GET' ? deps.pages[request.url ?? ''] : undefined;
    if (page) return send(response, 200, { 'content-type': 'application/json' }, JSON.stringify(page()));
    const { method = '', url = '', headers } = request;
    found = route(deps.services, headers, url);
    const context = contextOf(requestId, response);
    if (found.protocol === 'rest') {
      const body = await readBody(request, found.rest.bodyLimit);
      return sendRest(response, requestId, await found.rest.answer({ method, url, headers, body }, context));
    }
    const body = decompressed(await readBody(request, NAMED_OPERATIONS), headers['content-encoding']);
    sendOutput(response, found, requestId, await call(found, body, context));
  } catch (thrown) {
    if (request.destroyed && !request.complete) return;
    const error = toAwsError(thrown);
    if (error.statusCode >= 500 && !error.options.intended) deps.log(describeFailure(thrown, request));
    sendError(response, errorFormat(found, request.headers['content-type']), requestId, error);
  }
}

async function call(found: NamedRoute, body: Buffer, context: CallContext): Promise<object | string | undefined> {
  if (found.protocol === 'query') {
    const parameters = new URLSearchParams(body.toString('utf8'));
    const action = parameters.get('Action');
    if (!action || !found.service.query) throw new AwsError('MissingAction', 'The request names no Action');
    return found.service.query(action, parameters, context);
  }
  return found.operation(parseInput(found.protocol, body), context);
}

const DECODERS = {
  json: (body: Buffer): unknown => JSON.parse(body.toString('utf8')),
  cbor: decodeCbor,
  'rpc-cbor': decodeRpc,
};

function parseInput(protocol: keyof typeof DECODERS, body: Buffer): JsonObject {
  if (body.length === 0) return {};
  let input: unknown;
  try {
    input = DECODERS[protocol](body);
  } catch {
    throw new AwsError(
      'SerializationException',
      `The request body is not valid ${protocol === 'json' ? 'JSON' : 'CBOR'}`,
    );
  }
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw new AwsError('SerializationException', 'The request body is not an object');
  }
  return { ...input };
}

function contextOf(requestId: string, response: ServerResponse): CallContext {
  return { requestId, onGone: (listener) => void response.once('close', listener) };
}

function describeFailure(thrown: unknown, request: IncomingMessage): string {
  const what = request.headers['x-amz-target'] ?? request.url;
  return `${String(what)} failed: ${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}`;
}
