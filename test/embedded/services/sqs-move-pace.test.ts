import { describe, expect, test } from 'vitest';
import { arnOf, newestTask, receiveAll, type TimedSqs, timedSqs, urlOf, withDeadLetters } from './timed-sqs.ts';

const letters = (count: number) => Array.from({ length: count }, (_, n) => `${n}`);
const start = ({ call }: TimedSqs, MaxNumberOfMessagesPerSecond?: number) =>
  call('StartMessageMoveTask', { SourceArn: arnOf('dead'), MaxNumberOfMessagesPerSecond });
const moved = async (sqs: TimedSqs) => (await newestTask(sqs))?.ApproximateNumberOfMessagesMoved ?? 0;

describe('a move task', () => {
  test('moves nothing before its start is answered', async () => {
    const sqs = timedSqs();
    await withDeadLetters(sqs, letters(3));
    await start(sqs);
    expect(await newestTask(sqs)).toMatchObject({
      Status: 'RUNNING',
      TaskHandle: expect.any(String),
      ApproximateNumberOfMessagesMoved: 0,
      ApproximateNumberOfMessagesToMove: 3,
    });
    sqs.pass(0);
    expect(await newestTask(sqs)).toMatchObject({ Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 3 });
  });

  test('without a rate is fast, but lets callers in between', async () => {
    const sqs = timedSqs();
    await withDeadLetters(sqs, letters(1_000));
    await start(sqs);
    sqs.pass(0);
    const first = await moved(sqs);
    expect(first).toBeGreaterThan(0);
    expect(first).toBeLessThanOrEqual(100);
    sqs.pass(1_000);
    expect(await moved(sqs)).toBe(1_000);
  });

  test.each([1, 7, 99, 499, 500])('of %i a second moves so many in a second, and no more', async (rate) => {
    const sqs = timedSqs();
    const count = rate * 3;
    await withDeadLetters(sqs, letters(count));
    await start(sqs, rate);
    /** How many had moved by the end of each millisecond. */
    const totals: number[] = [];
    for (let ms = 0; ms < 3_000; ms += 1) {
      sqs.pass(ms === 0 ? 0 : 1);
      totals.push(await moved(sqs));
    }
    const inSecondFrom = totals.map(
      (total, ms) => (totals[ms + 999] ?? 0) - (ms === 0 ? 0 : (totals[ms - 1] ?? total)),
    );
    expect(Math.max(...inSecondFrom)).toBeLessThanOrEqual(rate);
    expect([totals[999], totals[1_999], totals[2_999]]).toEqual([rate, 2 * rate, 3 * rate]);
  });

  test('leaves alone what arrives after it has started, though it fails again at once', async () => {
    const sqs = timedSqs();
    await withDeadLetters(sqs, ['a', 'b', 'c']);
    await start(sqs, 1);
    for (let second = 0; second < 3; second += 1) {
      sqs.pass(second === 0 ? 0 : 1_000);
      for (let n = 0; n < 2; n += 1) await sqs.call('ReceiveMessage', { QueueUrl: urlOf('work') });
    }
    sqs.pass(5_000);
    expect(await newestTask(sqs)).toMatchObject({ Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 3 });
    expect(await receiveAll(sqs, 'dead')).toEqual(['a', 'b', 'c']);
  });

  test('moves so many as were there when it started, the oldest', async () => {
    const sqs = timedSqs();
    await withDeadLetters(sqs, ['a', 'b']);
    const call = { SourceArn: arnOf('dead'), DestinationArn: arnOf('work') };
    await sqs.call('StartMessageMoveTask', call);
    await sqs.call('SendMessage', { QueueUrl: urlOf('dead'), MessageBody: 'later' });
    sqs.pass(1_000);
    expect(await newestTask(sqs)).toMatchObject({ Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 2 });
    expect(await receiveAll(sqs, 'dead')).toEqual(['later']);
  });

  test('does not bring back what is past its retention, wherever in the queue that stands', async () => {
    const sqs = timedSqs();
    await sqs.call('CreateQueue', { QueueName: 'dead', Attributes: { MessageRetentionPeriod: '60' } });
    await withDeadLetters(sqs, []);
    await sqs.call('SendMessage', { QueueUrl: urlOf('work'), MessageBody: 'old' });
    sqs.pass(50_000);
    await sqs.call('SendMessage', { QueueUrl: urlOf('dead'), MessageBody: 'young' });
    // It keeps the time at which it was sent.
    for (let n = 0; n < 2; n += 1) await sqs.call('ReceiveMessage', { QueueUrl: urlOf('work') });
    sqs.pass(10_000);
    await sqs.call('StartMessageMoveTask', { SourceArn: arnOf('dead'), DestinationArn: arnOf('work') });
    sqs.pass(1_000);
    expect(await newestTask(sqs)).toMatchObject({ Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 1 });
    expect(await receiveAll(sqs, 'work')).toEqual(['young']);
  });

  test('is cancelled at once, whatever its rate', async () => {
    const sqs = timedSqs();
    await withDeadLetters(sqs, letters(3));
    const { TaskHandle } = await sqs.call<{ TaskHandle: string }>('StartMessageMoveTask', {
      SourceArn: arnOf('dead'),
      MaxNumberOfMessagesPerSecond: 1,
    });
    sqs.pass(0);
    expect(await sqs.call('CancelMessageMoveTask', { TaskHandle })).toEqual({ ApproximateNumberOfMessagesMoved: 1 });
    const cancelling = await newestTask(sqs);
    expect(cancelling).toMatchObject({ Status: 'CANCELLING' });
    expect(cancelling?.TaskHandle).toBeUndefined();
    await expect(start(sqs)).rejects.toThrow(/already a task running/);
    sqs.pass(0);
    expect(await newestTask(sqs)).toMatchObject({ Status: 'CANCELLED', ApproximateNumberOfMessagesMoved: 1 });
    sqs.pass(10_000);
    expect(await receiveAll(sqs, 'dead')).toEqual(['1', '2']);
    expect(await receiveAll(sqs, 'work')).toEqual(['0']);
  });

  test('stands still while SQS is down', async () => {
    let down = false;
    const sqs = timedSqs(undefined, { isDown: () => down });
    await withDeadLetters(sqs, letters(4));
    await start(sqs, 1);
    sqs.pass(1_000);
    down = true;
    sqs.pass(30_000);
    expect(await newestTask(sqs)).toMatchObject({ Status: 'RUNNING', ApproximateNumberOfMessagesMoved: 2 });
    down = false;
    sqs.pass(2_000);
    expect(await newestTask(sqs)).toMatchObject({ Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 4 });
  });
});
