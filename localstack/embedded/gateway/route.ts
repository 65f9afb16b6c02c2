import type { IncomingHttpHeaders } from 'node:http';
import { AwsError, unknownOperation } from './aws-error.ts';
import type { Operation, Service } from './service.ts';

export type Route =
  | {
      readonly protocol: 'json' | 'cbor';
      readonly contentType: string;
      readonly service: Service;
      readonly operation: Operation;
    }
  | { readonly protocol: 'query'; readonly service: Service };

const CREDENTIAL_SCOPE = /Credential=[^/]+\/\d{8}\/[^/]+\/([^/]+)\/aws4_request/;

/**
 * Finds what a request calls: the operation named by `X-Amz-Target`, else the service named by the scope of its SigV4
 * signature (signatures themselves are not verified).
 */
export function route(services: readonly Service[], headers: IncomingHttpHeaders): Route {
  const contentType = headers['content-type']?.split(';')[0]?.trim() ?? '';
  const target = headers['x-amz-target'];
  if (typeof target === 'string') {
    const [prefix, name = ''] = target.split('.');
    const service = services.find((candidate) => candidate.target === prefix);
    const operation = service && Object.hasOwn(service.operations, name) ? service.operations[name] : undefined;
    if (!service || !operation) throw unknownOperation(service?.name ?? prefix ?? '', name);
    return { protocol: contentType.includes('cbor') ? 'cbor' : 'json', contentType, service, operation };
  }
  const scope = CREDENTIAL_SCOPE.exec(headers.authorization ?? '')?.[1];
  const service = services.find((candidate) => candidate.scope === scope && candidate.query !== undefined);
  if (service) return { protocol: 'query', service };
  throw scope === undefined
    ? new AwsError('MissingAuthenticationToken', 'Request carries neither X-Amz-Target nor a SigV4 signature', {
        statusCode: 403,
      })
    : new AwsError('UnknownOperationException', `The local AWS does not implement this call of service ${scope}`);
}
