import { KinesisClient } from '@aws-sdk/client-kinesis';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { ClientOptions } from '../adapters/aws/clients.ts';
import { systemClock } from '../adapters/aws/system-clock.ts';
import type { SchemaCatalog } from '../ports/schema-catalog.ts';
import type { ProducerDeps } from './options.ts';

const CONNECTION_TIMEOUT_MS = 5_000;
/** A call moves up to 10 MiB, perhaps over a slow line. */
const REQUEST_TIMEOUT_MS = 30_000;

interface Settings extends ClientOptions {
  readonly maxAttempts: number;
  readonly requestHandler: NodeHttpHandler;
}

/**
 * What a producer needs besides its pipeline, on the endpoint given or whatever is in force. For composition roots.
 *
 * @param random uniform in [0, 1): spreads the retries of many senders
 */
export function makeProducerDeps(
  random: () => number,
  options: ClientOptions = {},
): Pick<ProducerDeps, 'client' | 'clock' | 'random'> & { readonly schemas: SchemaCatalog } {
  const settings: Settings = {
    ...options,
    // The producer sends again by itself.
    maxAttempts: 1,
    // HTTP/1: the client would otherwise hold an HTTP/2 session, which local endpoints do not speak.
    requestHandler: new NodeHttpHandler({
      connectionTimeout: CONNECTION_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      throwOnRequestTimeout: true,
    }),
  };
  let catalog: Promise<SchemaCatalog> | undefined;
  return {
    client: new KinesisClient(settings),
    schemas: {
      async versionIdOf(schema) {
        catalog ??= makeCatalog(settings, random);
        return (await catalog).versionIdOf(schema);
      },
    },
    clock: systemClock,
    random,
  };
}

/** Glue's client takes long to load, and only senders of registered records need it. */
async function makeCatalog(settings: Settings, random: () => number): Promise<SchemaCatalog> {
  const { GlueClient } = await import('@aws-sdk/client-glue');
  const { makeGlueSchemaCatalog } = await import('../adapters/aws/glue-schema-catalog.ts');
  return makeGlueSchemaCatalog({ client: new GlueClient(settings), clock: systemClock, random });
}
