import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import orders from '../../pipelines/orders/pipeline.ts';
import { makeClients } from '../../src/adapters/aws/clients.ts';
import { systemClock } from '../../src/adapters/aws/system-clock.ts';
import { connect, makeClientDeps } from '../../src/client/index.ts';
import { makeProducer } from '../../src/producer/index.ts';

/** Whatever endpoint is in force: the SDK takes it from `AWS_ENDPOINT_URL`. */
export async function connectToOrders() {
  const client = await connect(orders, makeClientDeps({}));
  const producer = makeProducer({
    client: makeClients().kinesis,
    streamName: client.resources.streamName,
    pipeline: orders,
    clock: systemClock,
    random: Math.random,
  });
  return {
    client,
    /** Sends events in this order and returns when the stream has them. */
    async send(events: readonly ({ readonly customerId: string } & Record<string, unknown>)[]): Promise<void> {
      for (const event of events) {
        await producer.sendRecord({ partitionKey: event.customerId, data: JSON.stringify(event) });
      }
      await producer.flush();
    },
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
