import type { ServerResponse } from 'node:http';
import { AwsError } from './aws-error.ts';
import { encodeCbor } from './cbor.ts';
import { encodeJsonDates } from './json-dates.ts';
import type { NamedRoute, Route } from './route.ts';
import { encodeRpc, RPC_CBOR } from './rpc-cbor.ts';
import type { RestResponse } from './service.ts';
import { type XmlNode, xmlDocument } from './xml.ts';

/** Writes one response. A caller that has gone away is no error. */
export function send(
  response: ServerResponse,
  statusCode: number,
  headers: Record<string, string>,
  body: string | Buffer,
): void {
  if (response.destroyed || response.headersSent) return;
  response.writeHead(statusCode, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

/** Sends an operation's output in the protocol in which it was called. */
export function sendOutput(
  response: ServerResponse,
  route: NamedRoute,
  requestId: string,
  output: object | string | undefined,
) {
  const headers = { 'x-amzn-requestid': requestId };
  if (route.protocol === 'query') {
    send(response, 200, { ...headers, 'content-type': 'text/xml' }, String(output));
  } else {
    const encode = route.protocol === 'json' && route.service.givesDates ? encodeJsonDates : ENCODERS[route.protocol];
    const body = output === undefined ? '' : encode(Object(output));
    send(response, 200, { ...headers, ...typeHeaders(route.protocol, route.contentType) }, body);
  }
}

const ENCODERS = { json: (output: object): string => JSON.stringify(output), cbor: encodeCbor, 'rpc-cbor': encodeRpc };

function typeHeaders(protocol: keyof typeof ENCODERS, contentType: string): Record<string, string> {
  return { ...(protocol === 'rpc-cbor' ? RPC_CBOR.headers : {}), 'content-type': contentType };
}

/** Sends what a service without named operations answers. */
export function sendRest(response: ServerResponse, requestId: string, answer: RestResponse): void {
  if (response.destroyed) return;
  const { statusCode, body = '' } = answer;
  const length = BODILESS.has(statusCode) ? {} : { 'content-length': Buffer.byteLength(body) };
  response.writeHead(statusCode, { ...length, ...answer.headers, 'x-amz-request-id': requestId });
  response.end(body);
}

/** Statuses whose answers have no body, nor a length of one (RFC 9110). */
const BODILESS: ReadonlySet<number> = new Set([204, 304]);

/** How a caller reads errors. */
export interface ErrorFormat {
  readonly protocol: Route['protocol'];
  readonly contentType?: string;
  readonly queryCompatible?: boolean | undefined;
}

/** The format of a call; where it leads nowhere, as far as its body tells. */
export function errorFormat(route: Route | undefined, requestType: string | undefined): ErrorFormat {
  if (route) return { ...route, queryCompatible: route.service.queryCompatible };
  if (requestType === RPC_CBOR.type) return { protocol: 'rpc-cbor', contentType: requestType };
  return { protocol: requestType?.startsWith('application/x-www-form-urlencoded') ? 'query' : 'json' };
}

/** Sends an error in the form of the caller's protocol. */
export function sendError(response: ServerResponse, format: ErrorFormat, requestId: string, error: AwsError): void {
  if (format.protocol === 'rest') {
    sendRest(response, requestId, {
      statusCode: error.statusCode,
      headers: { 'content-type': 'application/xml' },
      body: BODILESS.has(error.statusCode) ? '' : restError(error, requestId),
    });
    return;
  }
  const side = error.statusCode < 500 ? 'Sender' : 'Receiver';
  const headers = {
    'x-amzn-requestid': requestId,
    'x-amzn-errortype': error.code.slice(error.code.indexOf('#') + 1),
    ...(format.queryCompatible ? { 'x-amzn-query-error': `${error.queryCode};${side}` } : {}),
  };
  if (format.protocol === 'query') {
    const shown = { Type: side, Code: error.queryCode, Message: error.message };
    const document = xmlDocument('ErrorResponse', { Error: shown, RequestId: requestId });
    send(response, error.statusCode, { ...headers, 'content-type': 'text/xml' }, document);
    return;
  }
  const body = { __type: error.code, message: error.message, ...error.options.fields };
  const contentType = format.contentType ?? 'application/x-amz-json-1.1';
  const encoded = ENCODERS[format.protocol](body);
  send(response, error.statusCode, { ...headers, ...typeHeaders(format.protocol, contentType) }, encoded);
}

/** S3's form of an error (S3 API reference, "REST error responses"). */
function restError(error: AwsError, requestId: string): string {
  const details: [string, XmlNode][] = Object.entries(error.options.fields ?? {}).map(([key, value]) => [
    key,
    String(value),
  ]);
  const shown = { Code: error.code, Message: error.message, ...Object.fromEntries(details), RequestId: requestId };
  return xmlDocument('Error', shown);
}

/** The error that callers see for whatever was thrown: an error of ours is an `InternalFailure`. */
export function toAwsError(error: unknown): AwsError {
  if (error instanceof AwsError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new AwsError('InternalFailure', message, { statusCode: 500 });
}
