import { type ClientRequest, request } from 'node:http';
import { describe, expect, test } from 'vitest';
import { sharedHarness, startHarness } from './harness.ts';
import { bodies, createQueue, type TestQueue } from './queues.ts';

const harness = sharedHarness();
const WAIT = { WaitTimeSeconds: 20 };

/** Starts a receive and comes back when the server has it: later requests have been answered since. */
async function startWaiting(queue: TestQueue): Promise<ClientRequest> {
  const headers = { 'x-amz-target': 'AmazonSQS.ReceiveMessage', 'content-type': 'application/x-amz-json-1.0' };
  const waiting = request(queue.url, { method: 'POST', headers });
  waiting.on('error', () => {});
  await new Promise<void>((resolve) => waiting.end(JSON.stringify({ QueueUrl: queue.url, ...WAIT }), resolve));
  await roundTrips(queue);
  return waiting;
}

async function roundTrips(queue: TestQueue): Promise<void> {
  for (let i = 0; i < 5; i += 1) await queue.counts();
}

describe('a receive that waits', () => {
  test('is answered as soon as a message is sent', async () => {
    const queue = await createQueue(harness());
    const waiting = queue.receive(WAIT);
    await queue.send('here');
    expect(bodies(await waiting)).toEqual(['here']);
  });

  test('waits as the queue says where the call does not', async () => {
    const queue = await createQueue(harness(), { ReceiveMessageWaitTimeSeconds: '20' });
    const waiting = queue.receive();
    await queue.send('here');
    expect(bodies(await waiting)).toEqual(['here']);
  });

  test('comes back empty when time is up', async () => {
    const queue = await createQueue(harness());
    const startMs = performance.now();
    expect(await queue.receive({ WaitTimeSeconds: 1 })).toEqual([]);
    expect(performance.now() - startMs).toBeGreaterThan(990);
  });

  test('is woken by a delay or a visibility timeout that ends', async () => {
    const queue = await createQueue(harness(), { VisibilityTimeout: '1' });
    await queue.send('delayed', { DelaySeconds: 1 });
    expect(bodies(await queue.receive(WAIT))).toEqual(['delayed']);
    expect(bodies(await queue.receive(WAIT))).toEqual(['delayed']);
  });

  test('is woken by a changed visibility, and by a deletion that frees a FIFO group', async () => {
    const queue = await createQueue(harness(), { FifoQueue: 'true', ContentBasedDeduplication: 'true' });
    await queue.send('a', { MessageGroupId: 'g' });
    await queue.send('b', { MessageGroupId: 'g' });
    const a = await queue.receiveOne();
    const again = queue.receive({ ...WAIT, MaxNumberOfMessages: 1 });
    await queue.changeVisibility(a, 0);
    const [second] = await again;
    expect(second?.Body).toBe('a');
    const next = queue.receive(WAIT);
    await queue.delete(second ?? {});
    expect(bodies(await next)).toEqual(['b']);
  });

  test('one message answers one of several', async () => {
    const queue = await createQueue(harness());
    const waiting = [1, 2, 3].map(() => queue.receive({ WaitTimeSeconds: 1 }));
    await queue.send('x');
    expect((await Promise.all(waiting)).flat()).toHaveLength(1);
  });

  test('takes nothing when its caller has gone away', async () => {
    const queue = await createQueue(harness());
    const waiting = await startWaiting(queue);
    const closed = new Promise((resolve) => waiting.once('close', resolve));
    waiting.destroy();
    await closed;
    await roundTrips(queue);
    await queue.send('x');
    expect(await queue.counts()).toEqual([1, 0, 0]);
  });

  test('does not keep the local AWS from stopping', async () => {
    const aws = await startHarness();
    const queue = await createQueue(aws);
    const waiting = await startWaiting(queue);
    const closed = new Promise((resolve) => waiting.once('close', resolve));
    await aws.stop();
    await closed;
  });
});
