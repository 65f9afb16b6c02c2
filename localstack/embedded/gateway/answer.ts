import type { ServerResponse } from 'node:http';
import { AwsError } from './aws-error.ts';
import { encodeCbor } from './cbor.ts';
import type { Route } from './route.ts';
import { xmlDocument } from './xml.ts';

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
  route: Route,
  requestId: string,
  output: object | string | undefined,
) {
  const headers = { 'x-amzn-requestid': requestId };
  if (route.protocol === 'query') {
    send(response, 200, { ...headers, 'content-type': 'text/xml' }, String(output));
  } else {
    const body =
      output === undefined ? '' : route.protocol === 'cbor' ? encodeCbor(Object(output)) : JSON.stringify(output);
    send(response, 200, { ...headers, 'content-type': route.contentType }, body);
  }
}

/** Sends an error in the form of the caller's protocol; an error of ours becomes `InternalFailure`, HTTP 500. */
export function sendError(
  response: ServerResponse,
  route: Route | undefined,
  requestId: string,
  error: AwsError,
): void {
  const headers = {
    'x-amzn-requestid': requestId,
    'x-amzn-errortype': error.code,
    'x-amzn-query-error': `${error.queryCode};${error.statusCode < 500 ? 'Sender' : 'Receiver'}`,
  };
  if (route?.protocol === 'query') {
    send(response, error.statusCode, { ...headers, 'content-type': 'text/xml' }, errorXml(error, requestId));
    return;
  }
  const body = { __type: error.code, message: error.message, ...error.options.fields };
  const contentType = route?.contentType ?? 'application/x-amz-json-1.1';
  const encoded = route?.protocol === 'cbor' ? encodeCbor(body) : JSON.stringify(body);
  send(response, error.statusCode, { ...headers, 'content-type': contentType }, encoded);
}

/** The error an AWS service would show for whatever was thrown. */
export function toAwsError(error: unknown): AwsError {
  if (error instanceof AwsError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new AwsError('InternalFailure', message, { statusCode: 500 });
}

function errorXml(error: AwsError, requestId: string): string {
  return xmlDocument('ErrorResponse', {
    Error: {
      Type: error.statusCode < 500 ? 'Sender' : 'Receiver',
      Code: error.queryCode,
      Message: error.message,
    },
    RequestId: requestId,
  });
}
