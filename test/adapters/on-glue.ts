import { randomUUID } from 'node:crypto';
import { GlueClient } from '@aws-sdk/client-glue';
import { onTestFinished } from 'vitest';
import { makeGlueRequest } from '../../src/adapters/aws/glue-request.ts';
import { makeGlueSchemaCatalog } from '../../src/adapters/aws/glue-schema-catalog.ts';
import { makeGlueSchemaRegistrar } from '../../src/adapters/aws/glue-schema-registrar.ts';
import { makeGlueSchemaRegistry } from '../../src/adapters/aws/glue-schema-registry.ts';
import { makeMemoryClock } from '../../src/adapters/memory/memory-clock.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { schemaRegistrarContract } from '../contracts/schema-registrar-contract.ts';
import { schemaRegistryContract } from '../contracts/schema-registry-contract.ts';
import { makeFaultyFetch } from '../support/faulty-client.ts';
import type { LocalAws } from '../support/local-aws.ts';
import type { RunContract } from '../support/run-contract.ts';

/** As often as the registry is asked before it is given up. */
const ATTEMPTS = 4;

/** The ports that Glue Schema Registry serves: each with its contract, in registries of their own. */
export function glueContracts(aws: () => LocalAws, run: RunContract): void {
  const registryFixture = () => {
    const client = new GlueClient({
      endpoint: aws().endpoint,
      region: 'us-east-1',
      credentials: aws().clients.dynamodb.config.credentials,
    });
    onTestFinished(() => client.destroy());
    const clock = eagerClock();
    const registrar = makeGlueSchemaRegistrar({ client, clock });
    return { client, clock, registrar, registryName: `millrace-${randomUUID()}` };
  };

  run('schema registry', schemaRegistryContract, async () => {
    const { clock, registrar, registryName } = registryFixture();
    const { fetch, failNext } = makeFaultyFetch(ATTEMPTS);
    const { config } = aws().clients.dynamodb;
    const request = makeGlueRequest({ config, fetch, endpoint: aws().endpoint });
    const schema = { registry: registryName, name: 'person' };
    await registrar.createRegistry(registryName);
    return {
      registry: makeGlueSchemaRegistry({ request, clock, random: () => 0 }),
      failNext,
      async register(definition) {
        const { versionId, versionNumber } = await registrar.createSchema(schema, {
          format: 'AVRO',
          compatibility: 'BACKWARD',
          definition,
        });
        return { versionId, versionNumber, registryName, schemaName: schema.name, format: 'AVRO', definition };
      },
    };
  });

  run('schema registrar', schemaRegistrarContract, () => {
    const { client, clock, registrar, registryName } = registryFixture();
    return { registrar, catalog: makeGlueSchemaCatalog({ client, clock, random: () => 0 }), registryName };
  });
}

/** Its waits are over at once. */
function eagerClock(): Clock {
  const clock = makeMemoryClock(0);
  return {
    nowMs: () => clock.nowMs(),
    async after(delayMs) {
      clock.advance(delayMs);
    },
  };
}
