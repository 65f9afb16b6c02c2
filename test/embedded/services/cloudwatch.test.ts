import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  ListMetricsCommand,
  PutCompositeAlarmCommand,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { CreateStreamCommand, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sharedHarness, steppedClock, uniqueName } from './harness.ts';

const NOON = Date.UTC(2026, 0, 1, 12);
const clock = steppedClock(NOON);
const harness = sharedHarness({ clock: clock.now, kinesis: { enforceShardLimits: true } });
const minute = (count: number) => new Date(NOON + count * 60_000);

let cloudwatch: CloudWatchClient;
beforeAll(() => {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  cloudwatch = new CloudWatchClient({ endpoint: harness().endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
});
afterAll(() => cloudwatch.destroy());

const Dimensions = [{ Name: 'pipeline', Value: 'orders' }];

/** Puts 1, 2 and 30 into the first, second and fourth minute. */
async function putThree(Namespace: string) {
  const MetricData = [
    { MetricName: 'Read', Dimensions, Timestamp: minute(0), Value: 1, Unit: 'Count' as const },
    { MetricName: 'Read', Dimensions, Timestamp: minute(1), Values: [2, 30], Counts: [3, 1] },
    {
      MetricName: 'Read',
      Dimensions,
      Timestamp: minute(3),
      StatisticValues: { SampleCount: 2, Sum: 30, Minimum: 10, Maximum: 20 },
    },
  ];
  await cloudwatch.send(new PutMetricDataCommand({ Namespace, MetricData }));
}

const statOf = (Namespace: string, Stat: string, Period = 60) => {
  return { Metric: { Namespace, MetricName: 'Read', Dimensions }, Period, Stat };
};

describe('metrics', () => {
  test('are listed by namespace, name and dimensions', async () => {
    const Namespace = uniqueName('Listed');
    await putThree(Namespace);
    const { Metrics } = await cloudwatch.send(new ListMetricsCommand({ Namespace }));
    expect(Metrics).toEqual([{ Namespace, MetricName: 'Read', Dimensions }]);
    const count = async (filter: object) => {
      const listed = await cloudwatch.send(new ListMetricsCommand({ Namespace, ...filter }));
      return listed.Metrics?.length;
    };
    expect(await count({ Dimensions: [{ Name: 'pipeline' }] })).toBe(1);
    expect(await count({ Dimensions: [{ Name: 'pipeline', Value: 'flights' }] })).toBe(0);
    expect(await count({ MetricName: 'Written' })).toBe(0);
  });

  test('are read with expressions, the latest first unless told', async () => {
    const Namespace = uniqueName('Read');
    await putThree(Namespace);
    const request = {
      StartTime: minute(0),
      EndTime: minute(4),
      MetricDataQueries: [
        { Id: 'sum', MetricStat: statOf(Namespace, 'Sum') },
        { Id: 'peak', MetricStat: statOf(Namespace, 'Maximum'), ReturnData: false },
        { Id: 'e', Expression: 'FILL(sum, 0) - FILL(peak, 0)', Label: 'Others' },
        { Id: 'all', MetricStat: statOf(Namespace, 'SampleCount', 300) },
      ],
    };
    const { MetricDataResults } = await cloudwatch.send(new GetMetricDataCommand(request));
    expect(MetricDataResults).toMatchObject([
      { Id: 'sum', Label: 'Read', Timestamps: [3, 1, 0].map(minute), Values: [30, 36, 1], StatusCode: 'Complete' },
      { Id: 'e', Label: 'Others', Timestamps: [3, 2, 1, 0].map(minute), Values: [10, 0, 6, 0] },
      { Id: 'all', Timestamps: [minute(0)], Values: [7] },
    ]);
    const ascending = await cloudwatch.send(new GetMetricDataCommand({ ...request, ScanBy: 'TimestampAscending' }));
    expect(ascending.MetricDataResults?.[0]?.Values).toEqual([1, 36, 30]);
  });

  test('are read by several statistics', async () => {
    const Namespace = uniqueName('Statistics');
    await putThree(Namespace);
    const { Datapoints, Label } = await cloudwatch.send(
      new GetMetricStatisticsCommand({
        Namespace,
        MetricName: 'Read',
        Dimensions,
        StartTime: minute(0),
        EndTime: minute(2),
        Period: 60,
        Statistics: ['Average', 'Sum'],
        ExtendedStatistics: ['p50'],
      }),
    );
    expect(Label).toBe('Read');
    expect(Datapoints).toEqual([
      { Timestamp: minute(0), Unit: 'Count', Average: 1, Sum: 1, ExtendedStatistics: { p50: 1 } },
      { Timestamp: minute(1), Unit: 'Count', Average: 9, Sum: 36, ExtendedStatistics: { p50: 2 } },
    ]);
  });

  test('may come compressed, as the SDK sends many', async () => {
    const Namespace = uniqueName('Compressed');
    const MetricData = Array.from({ length: 300 }, (_, index) => ({ MetricName: `Metric${index}`, Value: index }));
    await cloudwatch.send(new PutMetricDataCommand({ Namespace, MetricData }));
    const { Metrics } = await cloudwatch.send(new ListMetricsCommand({ Namespace }));
    expect(Metrics).toHaveLength(300);
  });
});

test('a stream tells what it takes and what it refuses', async () => {
  const StreamName = uniqueName('stream');
  const { kinesis } = harness();
  await kinesis.send(new CreateStreamCommand({ StreamName, ShardCount: 1 }));
  // A shard takes 1,000 records in a second, and this clock stands still.
  const Records = Array.from({ length: 400 }, () => ({ PartitionKey: 'k', Data: Buffer.from('x') }));
  for (let request = 0; request < 3; request += 1) await kinesis.send(new PutRecordsCommand({ StreamName, Records }));
  const sumOf = async (MetricName: string) => {
    const statistics = { StartTime: minute(0), EndTime: minute(1), Period: 60, Statistics: ['Sum' as const] };
    const metric = { Namespace: 'AWS/Kinesis', MetricName, Dimensions: [{ Name: 'StreamName', Value: StreamName }] };
    const { Datapoints } = await cloudwatch.send(new GetMetricStatisticsCommand({ ...metric, ...statistics }));
    return Datapoints?.[0]?.Sum;
  };
  expect(await sumOf('IncomingRecords')).toBe(1_000);
  expect(await sumOf('IncomingBytes')).toBe(2_000);
  expect(await sumOf('WriteProvisionedThroughputExceeded')).toBe(200);
});

describe('alarms', () => {
  const put = (AlarmName: string, more: object = {}) =>
    cloudwatch.send(
      new PutMetricAlarmCommand({
        AlarmName,
        Namespace: 'Millrace',
        MetricName: 'Read',
        Dimensions,
        Statistic: 'Sum',
        Period: 60,
        EvaluationPeriods: 2,
        Threshold: 5,
        ComparisonOperator: 'GreaterThanThreshold',
        AlarmActions: ['arn:aws:sns:us-east-1:000000000000:topic'],
        ...more,
      }),
    );

  test('are described as they were put', async () => {
    const name = uniqueName('alarm');
    await put(name);
    const { MetricAlarms, CompositeAlarms } = await cloudwatch.send(new DescribeAlarmsCommand({ AlarmNames: [name] }));
    expect(CompositeAlarms).toEqual([]);
    expect(MetricAlarms).toMatchObject([
      {
        AlarmName: name,
        AlarmArn: `arn:aws:cloudwatch:us-east-1:000000000000:alarm:${name}`,
        StateValue: 'INSUFFICIENT_DATA',
        StateReason: 'Unchecked: Initial alarm creation',
        StateUpdatedTimestamp: new Date(NOON),
        MetricName: 'Read',
        Dimensions,
        Period: 60,
        EvaluationPeriods: 2,
        Threshold: 5,
        ActionsEnabled: true,
      },
    ]);
  });

  test('are set, which composite ones follow, and remembered', async () => {
    const name = uniqueName('alarm');
    const composite = uniqueName('composite');
    await put(name);
    await cloudwatch.send(new PutCompositeAlarmCommand({ AlarmName: composite, AlarmRule: `ALARM("${name}")` }));
    await cloudwatch.send(new SetAlarmStateCommand({ AlarmName: name, StateValue: 'ALARM', StateReason: 'a drill' }));
    const described = await cloudwatch.send(
      new DescribeAlarmsCommand({ StateValue: 'ALARM', AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] }),
    );
    expect(described.MetricAlarms).toMatchObject([{ AlarmName: name, StateReason: 'a drill' }]);
    expect(described.CompositeAlarms).toMatchObject([{ AlarmName: composite, AlarmRule: `ALARM("${name}")` }]);

    const { AlarmHistoryItems } = await cloudwatch.send(new DescribeAlarmHistoryCommand({ AlarmName: name }));
    expect(AlarmHistoryItems?.map(({ HistoryItemType }) => HistoryItemType)).toEqual([
      'Action',
      'StateUpdate',
      'ConfigurationUpdate',
    ]);
    const updates = { AlarmName: name, HistoryItemType: 'StateUpdate' as const };
    const { AlarmHistoryItems: found } = await cloudwatch.send(new DescribeAlarmHistoryCommand(updates));
    expect(JSON.parse(found?.[0]?.HistoryData ?? '')).toMatchObject({
      oldState: { stateValue: 'INSUFFICIENT_DATA' },
      newState: { stateValue: 'ALARM', stateReason: 'a drill' },
    });
    await cloudwatch.send(new DeleteAlarmsCommand({ AlarmNames: [composite, name] }));
    const { MetricAlarms } = await cloudwatch.send(new DescribeAlarmsCommand({ AlarmNames: [name] }));
    expect(MetricAlarms).toEqual([]);
  });

  test('come page by page', async () => {
    const prefix = uniqueName('paged');
    for (const index of [0, 1, 2]) await put(`${prefix}-${index}`);
    const page = (NextToken?: string) =>
      cloudwatch.send(new DescribeAlarmsCommand({ AlarmNamePrefix: prefix, MaxRecords: 2, NextToken }));
    const first = await page();
    const second = await page(first.NextToken);
    const names = [first, second].map(({ MetricAlarms }) => MetricAlarms?.map(({ AlarmName }) => AlarmName));
    expect(names).toEqual([[`${prefix}-0`, `${prefix}-1`], [`${prefix}-2`]]);
    expect(second.NextToken).toBeUndefined();
  });
});

describe('what does not go is refused', () => {
  test.each([
    [
      'an alarm that is not there',
      new SetAlarmStateCommand({ AlarmName: 'nowhere', StateValue: 'OK', StateReason: '' }),
      'ResourceNotFound',
    ],
    [
      'a rule over no alarm',
      new PutCompositeAlarmCommand({ AlarmName: 'c', AlarmRule: 'ALARM("nowhere")' }),
      'ValidationException',
    ],
    ['a namespace of AWS', new PutMetricDataCommand({ Namespace: 'AWS/SQS', MetricData: [] }), 'ValidationException'],
    [
      'a time that ends before it starts',
      new GetMetricDataCommand({
        StartTime: minute(1),
        EndTime: minute(0),
        MetricDataQueries: [{ Id: 'm', MetricStat: statOf('Millrace', 'Sum') }],
      }),
      'InvalidParameterValueException',
    ],
    [
      'an expression that cannot be read',
      new GetMetricDataCommand({
        StartTime: minute(0),
        EndTime: minute(1),
        MetricDataQueries: [{ Id: 'e', Expression: '1 +' }],
      }),
      'ValidationException',
    ],
  ])('%s', async (_, command, name) => {
    // Each command has types of its own; the client takes them all.
    const sent = cloudwatch.send(command as PutMetricDataCommand);
    await expect(sent).rejects.toMatchObject({ name });
  });
});

test('nothing of all this was a failure of ours', () => {
  expect(harness().failures).toEqual([]);
});
