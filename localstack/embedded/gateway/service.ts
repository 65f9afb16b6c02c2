import type { IncomingHttpHeaders } from 'node:http';
import type { BodyLimit } from './body.ts';

/** What an operation may know about the call besides its input. */
export interface CallContext {
  readonly requestId: string;
  /** Calls back when the caller has gone away: a long poll must not hand it anything any more. */
  onGone(listener: () => void): void;
}

export type JsonObject = Record<string, unknown>;

/** One operation of an AWS service: decoded input in, output (or nothing) out; throws AwsError. */
export type Operation = (input: JsonObject, context: CallContext) => Promise<object | undefined> | object | undefined;

export type Operations = Readonly<Record<string, Operation>>;

/** Answers a call of the query protocol, `Action=…` in a form body, with an XML document. */
export type QueryHandler = (
  action: string,
  parameters: URLSearchParams,
  context: CallContext,
) => Promise<string> | string;

/** A request that says by its method, path and headers what it wants. */
export interface RestRequest {
  readonly method: string;
  /** Path and query as they were sent, nothing decoded. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface RestResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Left away where the caller asked by HEAD; `content-length` of the headers holds then. */
  readonly body?: string | Buffer | undefined;
}

/** A service without named operations, which is S3. Its errors are XML documents. */
export interface Rest {
  readonly bodyLimit: BodyLimit;
  /** Whether a request that no SigV4 scope assigns is for this service. */
  owns(host: string, url: string): boolean;
  /** @throws AwsError */
  answer(request: RestRequest, context: CallContext): Promise<RestResponse> | RestResponse;
}

export interface Service {
  readonly name: string;
  /** The part of `X-Amz-Target` before the dot; absent where a service speaks the query protocol alone. */
  readonly target?: string;
  /** The service's name in a SigV4 credential scope. */
  readonly scope: string;
  readonly operations: Operations;
  readonly query?: QueryHandler;
  readonly rest?: Rest;
  /** Its answers hold Dates, written as each protocol does; it may be called by Smithy's RPC v2, too. */
  readonly givesDates?: boolean;
  /** SDKs that spoke the query protocol before JSON read its error codes from a header. */
  readonly queryCompatible?: boolean;
}
