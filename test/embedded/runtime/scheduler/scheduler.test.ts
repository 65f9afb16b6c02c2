import { describe, expect, it } from 'vitest';
import type { InvokeResult } from '../../../../localstack/embedded/lambda/invocation.ts';
import { parseRate } from '../../../../localstack/embedded/scheduler/rate-expression.ts';
import { inputOf, type Schedule } from '../../../../localstack/embedded/scheduler/schedule.ts';
import { makeScheduler } from '../../../../localstack/embedded/scheduler/scheduler.ts';
import { makeManualClock } from '../manual-clock.ts';

const MINUTE = 60_000;
const schedule: Schedule = {
  arn: 'arn:aws:scheduler:us-east-1:000000000000:schedule/default/tick',
  everyMs: MINUTE,
  target: { kind: 'queue', queueUrl: 'http://pokes', messageGroupId: 'keeper' },
  input: '<aws.scheduler.scheduled-time>',
  maxRetries: 3,
  maxAgeMs: MINUTE,
};
const toFunction: Schedule = { ...schedule, target: { kind: 'function', functionName: 'fn' } };

/** A scheduler at noon; `sent` lists what queues got and `invoked` what functions did. */
function makeWorld(lastFired = new Map<string, number>()) {
  const clock = makeManualClock(Date.parse('2026-01-01T12:00:00Z'));
  const sent: unknown[] = [];
  const invoked: string[] = [];
  const log: string[] = [];
  const answers: (Error | InvokeResult)[] = [];
  let ids = 0;
  const scheduler = makeScheduler({
    clock,
    lastFired,
    newId: () => {
      ids += 1;
      return `execution-${ids}`;
    },
    async sendToQueue(queueUrl, body, group) {
      const answer = answers.shift();
      if (answer instanceof Error) throw answer;
      sent.push([queueUrl, body, group]);
    },
    async invoke(_, event) {
      invoked.push(event);
      const answer = answers.shift();
      if (answer && !(answer instanceof Error)) return answer;
      return { outcome: 'success', requestId: 'r', payload: 'null', durationMs: 1 };
    },
    log: (line) => log.push(line),
  });
  return { clock, scheduler, sent, invoked, log, answers, lastFired };
}
const times = (sent: unknown[]) => sent.map((item) => (item as string[])[1]?.slice(11, 16));
const failed: InvokeResult = {
  outcome: 'function-error',
  functionError: 'Unhandled',
  requestId: 'r',
  payload: '{}',
  durationMs: 1,
};

describe('a rate', () => {
  it.each([
    ['rate(1 minute)', MINUTE],
    ['rate(5 minutes)', 5 * MINUTE],
    ['rate(2 hours)', 120 * MINUTE],
    ['rate(1 day)', 1_440 * MINUTE],
    ['rate(0 minutes)', undefined],
    ['rate(10 seconds)', undefined],
    ['cron(0 12 * * ? *)', undefined],
    ['at(2026-01-01T00:00:00)', undefined],
  ])('%s is %s ms', (expression, ms) => {
    expect(parseRate(expression)).toBe(ms);
  });
});

describe('an input', () => {
  const execution = { scheduleArn: schedule.arn, scheduledMs: 1_700_000_000_500, executionId: 'e1', attempt: 2 };

  it('has its context attributes filled in', () => {
    const input =
      '{"id":"<aws.scheduler.execution-id>","at":"<aws.scheduler.scheduled-time>","n":<aws.scheduler.attempt-number>,"of":"<aws.scheduler.schedule-arn>","other":"<aws.scheduler.colour>"}';
    expect(JSON.parse(inputOf({ ...schedule, input }, execution))).toEqual({
      id: 'e1',
      at: '2023-11-14T22:13:20Z',
      n: 2,
      of: schedule.arn,
      other: '<aws.scheduler.colour>',
    });
  });

  it('that is absent is the default event', () => {
    expect(JSON.parse(inputOf({ ...schedule, input: undefined }, execution))).toMatchObject({
      id: 'e1',
      'detail-type': 'Scheduled Event',
      source: 'aws.scheduler',
      account: '000000000000',
      region: 'us-east-1',
      resources: [schedule.arn],
    });
  });
});

describe('a schedule', () => {
  it('fires at once and then at its interval, into its queue and message group', async () => {
    const { clock, scheduler, sent } = makeWorld();
    await scheduler.put(schedule);
    await clock.settle();
    expect(sent).toEqual([['http://pokes', '2026-01-01T12:00:00Z', 'keeper']]);
    await clock.advance(2 * MINUTE);
    expect(times(sent)).toEqual(['12:00', '12:01', '12:02']);
    await scheduler.stop();
  });

  it('goes on in its rhythm after a restart, and makes up for what it missed once', async () => {
    const lastFired = new Map([[schedule.arn, Date.parse('2026-01-01T11:57:30Z')]]);
    const { clock, scheduler, sent } = makeWorld(lastFired);
    await scheduler.put(schedule);
    await clock.advance(MINUTE);
    expect(sent.map((item) => (item as string[])[1])).toEqual(['2026-01-01T11:59:30Z', '2026-01-01T12:00:30Z']);
    await scheduler.stop();
  });

  it('waits for its next time after a restart, if it missed none', async () => {
    const lastFired = new Map([[schedule.arn, Date.parse('2026-01-01T11:59:30Z')]]);
    const { clock, scheduler, sent } = makeWorld(lastFired);
    await scheduler.put(schedule);
    await clock.advance(29_999);
    expect(sent).toEqual([]);
    await clock.advance(1);
    expect(times(sent)).toEqual(['12:00']);
    await scheduler.stop();
  });

  it('replaced keeps its rhythm and takes the new interval', async () => {
    const { clock, scheduler, sent } = makeWorld();
    await scheduler.put(schedule);
    await clock.advance(MINUTE);
    await scheduler.put({ ...schedule, everyMs: 3 * MINUTE });
    await clock.advance(3 * MINUTE);
    expect(times(sent)).toEqual(['12:00', '12:01', '12:04']);
    await scheduler.stop();
  });

  it('removed fires no more', async () => {
    const { clock, scheduler, sent } = makeWorld();
    await scheduler.put(schedule);
    await clock.settle();
    await scheduler.remove(schedule.arn);
    await clock.advance(5 * MINUTE);
    expect(sent).toHaveLength(1);
  });

  it('tries a delivery that failed again, under the same execution id', async () => {
    const { clock, scheduler, sent, answers } = makeWorld();
    answers.push(new Error('down'), new Error('down'));
    await scheduler.put({ ...schedule, input: '<aws.scheduler.execution-id> <aws.scheduler.attempt-number>' });
    await clock.advance(10_000);
    expect(sent).toEqual([['http://pokes', 'execution-1 3', 'keeper']]);
    await scheduler.stop();
  });

  it('gives a delivery up after its retries, and goes on', async () => {
    const { clock, scheduler, sent, answers, log } = makeWorld();
    answers.push(...Array.from({ length: 4 }, () => new Error('down')));
    await scheduler.put(schedule);
    await clock.advance(MINUTE);
    expect(log).toEqual([`${schedule.arn}: not delivered after 4 attempts: Error: down`]);
    expect(times(sent)).toEqual(['12:01']);
    await scheduler.stop();
  });

  it('invokes a function, twice more when it fails', async () => {
    const { clock, scheduler, invoked, answers, log } = makeWorld();
    answers.push(failed, failed, failed);
    await scheduler.put({ ...toFunction, everyMs: 60 * MINUTE });
    await clock.advance(10 * MINUTE);
    expect(invoked).toHaveLength(3);
    expect(log).toEqual(['fn: scheduled invocation failed 3 times']);
    await scheduler.stop();
  });
});
