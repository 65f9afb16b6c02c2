import { expect, test } from 'vitest';
import { type TimedSqs, timedSqs, urlOf, withDeadLetters } from './timed-sqs.ts';

const createQueue = ({ call }: TimedSqs, QueueName: string, Attributes: Record<string, string> = {}) =>
  call('CreateQueue', { QueueName, Attributes });
const send = ({ call }: TimedSqs, queue: string, more: object = {}) =>
  call('SendMessage', { QueueUrl: urlOf(queue), MessageBody: 'x', ...more });
const receive = ({ call }: TimedSqs, queue: string) => call('ReceiveMessage', { QueueUrl: urlOf(queue) });
const depthOf = (sqs: TimedSqs, queue: string) => sqs.depths().find(({ name }) => name === queue);

test('a queue is as full as it says, visible, held and put off', async () => {
  const sqs = timedSqs();
  await createQueue(sqs, 'q');
  expect(depthOf(sqs, 'q')).toEqual({ name: 'q', visible: 0, inFlight: 0, delayed: 0, oldestMs: 0 });
  await send(sqs, 'q');
  sqs.pass(5_000);
  await send(sqs, 'q');
  await send(sqs, 'q', { DelaySeconds: 60 });
  await receive(sqs, 'q');
  expect(depthOf(sqs, 'q')).toEqual({ name: 'q', visible: 1, inFlight: 1, delayed: 1, oldestMs: 5_000 });
});

test('a message received three times is no longer the oldest, but in a FIFO queue', async () => {
  const sqs = timedSqs();
  await createQueue(sqs, 'q', { VisibilityTimeout: '0' });
  await createQueue(sqs, 'q.fifo', { FifoQueue: 'true', VisibilityTimeout: '0' });
  await send(sqs, 'q');
  await send(sqs, 'q.fifo', { MessageGroupId: 'g', MessageDeduplicationId: 'd' });
  sqs.pass(5_000);
  const ages = () => ['q', 'q.fifo'].map((queue) => depthOf(sqs, queue)?.oldestMs);
  for (let receives = 0; receives < 2; receives += 1) for (const queue of ['q', 'q.fifo']) await receive(sqs, queue);
  expect(ages()).toEqual([5_000, 5_000]);
  for (const queue of ['q', 'q.fifo']) await receive(sqs, queue);
  expect(ages()).toEqual([0, 5_000]);
  await send(sqs, 'q');
  sqs.pass(1_000);
  expect(ages()).toEqual([1_000, 6_000]);
});

test('a dead letter is old however often it was received', async () => {
  const sqs = timedSqs();
  await withDeadLetters(sqs, ['x']);
  const request = { QueueUrl: urlOf('dead'), VisibilityTimeout: 0 };
  for (let receives = 0; receives < 4; receives += 1) await sqs.call('ReceiveMessage', request);
  sqs.pass(5_000);
  expect(depthOf(sqs, 'dead')).toMatchObject({ visible: 1, oldestMs: 5_000 });
});
