import { makeCachedSchemaRegistry } from '../../src/adapters/aws/cached-schema-registry.ts';
import { makeGlueRequest } from '../../src/adapters/aws/glue-request.ts';
import { makeGlueSchemaRegistry } from '../../src/adapters/aws/glue-schema-registry.ts';
import type { SchemaRegistry } from '../../src/ports/schema-registry.ts';
import type { Surroundings } from './surroundings.ts';

/** The account's schema registry, whose answers are remembered. */
export function schemaRegistryOf({ clients, environment, fetch, clock, random }: Surroundings): SchemaRegistry {
  const request = makeGlueRequest({
    config: clients.dynamodb.config,
    fetch,
    endpoint: environment.endpoint('GLUE'),
  });
  return makeCachedSchemaRegistry({ registry: makeGlueSchemaRegistry({ request, clock, random }), clock });
}
