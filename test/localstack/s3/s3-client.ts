import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';

export interface S3Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly text: string;
  /** The text of the first element of a name. */
  xml(element: string): string | undefined;
  /** The texts of all elements of a name. */
  all(element: string): string[];
}

export interface S3Request {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

export type S3Call = (method: string, path: string, request?: S3Request) => Promise<S3Answer>;

const AUTHORIZATION =
  'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0';

/** Calls S3 as SDKs do: a request signed for service s3, with its path exactly as given. */
export function s3At(endpoint: string): S3Call {
  return (method, path, { headers = {}, body = '' } = {}) =>
    new Promise((resolve, reject) => {
      const { hostname, port } = new URL(endpoint);
      const all = { authorization: AUTHORIZATION, 'content-length': Buffer.byteLength(body), ...headers };
      const call = httpRequest({ hostname, port, method, path, headers: all, agent: false }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => resolve(answerOf(response.statusCode ?? 0, response.headers, Buffer.concat(chunks))));
      });
      call.on('error', reject);
      call.end(body);
    });
}

function answerOf(status: number, headers: IncomingHttpHeaders, body: Buffer): S3Answer {
  const text = body.toString('utf8');
  const all = (element: string) => [...text.matchAll(new RegExp(`<${element}>([^<]*)</${element}>`, 'g'))].map(textOf);
  return { status, headers, body, text, all, xml: (element) => all(element)[0] };
}

const textOf = ([, text = '']: RegExpMatchArray) => text;
