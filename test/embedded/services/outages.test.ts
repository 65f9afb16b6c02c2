import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { GlueClient, ListRegistriesCommand } from '@aws-sdk/client-glue';
import { ListStreamsCommand } from '@aws-sdk/client-kinesis';
import { ListQueuesCommand } from '@aws-sdk/client-sqs';
import { describe, expect, test } from 'vitest';
import { sharedHarness } from './harness.ts';
import { createQueue } from './queues.ts';

const harness = sharedHarness();

const config = () => ({
  endpoint: harness().endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  maxAttempts: 1,
});

/** One call of each service. */
const CALLS = {
  dynamodb: () => harness().dynamodb.send(new ListTablesCommand({})),
  glue: () => new GlueClient(config()).send(new ListRegistriesCommand({})),
  kinesis: () => harness().kinesis.send(new ListStreamsCommand({})),
  sqs: () => harness().sqs.send(new ListQueuesCommand({})),
};
type Name = keyof typeof CALLS;

describe('an outage', () => {
  test.each<[Name, string, number]>([
    ['dynamodb', 'ServiceUnavailable', 503],
    ['glue', 'InternalServiceException', 500],
    ['kinesis', 'ServiceUnavailable', 503],
    ['sqs', 'ServiceUnavailable', 503],
  ])(
    'of %s refuses its requests, and only those, as the service itself would, and counts them',
    async (name, code, status) => {
      const { outages, failures } = harness();
      const before = outages.refused(name);
      outages.start(name);
      outages.start(name);
      for (let n = 0; n < 2; n += 1) {
        await expect(CALLS[name]()).rejects.toMatchObject({
          name: code,
          $fault: 'server',
          $metadata: { httpStatusCode: status },
        });
      }
      for (const other of Object.keys(CALLS) as Name[]) if (other !== name) await CALLS[other]();
      outages.end(name);
      await CALLS[name]();
      expect(outages.refused(name) - before).toBe(2);
      // It is none of our own failures.
      expect(failures).toEqual([]);
    },
  );

  test.each(['s3', 'sqs'] as const)('of %s refuses what it answers in XML too', async (name) => {
    const { outages, endpoint } = harness();
    const credential = `Credential=id/20260101/us-east-1/${name}/aws4_request`;
    const call = () =>
      fetch(endpoint, {
        method: 'POST',
        headers: { authorization: `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=host, Signature=0` },
        body: new URLSearchParams({ Action: 'ListQueues' }),
      });
    const before = outages.refused(name);
    outages.start(name);
    const refused = await call();
    outages.end(name);
    expect(refused.status).toBe(503);
    expect(await refused.text()).toContain('<Code>ServiceUnavailable</Code>');
    expect((await call()).status).not.toBe(503);
    expect(outages.refused(name) - before).toBe(1);
  });

  test('of SQS sends who waits for messages away with nothing', async () => {
    const { outages } = harness();
    const queue = await createQueue(harness());
    const received = queue.receive({ WaitTimeSeconds: 20 });
    // Calls are served in turn, so the receive waits by now.
    await queue.counts();
    const startMs = performance.now();
    outages.start('sqs');
    expect(await received).toEqual([]);
    expect(performance.now() - startMs).toBeLessThan(5_000);
    outages.end('sqs');
    await queue.send('x');
    expect(await queue.receive()).toHaveLength(1);
  });

  test('can be waited out, unless the waiting is given up', async () => {
    const { outages } = harness();
    const never = new AbortController().signal;
    await outages.over('glue', never);
    outages.start('glue');
    const order: string[] = [];
    const over = outages.over('glue', never).then(() => order.push('over'));
    const giveUp = new AbortController();
    const abandoned = outages.over('glue', giveUp.signal).then(() => order.push('given up'));
    giveUp.abort();
    await abandoned;
    expect(order).toEqual(['given up']);
    outages.end('glue');
    await over;
    expect(order).toEqual(['given up', 'over']);
  });
});
