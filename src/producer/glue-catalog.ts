import { GlueClient } from '@aws-sdk/client-glue';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { ClientOptions } from '../adapters/aws/clients.ts';
import { type GlueSchemaCatalogDeps, makeGlueSchemaCatalog } from '../adapters/aws/glue-schema-catalog.ts';
import type { SchemaCatalog } from '../ports/schema-catalog.ts';

const CONNECTION_TIMEOUT_MS = 5_000;
const REQUEST_TIMEOUT_MS = 10_000;

/**
 * The schema registry on the endpoint given or whatever is in force, for senders. For composition roots; a file of its own, since the
 * client of Glue takes long to load and senders of records without a header never need it.
 */
export function connectCatalog(
  deps: Pick<GlueSchemaCatalogDeps, 'clock' | 'random'>,
  options: ClientOptions = {},
): SchemaCatalog {
  const client = new GlueClient({
    ...options,
    // The catalog tries again by itself, as patiently as Glue's low limits ask for.
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler({
      connectionTimeout: CONNECTION_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      throwOnRequestTimeout: true,
    }),
  });
  return makeGlueSchemaCatalog({ ...deps, client });
}
