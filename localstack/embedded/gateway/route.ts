import type { IncomingHttpHeaders } from 'node:http';
import { AwsError, unknownOperation } from './aws-error.ts';
import { RPC_CBOR, rpcTarget } from './rpc-cbor.ts';
import type { Operation, Rest, Service } from './service.ts';

export type Route = NamedRoute | { readonly protocol: 'rest'; readonly service: Service; readonly rest: Rest };

/** An operation that the request names. */
export type NamedRoute =
  | {
      readonly protocol: 'json' | 'cbor' | 'rpc-cbor';
      readonly contentType: string;
      readonly service: Service;
      readonly operation: Operation;
    }
  | { readonly protocol: 'query'; readonly service: Service };

/** In the `Authorization` header, or in the query of a presigned URL. */
const CREDENTIAL_SCOPE = /Credential=[^/%]+(?:\/|%2F)\d{8}(?:\/|%2F)[^/%]+(?:\/|%2F)([^/%]+)(?:\/|%2F)aws4_request/i;

/**
 * Finds what a request calls: the operation named by `X-Amz-Target` or by the path of RPC v2, else the service named by the scope of its SigV4
 * signature (signatures themselves are not verified) or, for S3 without a signature, by its host.
 */
export function route(services: readonly Service[], headers: IncomingHttpHeaders, url: string): Route {
  const contentType = headers['content-type']?.split(';')[0]?.trim() ?? '';
  const target = headers['x-amz-target'];
  if (typeof target === 'string') {
    const [prefix = '', name = ''] = target.split('.');
    const service = services.find((candidate) => candidate.target === prefix);
    const protocol = contentType.includes('cbor') ? 'cbor' : 'json';
    return { protocol, contentType, ...namedOperation(service, prefix, name) };
  }
  const rpc = rpcTarget(headers, url);
  if (rpc) {
    const service = services.find((candidate) => candidate.givesDates && candidate.target === rpc.target);
    return { protocol: 'rpc-cbor', contentType: RPC_CBOR.type, ...namedOperation(service, rpc.target, rpc.operation) };
  }
  const scope = CREDENTIAL_SCOPE.exec(headers.authorization ?? url)?.[1];
  for (const service of services) {
    const { rest } = service;
    if (rest && (scope === undefined ? rest.owns(headers.host ?? '', url) : scope === service.scope)) {
      return { protocol: 'rest', service, rest };
    }
  }
  const service = services.find((candidate) => candidate.scope === scope && candidate.query !== undefined);
  if (service) return { protocol: 'query', service };
  throw scope === undefined
    ? new AwsError('MissingAuthenticationToken', 'Request carries neither X-Amz-Target nor a SigV4 signature', {
        statusCode: 403,
      })
    : new AwsError('UnknownOperationException', `The local AWS does not implement this call of service ${scope}`);
}

/** @throws AwsError UnknownOperationException */
function namedOperation(service: Service | undefined, target: string, name: string) {
  const operation = service && Object.hasOwn(service.operations, name) ? service.operations[name] : undefined;
  if (!service || !operation) throw unknownOperation(service?.name ?? target, name);
  return { service, operation };
}
