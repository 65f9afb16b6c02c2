import {
  CloudWatchClient,
  DescribeAlarmHistoryCommand,
  GetMetricStatisticsCommand,
  ListMetricsCommand,
} from '@aws-sdk/client-cloudwatch';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { PurgeQueueCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { functionResource, roleResource } from './deployer/write-assembly.ts';
import { startTestAws } from './start-aws.ts';

/** A minute of an alarm is a fifth of a second. */
const PERIOD_SCALE = 300;

let aws: Awaited<ReturnType<typeof startTestAws>>;
let cloudwatch: CloudWatchClient;
beforeAll(async () => {
  aws = await startTestAws({ alarms: { periodScale: PERIOD_SCALE } });
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  cloudwatch = new CloudWatchClient({ endpoint: aws.endpoint, region: aws.region, credentials });
});
afterAll(async () => {
  cloudwatch.destroy();
  await aws.dispose();
});

const until = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 15_000, interval: 20 });
const stateOf = (name: string) => aws.alarms().find((alarm) => alarm.name === name)?.state;

const depthAlarm = (more: object = {}) => ({
  Type: 'AWS::CloudWatch::Alarm',
  Properties: {
    AlarmName: 'letters-not-empty',
    Namespace: 'AWS/SQS',
    MetricName: 'ApproximateNumberOfMessagesVisible',
    Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': ['Letters', 'QueueName'] } }],
    Statistic: 'Maximum',
    Period: 300,
    EvaluationPeriods: 1,
    Threshold: 1,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    TreatMissingData: 'notBreaching',
    AlarmActions: [{ Ref: 'Topic' }],
    OKActions: [{ Ref: 'Topic' }],
    ...more,
  },
});
const unhealthy = (AlarmRule: unknown) => ({
  Type: 'AWS::CloudWatch::CompositeAlarm',
  Properties: { AlarmName: 'unhealthy', AlarmRule },
});
const overDepth = { 'Fn::Join': ['', ['ALARM("', { 'Fn::GetAtt': ['Depth', 'Arn'] }, '")']] };
const queueStack = (resources: Record<string, unknown>) => ({
  letters: {
    resources: { Letters: { Type: 'AWS::SQS::Queue' }, Topic: { Type: 'AWS::SNS::Topic' }, ...resources },
    outputs: { Letters: { Value: { Ref: 'Letters' } }, Topic: { Value: { Ref: 'Topic' } } },
  },
});

describe('deployed alarms', () => {
  it('over the depth of a queue go off with a message, and back when the queue is empty', async () => {
    const { output } = await aws.deployStacks(queueStack({ Depth: depthAlarm(), All: unhealthy(overDepth) }));
    await until(() => expect(stateOf('letters-not-empty')).toBe('OK'));
    await until(() => expect(stateOf('unhealthy')).toBe('OK'));
    await aws.sqs.send(new SendMessageCommand({ QueueUrl: output('Letters'), MessageBody: 'poison' }));
    await until(() => expect(stateOf('letters-not-empty')).toBe('ALARM'));
    expect(aws.alarms()).toContainEqual({
      name: 'letters-not-empty',
      state: 'ALARM',
      reason: expect.stringContaining('was greater than or equal to the threshold (1)'),
      sinceMs: expect.any(Number),
    });
    await until(() => expect(stateOf('unhealthy')).toBe('ALARM'));

    // Deployed again, it is looked at on.
    await aws.deployStacks(queueStack({ Depth: depthAlarm(), All: unhealthy(overDepth) }));
    expect(stateOf('letters-not-empty')).toBe('ALARM');
    await aws.sqs.send(new PurgeQueueCommand({ QueueUrl: output('Letters') }));
    await until(() => expect(stateOf('letters-not-empty')).toBe('OK'));
    await until(() => expect(stateOf('unhealthy')).toBe('OK'));

    const request = { AlarmName: 'letters-not-empty', HistoryItemType: 'Action' as const };
    const { AlarmHistoryItems } = await cloudwatch.send(new DescribeAlarmHistoryCommand(request));
    expect(AlarmHistoryItems?.[0]?.HistorySummary).toBe(`Action ${output('Topic')} is due; nothing is sent locally`);
  });

  it('are gone with their template', async () => {
    await aws.deployStacks(queueStack({ Depth: depthAlarm(), All: unhealthy(overDepth) }));
    await aws.deployStacks(queueStack({ Depth: depthAlarm() }));
    expect(aws.alarms().map(({ name }) => name)).toEqual(['letters-not-empty']);
    await aws.deployStacks(queueStack({}));
    expect(aws.alarms()).toEqual([]);
  });

  it.each([
    [{ Depth: depthAlarm({ ThresholdMetricId: 'band' }) }, 'property ThresholdMetricId: not supported locally'],
    [{ Depth: depthAlarm({ Period: 90 }) }, 'property Period: expected a multiple of 60'],
    [{ Depth: depthAlarm({ ExtendedStatistic: 'tm90', Statistic: { Ref: 'AWS::NoValue' } }) }, 'the statistic tm90'],
    [{ All: unhealthy('ALARM("nowhere")') }, 'property AlarmRule: there is no alarm nowhere'],
    [{ All: unhealthy('ALARM(') }, 'the rule cannot be read at its end'],
  ])('are refused in one line: %j', async (resources, message) => {
    await expect(aws.deployStacks(queueStack(resources))).rejects.toThrow(message);
  });
});

/** The function fails on records that say so, and prints a metric. */
const CODE = `exports.handler = async ({ Records }) => {
  const metrics = [{ Namespace: 'Millrace', Dimensions: [['pipeline']], Metrics: [{ Name: 'EventsRead', Unit: 'Count' }] }];
  console.log(JSON.stringify({ _aws: { Timestamp: Date.now(), CloudWatchMetrics: metrics }, pipeline: 'p', EventsRead: Records.length }));
  const bad = Records.findIndex(({ kinesis }) => Buffer.from(kinesis.data, 'base64').toString() === 'bad');
  if (bad === 0) throw new Error('bad');
  return { batchItemFailures: bad < 0 ? [] : [{ itemIdentifier: Records[bad].kinesis.sequenceNumber }] };
};`;

describe('metrics of a deployed function', () => {
  it('come from what it prints, from Lambda, its mapping, its stream and its table', async () => {
    const { output } = await aws.deployStacks({
      app: {
        resources: {
          Role: roleResource,
          Stream: { Type: 'AWS::Kinesis::Stream', Properties: { ShardCount: 1 } },
          Fn: functionResource('code'),
          Mapping: {
            Type: 'AWS::Lambda::EventSourceMapping',
            Properties: {
              EventSourceArn: { 'Fn::GetAtt': ['Stream', 'Arn'] },
              FunctionName: { Ref: 'Fn' },
              StartingPosition: 'TRIM_HORIZON',
              MaximumRetryAttempts: 0,
              FunctionResponseTypes: ['ReportBatchItemFailures'],
              MetricsConfig: { Metrics: ['EventCount'] },
            },
          },
          Table: {
            Type: 'AWS::DynamoDB::Table',
            Properties: {
              KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
              AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
              BillingMode: 'PAY_PER_REQUEST',
            },
          },
        },
        outputs: Object.fromEntries(
          ['Stream', 'Fn', 'Mapping', 'Table'].map((name) => [name, { Value: { Ref: name } }]),
        ),
        assets: { code: CODE },
      },
    });
    const Records = ['good', 'bad'].map((data) => ({ PartitionKey: 'k', Data: Buffer.from(data) }));
    await aws.kinesis.send(new PutRecordsCommand({ StreamName: output('Stream'), Records }));
    await aws.dynamodb.send(new PutItemCommand({ TableName: output('Table'), Item: { pk: { S: 'x'.repeat(1_500) } } }));

    const sumOf = async (Namespace: string, MetricName: string, Name: string, Value: string) => {
      const { Datapoints } = await cloudwatch.send(
        new GetMetricStatisticsCommand({
          Namespace,
          MetricName,
          Dimensions: [{ Name, Value }],
          StartTime: new Date(Date.now() - 3_600_000),
          EndTime: new Date(Date.now() + 60_000),
          Period: 86_400,
          Statistics: ['Sum'],
        }),
      );
      return Datapoints?.reduce((sum, { Sum = 0 }) => sum + Sum, 0);
    };
    // Of both records the second comes again, alone, and is then given up.
    await until(async () => {
      expect(await sumOf('AWS/Lambda', 'DroppedEventCount', 'EventSourceMappingUUID', output('Mapping'))).toBe(1);
    });
    expect(await sumOf('AWS/Lambda', 'FailedInvokeEventCount', 'EventSourceMappingUUID', output('Mapping'))).toBe(2);
    expect(await sumOf('AWS/Lambda', 'Invocations', 'FunctionName', output('Fn'))).toBe(2);
    expect(await sumOf('AWS/Lambda', 'Errors', 'FunctionName', output('Fn'))).toBe(1);
    expect(await sumOf('AWS/Kinesis', 'IncomingRecords', 'StreamName', output('Stream'))).toBe(2);
    expect(await sumOf('AWS/Kinesis', 'IncomingBytes', 'StreamName', output('Stream'))).toBe(9);
    expect(await sumOf('AWS/DynamoDB', 'ConsumedWriteCapacityUnits', 'TableName', output('Table'))).toBe(2);
    await until(async () => expect(await sumOf('Millrace', 'EventsRead', 'pipeline', 'p')).toBe(3));
    const { Metrics } = await cloudwatch.send(new ListMetricsCommand({ Namespace: 'AWS/Lambda' }));
    expect(Metrics?.map(({ MetricName }) => MetricName)).toContain('IteratorAge');
  });
});
