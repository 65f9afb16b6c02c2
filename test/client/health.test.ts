import { describe, expect, it } from 'vitest';
import type { Alarm, ReadAlarms } from '../../src/client/alarm.ts';
import { readHealth, readLaneHealth } from '../../src/client/health.ts';
import type { QueueDepth } from '../../src/client/queues.ts';
import { NoAlarmService } from '../../src/client/read-alarms.ts';
import type { QueueName } from '../../src/client/resources.ts';
import { hours, minutes, seconds } from '../../src/engine/index.ts';
import { encodePosition } from '../../src/engine/position.ts';
import { NO_COUNTS, type Progress } from '../../src/engine/progress.ts';
import { NO_WATERMARK } from '../../src/engine/watermark.ts';
import { TASK_AGE_ALARM } from '../support/alarms.ts';
import { hourWindow, lane, makeWorld, plan, progressThrough } from './support.ts';

const NOW_MS = hours(100);
const EMPTY: QueueDepth = { visible: 0, inFlight: 0, delayed: 0 };
const QUEUES: Readonly<Record<QueueName, string>> = {
  tasks: 'tasks',
  pokes: 'pokes',
  retry: 'retry',
  dlq: 'dlq',
  late: 'late',
  undeliverable: 'undeliverable',
  unrecovered: 'unrecovered',
};
const [shard] = [lane(0).shardId];

interface Script {
  readonly queues?: Partial<Record<QueueName, QueueDepth>>;
  /** What those who ask for alarms are told. */
  readonly readAlarms?: ReadAlarms;
  /** Called when a second has passed. */
  readonly onTick?: () => Promise<void>;
}

/** A stream of one shard with records 5 and 6, which arrived two hours ago and one, and a clock that moves by waiting. */
function makeRun({ queues = {}, readAlarms, onTick }: Script = {}) {
  const world = makeWorld();
  const record = { partitionKey: 'k', arrivalMs: NOW_MS - hours(1), data: new Uint8Array() };
  world.stream.open(shard);
  world.stream.append(
    shard,
    { ...record, sequenceNumber: '5', arrivalMs: NOW_MS - hours(2) },
    { ...record, sequenceNumber: '6' },
  );
  let nowMs = NOW_MS;
  let version = 0;
  const deps = {
    ...world,
    clock: {
      nowMs: () => nowMs,
      after: async (delayMs: number) => {
        nowMs += delayMs;
        await onTick?.();
      },
    },
    readDepth: async (url: string) => new Map(Object.entries(queues)).get(url) ?? EMPTY,
    resources: { queues: QUEUES },
    readAlarms,
  };
  return {
    ...world,
    deps,
    waitedMs: () => nowMs - NOW_MS,
    done: async (through: number, change: Partial<Progress> = {}) => {
      await world.store.writeProgress(lane(0), progressThrough(through, { lastArrivalMs: NOW_MS, ...change }), version);
      version += 1;
    },
    health: async (patienceMs?: number) => readHealth(deps, patienceMs === undefined ? {} : { patienceMs }),
    kinds: async () => (await readHealth(deps)).findings.map(({ kind }) => kind),
  };
}

/** Announces windows through the end of an hour, the watermark there too. */
async function fire({ store }: Pick<ReturnType<typeof makeRun>, 'store'>, hour: number): Promise<void> {
  const layout = plan.aggregations[0]?.layout ?? { partitions: 1, buckets: 1, codec: 'slots-1' };
  const none = { firedThroughMs: null, expiredThroughMs: null, collectedThroughMs: null };
  await store.ensureControl({ aggregation: 'hourly', generation: 1, definitionHash: 'h', layout, ...none });
  await store.raiseFiredThrough('hourly', 1, hours(hour));
}

describe('a pipeline', () => {
  it('is well where all is read, and nobody waits to find out', async () => {
    const run = makeRun();
    await run.done(6);
    const health = await run.health();
    expect(health).toMatchObject({ findings: [], lanes: [{ shardId: shard, lane: 'active' }], alarms: null });
    expect(run.waitedMs()).toBe(0);
  });

  it('is well while a lane that is behind moves', async () => {
    let ticks = 0;
    const run = makeRun({
      onTick: async () => {
        ticks += 1;
        await run.done(5, { lastArrivalMs: NOW_MS - hours(1) });
      },
    });
    await run.done(4, { lastArrivalMs: NOW_MS - hours(1) });
    expect(await run.health()).toMatchObject({
      findings: [],
      lanes: [{ lane: 'behind', unreadSinceMs: NOW_MS - hours(1) }],
    });
    expect(ticks).toBe(1);
  });

  it('needs attention where a lane holds unread records and does not move for as long as patience lasts', async () => {
    const run = makeRun();
    const health = await run.health(seconds(5));
    expect(health).toMatchObject({
      findings: [{ kind: 'lane-stalled', line: expect.stringMatching(`^${shard} holds unread records`) }],
      lanes: [{ lane: 'stalled', unreadSinceMs: NOW_MS - hours(2) }],
    });
    expect(run.waitedMs()).toBe(seconds(5));
  });

  it('needs attention where every lane has passed a window that does not fire', async () => {
    const run = makeRun();
    await run.done(6, { doneMaxEventTimeMs: hours(3) + minutes(2) });
    await run.store.ensureMark({ window: hourWindow(2, 0), nonce: 'n' });
    expect(await run.kinds()).toEqual(['windows-not-fired']);
    await fire(run, 3);
    await run.store.clearMark({ window: hourWindow(2, 0), nonce: 'n' });
    expect(await run.kinds()).toEqual([]);
  });

  it('is well where a window has not fired whose end one lane has not passed', async () => {
    const run = makeRun();
    await run.done(6, { doneMaxEventTimeMs: hours(3) });
    await run.store.ensureMark({ window: hourWindow(2, 0), nonce: 'n' });
    expect(await run.kinds()).toEqual([]);
    await run.store.writeWatermark({ ...NO_WATERMARK, watermarkMs: hours(3) }, 0);
    expect(await run.kinds()).toEqual(['windows-not-fired']);
  });

  it('needs attention where the same request waits, and none where it is another', async () => {
    const window = hourWindow(2, 0);
    const stuck = makeRun();
    await stuck.done(6);
    await fire(stuck, 3);
    await stuck.store.ensureMark({ window, nonce: 'first' });
    expect(await stuck.kinds()).toEqual(['windows-not-written']);

    const busy = makeRun({ onTick: () => busy.store.renewMark({ window, nonce: `at ${busy.waitedMs()}` }) });
    await busy.done(6);
    await fire(busy, 3);
    await busy.store.ensureMark({ window, nonce: 'first' });
    expect(await busy.kinds()).toEqual([]);
  });

  it('needs attention where a record keeps ending its process', async () => {
    const run = makeRun();
    const attempts = { position: encodePosition('7'), count: 1, sinceMs: NOW_MS };
    await run.done(6, { attempts });
    expect(await run.kinds()).toEqual([]);
    await run.done(6, { attempts: { ...attempts, count: 2 } });
    expect(await run.kinds()).toEqual(['record-crashes']);
  });

  it('needs attention where an equation does not hold', async () => {
    const run = makeRun();
    const hourly = { counted: 3, filtered: 1, tooLate: 1 };
    await run.done(6, { counts: { ...NO_COUNTS, read: 7, accepted: 5, rejected: 1, aggregations: { hourly } } });
    const { findings, equations } = await run.health();
    expect(findings).toMatchObject([{ kind: 'equation-broken', line: expect.stringMatching(/1 too few$/) }]);
    expect(equations).toMatchObject([
      { aggregation: undefined, total: 7, difference: 1, holds: false },
      { aggregation: 'hourly', total: 5, difference: 0, holds: true },
    ]);
    await run.done(6, { counts: { ...NO_COUNTS, read: 4, accepted: 4, aggregations: { hourly } } });
    expect((await run.health()).findings).toMatchObject([{ line: expect.stringMatching(/for hourly.*1 too many$/) }]);
  });

  it('is well where an aggregation was added to it: what came before it is known, and all else has to add up', async () => {
    const run = makeRun();
    const hourly = { counted: 3, filtered: 0, tooLate: 0, absent: 4 };
    await run.done(6, { counts: { ...NO_COUNTS, read: 7, accepted: 7, aggregations: { hourly } } });
    const { findings, equations } = await run.health();
    expect(findings).toEqual([]);
    expect(equations[1]).toMatchObject({ terms: hourly, difference: 0, holds: true });
    await run.done(6, { counts: { ...NO_COUNTS, read: 8, accepted: 8, aggregations: { hourly } } });
    expect((await run.health()).findings).toMatchObject([{ line: expect.stringMatching(/for hourly.*1 too few$/) }]);
  });

  it.each<[QueueName, QueueDepth, string[]]>([
    ['dlq', { ...EMPTY, visible: 2 }, ['dead-letters']],
    ['unrecovered', { ...EMPTY, inFlight: 1 }, ['unrecovered']],
    ['retry', { visible: 50, inFlight: 30, delayed: 19 }, []],
    ['retry', { visible: 50, inFlight: 30, delayed: 20 }, ['retry-queue']],
    ['late', { ...EMPTY, visible: 200 }, []],
  ])('with messages in the queue %s: %o', async (name, depth, kinds) => {
    const run = makeRun({ queues: { [name]: depth } });
    await run.done(6);
    expect(await run.kinds()).toEqual(kinds);
  });

  it('needs attention where an alarm is in ALARM', async () => {
    const alarms: Alarm[] = [
      { ...TASK_AGE_ALARM, sinceMs: NOW_MS - minutes(3) },
      { ...TASK_AGE_ALARM, name: 'unhealthy', isComposite: true },
      { ...TASK_AGE_ALARM, name: 'by-hand', description: '', runbook: null },
      { ...TASK_AGE_ALARM, name: 'keeper-silent', state: 'INSUFFICIENT_DATA' },
      { ...TASK_AGE_ALARM, name: 'iterator-age', state: 'OK' },
    ];
    const run = makeRun({ readAlarms: async (name) => (name === plan.pipeline.name ? alarms : []) });
    await run.done(6);
    expect(await run.health()).toMatchObject({
      findings: [
        { kind: 'alarm', line: 'alarm task-age for 3m: Windows wait: see docs/runbooks/task-age.md' },
        { kind: 'alarm', line: 'alarm by-hand: Threshold Crossed' },
      ],
      alarms,
    });
  });

  it('is well where alarms have no data, and where there are none', async () => {
    for (const alarms of [[], [{ ...TASK_AGE_ALARM, state: 'INSUFFICIENT_DATA' as const }]]) {
      const run = makeRun({ readAlarms: async () => alarms });
      await run.done(6);
      expect(await run.health()).toMatchObject({ findings: [], alarms });
    }
  });

  it('is judged by all the rest where alarms cannot be read, which is said', async () => {
    const denied = Object.assign(new Error('User u may not DescribeAlarms\nsee'), { name: 'AccessDenied' });
    for (const [failure, alarmsFailure] of [
      [denied, 'not allowed: User u may not DescribeAlarms'],
      [new NoAlarmService(), 'this endpoint has no CloudWatch'],
    ] as const) {
      const run = makeRun({ readAlarms: () => Promise.reject(failure) });
      await run.done(6);
      expect(await run.health()).toMatchObject({ findings: [], alarms: null, alarmsFailure });
    }
  });
});

describe('a lane', () => {
  const stateOf = async (run: ReturnType<typeof makeRun>) =>
    (await readLaneHealth(run.deps, { patienceMs: 0 })).map(({ lane: state }) => state);
  const LONG_AGO = { lastArrivalMs: NOW_MS - minutes(5) };

  it('is active until it has been silent for idleAfterMs, then idle', async () => {
    const run = makeRun();
    await run.done(6, { lastArrivalMs: NOW_MS - seconds(30) });
    expect(await stateOf(run)).toEqual(['active']);
    await run.done(6, { lastArrivalMs: NOW_MS - seconds(31) });
    expect(await stateOf(run)).toEqual(['idle']);
  });

  it('is active with unread records while it is heard of', async () => {
    const run = makeRun();
    await run.done(5);
    expect(await readLaneHealth(run.deps)).toMatchObject([{ lane: 'active', unreadSinceMs: NOW_MS - hours(1) }]);
  });

  it('is drained once it is closed and read to its end, and when its shard is gone', async () => {
    const run = makeRun();
    run.stream.close(shard);
    await run.done(5, LONG_AGO);
    expect(await stateOf(run)).toEqual(['stalled']);
    await run.done(6, LONG_AGO);
    await run.store.writeProgress(lane(1), progressThrough(3), 0);
    expect(await stateOf(run)).toEqual(['drained', 'drained']);
  });

  it('that has read nothing is behind as soon as its shard holds something', async () => {
    expect(await stateOf(makeRun())).toEqual(['stalled']);
  });

  it('does not count what is never delivered as unread', async () => {
    const run = makeRun();
    const undelivered = [{ from: encodePosition('6'), through: encodePosition('6') }];
    await run.done(5, { ...LONG_AGO, undelivered });
    expect(await stateOf(run)).toEqual(['idle']);
  });
});
