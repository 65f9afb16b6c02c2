import { describe, expect, it } from 'vitest';
import { AGGREGATION_METRICS, PIPELINE_METRICS } from '../../src/ports/telemetry.ts';
import {
  alarmsOf,
  compute,
  entriesOf,
  largestPipelineTemplates,
  metricAlarms,
  runbookOf,
} from './monitoring-support.ts';
import { pipelineTemplates, type Resource } from './support.ts';

const { monitoring } = pipelineTemplates();
const alarms = alarmsOf(monitoring);
const large = largestPipelineTemplates().monitoring;

function alarm(name: string): Resource {
  const found = alarms[name];
  if (!found) throw new Error(`no alarm ${name}`);
  return found;
}

const OF_PIPELINE = { pipeline: 'tally' };
const OF_AGGREGATION = { pipeline: 'tally', aggregation: 'by-option' };

describe('alarms on what the functions measure themselves', () => {
  it.each([
    ['lane-stalled', ['LanesStalled Minimum 300']],
    ['watermark-stalled', ['LanesActive Maximum 300', 'LanesStalled Maximum 300', 'WatermarkLag Minimum 300']],
    ['materialization-late', ['MaterializationLag Maximum 300']],
    ['batch-retried', ['Errors Sum 900', 'FailedInvokeEventCount Sum 900', 'BatchRecords Average 900']],
    ['rejected-rate', ['EventsRejected Sum 300', 'EventsRead Sum 300']],
    ['circuit-open', ['CircuitOpen Maximum 300']],
    ['equation-broken', ['EventsUnaccounted Maximum 300', 'EventsMisplaced Maximum 300']],
  ])('%s reads %j', (name, series) => {
    const read = entriesOf(alarm(name)).filter(({ expression }) => expression === undefined);
    expect(read.map((entry) => `${entry.name} ${entry.statistic} ${entry.periodSeconds}`)).toEqual(series);
  });

  it('read metrics of the namespace by their names and dimensions', () => {
    const own = Object.values(alarms)
      .flatMap(entriesOf)
      .filter(({ namespace }) => namespace === 'Millrace');
    expect(own.length).toBeGreaterThan(8);
    for (const { name, dimensions } of own) {
      const isOfPipeline = Object.keys(PIPELINE_METRICS).includes(String(name));
      expect(isOfPipeline || Object.keys(AGGREGATION_METRICS).includes(String(name))).toBe(true);
      expect({ name, dimensions }).toEqual({ name, dimensions: isOfPipeline ? OF_PIPELINE : OF_AGGREGATION });
    }
  });
});

describe('where the functions measure nothing', () => {
  const quiet = pipelineTemplates({ metrics: false }).monitoring;

  it('no alarm waits for what they would measure, and every other one is there', () => {
    const left = alarmsOf(quiet);
    const others = Object.entries(alarms).filter(([, found]) =>
      entriesOf(found).every(({ namespace }) => namespace !== 'Millrace'),
    );
    expect(Object.keys(left)).toEqual(others.map(([name]) => name));
    expect(
      Object.keys(alarms)
        .filter((name) => !(name in left))
        .sort(),
    ).toEqual([
      'batch-retried',
      'circuit-open',
      'equation-broken',
      'lane-stalled',
      'materialization-late',
      'rejected-rate',
      'watermark-stalled',
    ]);
  });
});

describe('what alarms make of numbers', () => {
  it('batch-retried counts batches, by the size of those that lived, and crashes where none did', () => {
    const retried = (crashed?: number, failed?: number, size?: number) =>
      compute(entriesOf(alarm('batch-retried')), {
        Errors: [crashed],
        FailedInvokeEventCount: [failed],
        BatchRecords: [size],
      });
    expect(retried(0, 12_000, 1_000)).toEqual([12]);
    expect(retried(11, 11_000)).toEqual([11]);
    expect(retried(3, 500, 500)).toEqual([3]);
    expect(retried(0, 0, 1_000)).toEqual([0]);
    expect(retried()).toEqual([0]);
  });

  it('rejected-rate is no rate below ten events', () => {
    const rate = (rejected?: number, read?: number) =>
      compute(entriesOf(alarm('rejected-rate')), { EventsRejected: [rejected], EventsRead: [read] });
    expect(rate(9, 9)).toEqual([0]);
    expect(rate(10, 1_000)).toEqual([0.01]);
    expect(rate(500, 1_000)).toEqual([0.5]);
    expect(rate(0, 0)).toEqual([0]);
    expect(rate()).toEqual([undefined]);
    expect(alarm('rejected-rate').Properties.Threshold).toBe(0.01);
  });

  it('watermark-stalled looks at the lag only while a lane is not idle', () => {
    const lag = (active: number, stalled: number, lagMs?: number) =>
      compute(entriesOf(alarm('watermark-stalled')), {
        LanesActive: [active],
        LanesStalled: [stalled],
        WatermarkLag: [lagMs],
      });
    expect(lag(1, 0, 5_000)).toEqual([5_000]);
    expect(lag(0, 1, 5_000)).toEqual([5_000]);
    expect(lag(0, 0, 5_000)).toEqual([0]);
    expect(lag(1, 0)).toEqual([undefined]);
  });

  it('equation-broken is the largest of both equations, whichever is measured', () => {
    const broken = (unaccounted?: number, misplaced?: number) =>
      compute(entriesOf(alarm('equation-broken')), { EventsUnaccounted: [unaccounted], EventsMisplaced: [misplaced] });
    expect(broken(0, 0)).toEqual([0]);
    expect(broken(0, 2)).toEqual([2]);
    expect(broken(1)).toEqual([1]);
    expect(broken()).toEqual([undefined]);
  });
});

describe('thresholds', () => {
  it('watermark-stalled allows for what the definition makes the watermark wait', () => {
    // A minute of disorder, two until a lane is looked at, and the setting's quarter of an hour.
    expect(alarm('watermark-stalled').Properties.Threshold).toBe(60_000 + 120_000 + 900_000);
  });

  it('come from the settings', () => {
    const set = alarmsOf(
      pipelineTemplates({
        batchRetriesAlarmCount: 11,
        laneStalledAlarmMinutes: 12,
        watermarkLagAlarmSeconds: 13,
        materializationLagAlarmSeconds: 14,
        rejectedRateAlarmShare: 0.15,
        rejectedRateAlarmEvents: 16,
      }).monitoring,
    );
    const names = ['batch-retried', 'watermark-stalled', 'materialization-late', 'rejected-rate'];
    expect(names.map((name) => set[name]?.Properties.Threshold)).toEqual([11, 193_000, 14_000, 0.15]);
    expect(set['lane-stalled']?.Properties.Period).toBe(12 * 60);
    expect(set['rejected-rate']?.Properties.Metrics[0].Expression).toBe('IF(rejected >= 16, rejected / read, 0)');
  });
});

describe('alarms over many aggregations', () => {
  const of = (runbook: string) => metricAlarms(large).filter((one) => runbookOf(one).endsWith(`/${runbook}.md`));
  const aggregationsIn = (found: readonly Resource[]) =>
    found
      .flatMap(entriesOf)
      .map(({ dimensions }) => dimensions?.aggregation)
      .filter((aggregation) => aggregation !== undefined);

  it('read ten metrics at most each, and all aggregations together', () => {
    for (const [runbook, count] of [
      ['materialization-late', 2],
      ['equation-broken', 3],
    ] as const) {
      const found = of(runbook);
      expect(found).toHaveLength(count);
      expect(new Set(aggregationsIn(found)).size).toBe(20);
    }
    for (const one of metricAlarms(large)) {
      expect(entriesOf(one).filter(({ expression }) => expression === undefined).length).toBeLessThanOrEqual(10);
      expect(JSON.stringify(one.Properties)).not.toContain('SEARCH');
    }
  });

  it('look at the largest', () => {
    const [first] = of('materialization-late');
    const entries = first ? entriesOf(first) : [];
    const values = Object.fromEntries(entries.slice(1).map(({ id }, at) => [`MaterializationLag ${id}`, [at * 10]]));
    expect(compute(entries, values)).toEqual([90]);
  });
});
