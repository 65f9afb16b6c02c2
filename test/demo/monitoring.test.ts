import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { type AlarmNote, makeAlarmWatch } from '../../demo/monitoring/alarm-watch.ts';
import { checkMetrics } from '../../demo/monitoring/check-metrics.ts';
import { compareMetrics } from '../../demo/monitoring/compare-metrics.ts';
import type { GetMetricData } from '../../demo/monitoring/metric-sums.ts';
import { alarmLines, alarmNoteLine, alarmsLine, metricsLine } from '../../demo/view/monitoring-lines.ts';
import type { AlarmStatus } from '../../localstack/embedded/local-aws.ts';

const plain = (lines: readonly string[]) => lines.map(stripVTControlCharacters);

const stored = {
  read: 13,
  accepted: 9,
  duplicate: 2,
  rejected: 1,
  ignored: 1,
  aggregations: { bySensor: { counted: 6, filtered: 1, tooLate: 2 } },
};
const whole = { outcomes: stored, deaths: 0 };
/** One batch of two events, both accepted, was never told. */
const lacking = {
  ...stored,
  read: 11,
  accepted: 7,
  aggregations: { bySensor: { counted: 4, filtered: 1, tooLate: 2 } },
};

describe('metrics held against what is stored', () => {
  it('are the same where nothing died', () => {
    const verdict = compareMetrics(whole, stored, false);
    expect(verdict).toMatchObject({ untold: 0, problems: [] });
    expect(plain([metricsLine(verdict)])).toEqual([
      '    by the metrics: 13 = 9 accepted + 2 duplicate + 1 rejected + 1 ignored, as stored',
    ]);
  });

  it('may lack what an invocation that died, or an earlier process, did not tell', () => {
    const died = compareMetrics({ outcomes: lacking, deaths: 3 }, stored, false);
    expect(died.problems).toEqual([]);
    expect(plain([metricsLine(died)])[0]).toMatch(/ignored; 2 untold, since 3 invocations of the processor died$/);
    const resumed = compareMetrics({ outcomes: lacking, deaths: 0 }, stored, true);
    expect(resumed.problems).toEqual([]);
    expect(plain([metricsLine(resumed)])[0]).toMatch(/; 2 untold, since an earlier process ended$/);
  });

  it('may lack nothing else', () => {
    const verdict = compareMetrics({ outcomes: lacking, deaths: 0 }, stored, false);
    expect(verdict.problems).toEqual([
      'metrics: read 11, not 13',
      'metrics: accepted 7, not 9',
      'metrics: bySensor: counted 4, not 6',
    ]);
    expect(plain([metricsLine(verdict)])[0]).toMatch(/, which is not what is stored$/);
  });

  it.each([
    ['an event twice', { ...stored, read: 14, accepted: 10 }, /read 14, more than 13/],
    ['an outcome without its event', { ...stored, read: 12 }, /do not add up: read 12, not 9 \+ 2 \+ 1 \+ 1/],
    [
      'more for an aggregation than was accepted',
      { ...lacking, aggregations: stored.aggregations },
      /bySensor: counted, filtered and too late 9, more than 7/,
    ],
  ])('never tell of %s, whoever died', (_, outcomes, problem) => {
    const { problems } = compareMetrics({ outcomes, deaths: 5 }, stored, true);
    expect(problems.join('\n')).toMatch(problem);
  });

  it('are asked again until they have caught up, but not for ever', async () => {
    let nowMs = 1_000_000;
    const clock = {
      nowMs: () => nowMs,
      async after(delayMs: number) {
        nowMs += delayMs;
      },
    };
    let asked = 0;
    const sums: Readonly<Record<string, number>> = { EventsRead: 1, EventsAccepted: 1, EventsFiltered: 1 };
    const answering =
      (caughtUpAfter: number): GetMetricData =>
      async ({ input }) => {
        asked += 1;
        const MetricDataResults = (input.MetricDataQueries ?? []).map(({ Id, MetricStat }) => {
          const sum = sums[MetricStat?.Metric?.MetricName ?? ''] ?? 0;
          return { Id, Values: asked > caughtUpAfter && sum > 0 ? [sum] : [] };
        });
        return { MetricDataResults };
      };
    const one = {
      read: 1,
      accepted: 1,
      duplicate: 0,
      rejected: 0,
      ignored: 0,
      aggregations: { bySensor: { counted: 0, filtered: 1, tooLate: 0 } },
    };
    const pipeline = { name: 'p', aggregations: [{ name: 'bySensor' }], processor: 'f' };
    const check = (caughtUpAfter: number) =>
      checkMetrics({ getMetricData: answering(caughtUpAfter), clock }, pipeline, one, false);
    expect(await check(2)).toMatchObject({ outcomes: one, problems: [] });
    expect(asked).toBe(3);
    expect((await check(Number.POSITIVE_INFINITY)).problems).toContain('metrics: read 0, not 1');
  });
});

describe('the watch over alarms', () => {
  const names = new Map([['stack-Dlq-X', { alarm: 'dlq-not-empty', summary: 'A record lies there.' }]]);
  const status = (state: AlarmStatus['state'], sinceMs: number, reason = ''): AlarmStatus => {
    return { name: 'stack-Dlq-X', state, reason, sinceMs };
  };
  const start = () => {
    const world = { nowMs: 0, status: status('INSUFFICIENT_DATA', 0) };
    const notes: AlarmNote[] = [];
    const clock = { nowMs: () => world.nowMs, after: async () => {} };
    const others = status('ALARM', 0);
    const alarms = () => [world.status, { ...others, name: 'unhealthy' }];
    const watch = makeAlarmWatch({ alarms, names, clock, tell: (note) => notes.push(note) });
    const look = (nowMs: number, next: AlarmStatus) => {
      Object.assign(world, { nowMs, status: next });
      watch.look();
    };
    return { watch, look, lines: () => plain(notes.map(alarmNoteLine)) };
  };

  it('tells each that goes off once, and when it is over', () => {
    const { watch, look, lines } = start();
    look(1_000, status('OK', 500));
    look(3_000, status('ALARM', 2_000));
    look(4_000, status('ALARM', 2_000));
    expect(watch.episodes()).toEqual([{ alarm: 'dlq-not-empty', times: 1, seconds: 2, isOn: true }]);
    look(9_000, status('OK', 8_000));
    expect(watch.episodes()).toEqual([{ alarm: 'dlq-not-empty', times: 1, seconds: 6, isOn: false }]);
    look(33_000, status('OK', 8_000));
    look(41_000, status('ALARM', 40_000));
    expect(lines()).toEqual([
      '  00:00:02Z alarm dlq-not-empty: ALARM (A record lies there.)',
      '  00:00:08Z alarm dlq-not-empty: OK again after 6 s',
      '  00:00:40Z alarm dlq-not-empty: ALARM (A record lies there.)',
    ]);
    expect(alarmLines(watch.episodes())).toEqual(['    dlq-not-empty  2 times, 7 s and still on']);
    expect(plain(alarmsLine(watch.episodes()))).toEqual([
      '    alarms, whose five minutes are 25 s here: still on dlq-not-empty 2 times, 7 s',
    ]);
  });

  it('takes one that comes and goes for one', () => {
    const { watch, look, lines } = start();
    look(1_000, status('ALARM', 1_000));
    look(20_000, status('OK', 10_000));
    look(25_000, status('ALARM', 25_000));
    look(40_000, status('OK', 31_000));
    look(56_000, status('OK', 31_000));
    expect(lines().slice(1)).toEqual(['  00:00:31Z alarm dlq-not-empty: OK again after 30 s']);
    expect(watch.episodes()).toEqual([{ alarm: 'dlq-not-empty', times: 1, seconds: 30, isOn: false }]);
  });

  it('does not take for silent what has just been deployed, unless it stays so', () => {
    const silent = 'Threshold Crossed: no datapoints were received for 1 period.';
    const quick = start();
    quick.look(6_000, status('ALARM', 5_000, silent));
    quick.look(40_000, status('OK', 10_000));
    expect(quick.lines()).toEqual([]);
    const slow = start();
    for (const nowMs of [6_000, 30_000]) slow.look(nowMs, status('ALARM', 5_000, silent));
    expect(slow.lines()).toHaveLength(1);
  });

  it('tells in one line what is over, and nothing where none went off', () => {
    const over = { alarm: 'task-age', times: 1, seconds: 30, isOn: false };
    const on = { alarm: 'watermark-stalled', times: 1, seconds: 9, isOn: true };
    expect(plain(alarmsLine([over, on]))[0]).toMatch(
      /: task-age 30 s; still on watermark-stalled 9 s \(the data is old, and so is its watermark\)$/,
    );
    expect(alarmLines([on])[0]).toMatch(/^ {4}watermark-stalled {2}9 s and still on.*the data is old/);
    expect(alarmLines([])).toEqual(['    none']);
    expect(alarmsLine([])).toEqual([]);
  });
});
