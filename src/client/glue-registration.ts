import { GlueClient } from '@aws-sdk/client-glue';
import type { ClientOptions } from '../adapters/aws/clients.ts';
import { makeGlueSchemaRegistrar } from '../adapters/aws/glue-schema-registrar.ts';
import { systemClock } from '../adapters/aws/system-clock.ts';
import { clientSettings } from './aws-clients.ts';
import { type RegisterSchemas, registerSchemas } from './register-schemas.ts';

/** Glue allows few calls a second, and whoever registers schemas waits rather than starts over. */
const MAX_ATTEMPTS = 10;

/**
 * The schema registry on the endpoint given or whatever is in force. For composition roots; a file of its own, since the client of
 * Glue takes long to load and readers never need it.
 */
export function connectRegistry(options: ClientOptions = {}): RegisterSchemas {
  const client = new GlueClient({ ...clientSettings(options), maxAttempts: MAX_ATTEMPTS });
  const registrar = makeGlueSchemaRegistrar({ client, clock: systemClock });
  return (pipelineName, schemas, settings) => registerSchemas(registrar, pipelineName, schemas, settings);
}
