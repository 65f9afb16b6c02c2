import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { systemClock } from '../../src/adapters/aws/system-clock.ts';
import { connect, makeClientDeps } from '../../src/client/index.ts';
import type { Aggregation, Pipeline } from '../../src/engine/index.ts';
import { makeProducer, makeProducerDeps, type ProducerOptions } from '../../src/producer/index.ts';

/** A deployed pipeline. Whatever endpoint is in force: the SDK takes it from `AWS_ENDPOINT_URL`. */
export async function connectTo<A extends Aggregation>(pipeline: Pipeline<A>) {
  const client = await connect(pipeline, makeClientDeps({}));
  const { streamName } = client.resources;
  return {
    client,
    newProducer: (options: ProducerOptions = {}) =>
      makeProducer({ ...makeProducerDeps(Math.random), ...options, streamName, pipeline }),
  };
}

/** Looks again until `look` finds something. */
export async function eventually<T>(what: string, look: () => Promise<T | undefined>, withinMs = 60_000): Promise<T> {
  const deadlineMs = Date.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > deadlineMs) throw new Error(`still no ${what} after ${withinMs} ms`);
    await systemClock.after(200);
  }
}

export async function collect<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const row of rows) collected.push(row);
  return collected;
}

/** The first message of a queue whose envelope satisfies `wanted`; others become visible again. */
export async function findMessage(
  queueUrl: string,
  wanted: (envelope: Record<string, unknown>) => boolean,
): Promise<Record<string, unknown>> {
  const sqs = new SQSClient({});
  return eventually('message', async () => {
    const command = new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 1 });
    const { Messages = [] } = await sqs.send(command);
    const envelopes = Messages.map(({ Body = '{}' }): Record<string, unknown> => JSON.parse(Body));
    return envelopes.find(wanted);
  });
}
