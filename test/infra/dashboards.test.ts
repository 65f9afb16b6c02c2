import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { compute, type Entry, largestPipelineTemplates } from './monitoring-support.ts';
import { pipelineTemplates, resourcesOf } from './support.ts';

const { monitoring } = pipelineTemplates();
const { monitoring: publishing } = pipelineTemplates({ resultsStream: 2 });
const large = largestPipelineTemplates().monitoring;

interface Widget {
  readonly type: string;
  readonly width: number;
  readonly properties: {
    readonly title?: string;
    readonly markdown?: string;
    readonly query?: string;
    readonly alarms?: readonly string[];
    readonly metrics?: readonly (readonly unknown[])[];
    readonly yAxis?: unknown;
  };
}

/** The widgets of a dashboard, with `?` for what CloudFormation fills in. */
function widgetsOf(kind: string, template: Template = monitoring): Widget[] {
  const found = Object.entries(resourcesOf(template, 'AWS::CloudWatch::Dashboard')).find(([id]) => id.startsWith(kind));
  const body = found?.[1].Properties.DashboardBody['Fn::Join'];
  const [separator, parts]: [string, unknown[]] = body ?? ['', ['{"widgets":[]}']];
  return JSON.parse(parts.map((part) => (typeof part === 'string' ? part : '?')).join(separator)).widgets;
}

const titlesOf = (kind: string, template?: Template) =>
  widgetsOf(kind, template).flatMap(({ properties }) => properties.title ?? []);

function entriesOf(kind: string, title: string, template?: Template): Entry[] {
  const widget = widgetsOf(kind, template).find(({ properties }) => properties.title === title);
  return (widget?.properties.metrics ?? []).map((line, at): Entry => {
    const last = line.at(-1);
    const options = (typeof last === 'object' ? last : {}) as { id?: string; expression?: string; stat?: string };
    const { id = `line${at}`, expression, stat } = options;
    if (expression !== undefined) return { id, expression };
    const [namespace, name] = line.map(String);
    return { id, ...(namespace && { namespace }), ...(name && { name }), ...(stat && { statistic: stat }) };
  });
}

const idOf = (entries: readonly Entry[], expression: RegExp) =>
  entries.find((entry) => entry.expression !== undefined && expression.test(entry.expression))?.id;

describe('dashboards', () => {
  it('are three, named by pipeline and region, found by outputs', () => {
    const names = Object.values(resourcesOf(monitoring, 'AWS::CloudWatch::Dashboard')).map(
      ({ Properties }) => Properties.DashboardName,
    );
    const region = { Ref: 'AWS::Region' };
    expect(names).toEqual(
      ['on-call', 'pipeline', 'cost'].map((kind) => ({ 'Fn::Join': ['', [`millrace-tally-${kind}-`, region]] })),
    );
  });

  it.each([
    ['aws', 'eu-west-1', 'https://eu-west-1.console.aws.amazon.com'],
    ['aws-cn', 'cn-north-1', 'https://cn-north-1.console.amazonaws.cn'],
    ['aws-us-gov', 'us-gov-west-1', 'https://us-gov-west-1.console.amazonaws-us-gov.com'],
  ])('are found in the console of %s', (partition, region, home) => {
    const { Outputs, Mappings } = monitoring.toJSON();
    const resolve = (part: unknown): string => {
      if (typeof part === 'string') return part;
      const { Ref, 'Fn::FindInMap': place } = part as { Ref?: string; 'Fn::FindInMap'?: [string, unknown, string] };
      if (place) return Mappings[place[0]][resolve(place[1])][place[2]];
      return { 'AWS::Region': region, 'AWS::Partition': partition }[Ref ?? ''] ?? `<${Ref}>`;
    };
    for (const kind of ['OnCall', 'Pipeline', 'Cost']) {
      const url = Outputs[`${kind}DashboardUrl`].Value['Fn::Join'][1].map(resolve).join('');
      expect(url).toMatch(new RegExp(`^${home}/cloudwatch/home\\?region=${region}#dashboards/dashboard/<.+>$`));
    }
  });

  it('for whom was woken: health, how far behind, when through', () => {
    expect(titlesOf('OnCall')).toEqual([
      'Healthy?',
      'Alarms',
      'How far behind',
      'Catching up',
      'Letters: tried again, dead, late',
      'Events lost or counted twice (0 is right)',
      'How far behind the processor is (ms)',
      'Records in, and handed to the processor',
      'Failed deliveries',
      'Throttles',
    ]);
    const [healthy, all] = widgetsOf('OnCall');
    expect(healthy?.properties.alarms).toHaveLength(1);
    expect(all?.properties.alarms).toHaveLength(Object.keys(resourcesOf(monitoring, 'AWS::CloudWatch::Alarm')).length);
  });

  it('for how events become results', () => {
    expect(titlesOf('Pipeline')).toEqual([
      'Input',
      'What became of events',
      'Counted',
      'Lateness: too late for an aggregation',
      'Windows open',
      'Windows fired, results not written',
      'Results written',
      'Lateness: corrections',
      'Lateness: watermark behind the clock (ms)',
      'Fired until written (ms)',
      'Lanes',
      'Hot lanes: slowest and average batch (ms)',
      'Hot lanes: who is handed most',
      'Hot lanes: age of records, largest and average (ms)',
      'Duration (ms, p99)',
      'Errors',
      'Tasks waiting',
      'Rejected, late, undeliverable',
    ]);
    const [logs] = widgetsOf('Pipeline').filter(({ type }) => type === 'log');
    expect(logs?.properties.query).toMatch(/^SOURCE '\?' \| filter message = "batch"\n\| stats .* by shard\n/);
    expect(entriesOf('Pipeline', 'Counted', large)).toHaveLength(20);
  });

  it('show the results stream where there is one', () => {
    const added = ['OnCall', 'Pipeline', 'Cost'].map((kind) => {
      const before = titlesOf(kind);
      return titlesOf(kind, publishing).filter((title) => !before.includes(title));
    });
    expect(added).toEqual([[], ['Results stream: published', 'Results stream: refused'], []]);
    const throttles = (template: Template) =>
      entriesOf('OnCall', 'Throttles', template).filter(({ name }) => name === 'WriteProvisionedThroughputExceeded');
    expect([throttles(monitoring).length, throttles(publishing).length]).toEqual([1, 2]);
  });

  it('for what it costs', () => {
    expect(titlesOf('Cost')).toEqual([
      'About what it costs',
      'USD an hour',
      'Write units per 1,000 events',
      'DynamoDB units',
      'Kinesis',
      'Invocations',
      'Running time (ms, all invocations together)',
      'State kept in memory',
      'Written for nothing',
    ]);
  });

  it.each(['OnCall', 'Pipeline', 'Cost'])('%s names no more metrics than are free, with one aggregation', (kind) => {
    const metrics = widgetsOf(kind, publishing)
      .flatMap(({ properties }) => properties.metrics ?? [])
      .filter((line) => typeof line[0] === 'string');
    // The free tier: three dashboards of up to 50 metrics.
    expect(
      new Set(metrics.map((line) => JSON.stringify(line.filter((part) => typeof part === 'string')))).size,
    ).toBeLessThanOrEqual(50);
  });

  it.each(['OnCall', 'Pipeline', 'Cost'])('%s stays within the limits of a dashboard, with twenty', (kind) => {
    const counts = widgetsOf(kind, large).map(({ properties }) => properties.metrics?.length ?? 0);
    expect(Math.max(...counts)).toBeLessThanOrEqual(500);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(2_500);
  });
});

describe('the estimate of when it has caught up', () => {
  const entries = entriesOf('OnCall', 'Catching up');
  /** Per five minutes; the age in seconds. */
  const values = (ageSeconds?: number, incoming?: number, delivered?: number, failed?: number) => ({
    IteratorAge: [ageSeconds === undefined ? undefined : ageSeconds * 1_000],
    IncomingRecords: [incoming],
    BatchRecords: [delivered],
    FailedInvokeEventCount: [failed],
  });
  const minutes = (...of: Parameters<typeof values>) => compute(entries, values(...of), idOf(entries, /^IF\(age/));
  const waiting = (...of: Parameters<typeof values>) => compute(entries, values(...of), idOf(entries, /^age/));

  it('is the backlog over the surplus of reading', () => {
    // 1,000 records a second come in and 2,000 are read: ten minutes' worth, 600,000 records, take ten minutes.
    expect(waiting(600, 300_000, 600_000, 0)).toEqual([600_000]);
    expect(minutes(600, 300_000, 600_000, 0)).toEqual([10]);
  });

  it('counts no delivery that failed', () => {
    expect(minutes(600, 300_000, 600_000, 150_000)).toEqual([20]);
    expect(minutes(600, 300_000, 600_000, 300_000)).toEqual([-1]);
  });

  it('knows what waits where senders have stopped', () => {
    const stopped = {
      IteratorAge: [600_000, 600_000],
      IncomingRecords: [600_000, 0],
      BatchRecords: [600_000, 600_000],
      FailedInvokeEventCount: [0, 0],
    };
    expect(compute(entries, stopped, idOf(entries, /^age/))).toEqual([600_000, 600_000]);
    expect(compute(entries, stopped, idOf(entries, /^IF\(age/))).toEqual([-1, 5]);
  });

  it('is 0 where nothing is behind', () => {
    expect(minutes(30, 300_000, 290_000)).toEqual([0]);
  });

  it('is -1 where it only grows, and nothing where nothing is read', () => {
    expect(minutes(600, 300_000, 300_000)).toEqual([-1]);
    expect(minutes(undefined, 300_000)).toEqual([undefined]);
  });
});

describe('the estimate of what it costs', () => {
  /** The load of docs/cost.md for an hour, without its readings of tables. */
  const HOURLY = {
    IncomingRecords: [36_000_000],
    IncomingBytes: [36_000_000 * 216],
    ConsumedReadCapacityUnits: [0],
    ConsumedWriteCapacityUnits: [0],
    Invocations: [0],
    Duration: [0],
  };
  const costs = (settings: Parameters<typeof pipelineTemplates>[0], values: Record<string, number[]>) => {
    const entries = entriesOf('Cost', 'USD an hour', pipelineTemplates(settings).monitoring);
    const of = (expression: RegExp) => compute(entries, { ...HOURLY, ...values }, idOf(entries, expression))[0] ?? 0;
    return { kinesis: of(/bytes/), dynamoDb: of(/stateWrites/), lambda: of(/streamProcessorCount/) };
  };

  it('of a provisioned stream: shard hours and PUT units', () => {
    expect(costs({ shards: 10 }, {}).kinesis).toBeCloseTo(0.15 + 36 * 0.014, 6);
    // Records above 25 KB take several units.
    expect(costs({ shards: 10 }, { IncomingRecords: [1], IncomingBytes: [51_200_000_000] }).kinesis).toBeCloseTo(
      0.15 + 2 * 0.014,
      6,
    );
  });

  it('of an on-demand stream: its hour, GB in with records rounded up to 1 KB, GB out', () => {
    const gbIn = (36_000_000 * 1_024) / 2 ** 30;
    const gbOut = (36_000_000 * 216) / 2 ** 30;
    expect(costs({}, {}).kinesis).toBeCloseTo(0.04 + gbIn * 0.08 + gbOut * 0.04, 6);
  });

  it('of tables and functions', () => {
    const units = { ConsumedWriteCapacityUnits: [1_000_000], ConsumedReadCapacityUnits: [2_000_000] };
    // Both tables.
    expect(costs({}, units).dynamoDb).toBeCloseTo(2 * 0.625 + 4 * 0.125, 6);
    const memoryGb = (1_769 + 512 + 1_024 + 1_024 + 512) / 1_024;
    expect(costs({}, { Invocations: [1_000_000], Duration: [1_000_000_000] }).lambda).toBeCloseTo(
      5 * 0.2 + memoryGb * 1_000_000 * 0.0000133334,
      6,
    );
  });

  it('of a results stream by its own shards, beside that of events', () => {
    const { monitoring: both } = pipelineTemplates({ shards: 10, resultsStream: 2 });
    const entries = entriesOf('Cost', 'USD an hour', both);
    const [events, results] = entries.filter(({ expression }) => /bytes/i.test(expression ?? ''));
    const of = (entry: Entry | undefined) => compute(entries, HOURLY, entry?.id)[0];
    expect([of(events), of(results)]).toEqual([
      expect.closeTo(0.15 + 36 * 0.014, 6),
      expect.closeTo(0.03 + 36 * 0.014, 6),
    ]);
    const total = entriesOf('Cost', 'About what it costs', both);
    const month = compute(total, HOURLY, idOf(total, /\* 720$/));
    expect(month[0]).toBeCloseTo(720 * (0.15 + 0.03 + 2 * 36 * 0.014), 4);
  });

  it('a month is 720 such hours', () => {
    const entries = entriesOf('Cost', 'About what it costs', pipelineTemplates({ shards: 10 }).monitoring);
    const month = compute(entries, HOURLY, idOf(entries, /\* 720$/));
    expect(month[0]).toBeCloseTo(720 * (0.15 + 36 * 0.014), 4);
  });
});
