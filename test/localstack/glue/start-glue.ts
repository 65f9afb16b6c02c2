import { GlueClient } from '@aws-sdk/client-glue';
import { onTestFinished } from 'vitest';
import { type ServicesOptions, startServices } from '../../../localstack/embedded/services.ts';
import { steppedClock } from '../../embedded/services/harness.ts';

/** A local AWS for one test, at a clock of its own, with a Glue client that tries once. */
export async function startGlue(options: Partial<ServicesOptions> = {}) {
  const log: string[] = [];
  const clock = steppedClock();
  const services = await startServices({ port: 0, log: (line) => log.push(line), clock: clock.now, ...options });
  const glue = new GlueClient({
    endpoint: services.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  let stopped: Promise<void> | undefined;
  const stop = () => {
    glue.destroy();
    stopped ??= services.stop();
    return stopped;
  };
  onTestFinished(stop);
  return { glue, log, clock, stop, endpoint: services.endpoint, outages: services.outages };
}

const person = (...fields: readonly object[]): string =>
  JSON.stringify({
    type: 'record',
    name: 'Person',
    namespace: 'test',
    fields: [{ name: 'name', type: 'string' }, ...fields],
  });

/** Avro definitions. Whoever reads as `PERSON` reads all of them; nobody who reads as `WITH_AGE` reads any other. */
export const PERSON = person();
export const WITH_AGE = person({ name: 'age', type: 'int' });
export const WITH_NICKNAME = person({ name: 'nickname', type: ['null', 'string'], default: null });
export const WITH_AGE_AND_NICKNAME = person(
  { name: 'age', type: 'int' },
  { name: 'nickname', type: ['null', 'string'], default: null },
);
