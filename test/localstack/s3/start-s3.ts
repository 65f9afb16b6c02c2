import { onTestFinished } from 'vitest';
import { type ServicesOptions, startServices } from '../../../localstack/embedded/services.ts';
import { s3At } from './s3-client.ts';

/** A local AWS for one test, and calls to its S3. What is logged is a failure of ours. */
export async function startS3(options: Partial<ServicesOptions> = {}) {
  const log: string[] = [];
  const services = await startServices({ port: 0, region: 'us-east-1', log: (line) => log.push(line), ...options });
  let running = true;
  const stop = async () => {
    if (running) await services.stop();
    running = false;
  };
  onTestFinished(stop);
  return { s3: s3At(services.endpoint), endpoint: services.endpoint, log, stop };
}

/** With a bucket `box`. */
export async function startWithBucket(options: Partial<ServicesOptions> = {}) {
  const started = await startS3(options);
  await started.s3('PUT', '/box');
  return started;
}
