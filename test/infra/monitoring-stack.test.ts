import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { alarmsOf, runbookOf } from './monitoring-support.ts';
import { PROJECT, pipelineTemplates, type Resource, resourcesOf } from './support.ts';

const { monitoring } = pipelineTemplates();
const { monitoring: publishing } = pipelineTemplates({ resultsStream: 2, throttlesAlarmCount: 6 });

const HOUR_MS = 3_600_000;
const AT_LEAST = 'GreaterThanOrEqualToThreshold';
const BELOW = 'LessThanThreshold';

/** Alarms about records that wait to be counted. */
const WITH_RECORDS = [
  'processor-errors',
  'redriver-errors',
  'recovery-errors',
  'rejected-rate',
  'retry-queue-depth',
  'retry-queue-age',
  'dlq-not-empty',
  'late-queue-age',
  'undeliverable-age',
  'unrecovered-not-empty',
];

/** Threshold, comparison, consecutive periods, period in seconds, what missing data means. */
function ruleOf({ Properties }: Resource) {
  const period =
    Properties.Period ?? Properties.Metrics[0].MetricStat?.Period ?? Properties.Metrics[1].MetricStat.Period;
  return [
    Properties.Threshold,
    Properties.ComparisonOperator,
    Properties.EvaluationPeriods,
    period,
    Properties.TreatMissingData,
  ];
}

describe('alarms', () => {
  it('are these, with these thresholds', () => {
    const rules = Object.fromEntries(
      Object.entries(alarmsOf(monitoring)).map(([name, alarm]) => [name, ruleOf(alarm)]),
    );
    expect(rules).toEqual({
      'iterator-age': [300_000, AT_LEAST, 1, 300, 'notBreaching'],
      'iterator-age-quarter-of-retention': [42 * HOUR_MS, AT_LEAST, 1, 300, 'notBreaching'],
      'iterator-age-half-of-retention': [84 * HOUR_MS, AT_LEAST, 1, 300, 'notBreaching'],
      'lane-stalled': [1, AT_LEAST, 1, 300, 'ignore'],
      'watermark-stalled': [1_080_000, AT_LEAST, 1, 300, 'ignore'],
      'materialization-late': [900_000, AT_LEAST, 1, 300, 'notBreaching'],
      'batch-retried': [10, AT_LEAST, 1, 900, 'notBreaching'],
      'rejected-rate': [0.01, AT_LEAST, 1, 300, 'notBreaching'],
      'circuit-open': [1, AT_LEAST, 1, 300, 'ignore'],
      'equation-broken': [1, AT_LEAST, 1, 300, 'ignore'],
      'processor-errors': [1, AT_LEAST, 1, 300, 'notBreaching'],
      'keeper-errors': [1, AT_LEAST, 1, 300, 'notBreaching'],
      'materializer-errors': [1, AT_LEAST, 1, 300, 'notBreaching'],
      'redriver-errors': [1, AT_LEAST, 1, 300, 'notBreaching'],
      'recovery-errors': [1, AT_LEAST, 1, 300, 'notBreaching'],
      'stream-delivery-failing': [1, AT_LEAST, 3, 300, 'notBreaching'],
      'stream-events-dropped': [1, AT_LEAST, 1, 300, 'notBreaching'],
      'stream-destination-failing': [1, AT_LEAST, 1, 300, 'notBreaching'],
      'task-delivery-failing': [1, AT_LEAST, 3, 300, 'notBreaching'],
      'lambda-throttles': [1, AT_LEAST, 3, 300, 'notBreaching'],
      'stream-write-throttles': [1, AT_LEAST, 3, 300, 'notBreaching'],
      'table-throttles': [1, AT_LEAST, 3, 300, 'notBreaching'],
      'processor-silent': [1, AT_LEAST, 3, 300, 'notBreaching'],
      'keeper-silent': [1, BELOW, 1, 300, 'breaching'],
      'task-age': [900, AT_LEAST, 1, 300, 'notBreaching'],
      'retry-queue-depth': [100, AT_LEAST, 1, 300, 'notBreaching'],
      'retry-queue-age': [1_830, AT_LEAST, 1, 300, 'notBreaching'],
      'dlq-not-empty': [1, AT_LEAST, 1, 300, 'notBreaching'],
      'undeliverable-age': [900, AT_LEAST, 1, 300, 'notBreaching'],
      'unrecovered-not-empty': [1, AT_LEAST, 1, 300, 'notBreaching'],
      'late-queue-age': [864_000, AT_LEAST, 1, 300, 'notBreaching'],
    });
  });

  it('are one more where results are published, on what the results stream refuses', () => {
    const names = Object.keys(alarmsOf(monitoring));
    const added = Object.entries(alarmsOf(publishing)).filter(([name]) => !names.includes(name));
    expect(added.map(([name, alarm]) => [name, ...ruleOf(alarm)])).toEqual([
      ['results-stream-throttled', 6, AT_LEAST, 3, 300, 'notBreaching'],
    ]);
    expect(added[0]?.[1].Properties).toMatchObject({
      Namespace: 'AWS/Kinesis',
      MetricName: 'WriteProvisionedThroughputExceeded',
      Statistic: 'Sum',
      Dimensions: [{ Name: 'StreamName', Value: { 'Fn::ImportValue': expect.stringMatching(/RefResultsStream/) } }],
    });
  });

  it('take thresholds from the settings', () => {
    const alarms = alarmsOf(
      pipelineTemplates({
        retentionHours: 24,
        iteratorAgeAlarmSeconds: 60,
        functionErrorsAlarmCount: 2,
        failedEventsAlarmCount: 3,
        throttlesAlarmCount: 4,
        taskAgeAlarmSeconds: 5,
        retryDepthAlarmCount: 6,
        retryAgeAlarmSeconds: 7_777,
        undeliverableAgeAlarmSeconds: 77,
        lateAgeAlarmDays: 8,
        keeperSilentAlarmMinutes: 9,
      }).monitoring,
    );
    const thresholds = Object.fromEntries(
      Object.entries(alarms).map(([name, { Properties }]) => [name, Properties.Threshold]),
    );
    expect(thresholds).toMatchObject({
      'iterator-age': 60_000,
      'iterator-age-quarter-of-retention': 6 * HOUR_MS,
      'iterator-age-half-of-retention': 12 * HOUR_MS,
      'keeper-errors': 2,
      'stream-delivery-failing': 3,
      'table-throttles': 4,
      'task-age': 5,
      'retry-queue-depth': 6,
      'retry-queue-age': 7_777,
      'undeliverable-age': 77,
      'late-queue-age': 8 * 86_400,
    });
    expect(alarms['keeper-silent']?.Properties.Period).toBe(9 * 60);
  });

  it.each([
    ['iterator-age', 'AWS/Lambda', 'IteratorAge', 'FunctionName', 'Maximum'],
    ['processor-errors', 'AWS/Lambda', 'Errors', 'FunctionName', 'Sum'],
    ['keeper-silent', 'AWS/Lambda', 'Invocations', 'FunctionName', 'Sum'],
    ['stream-delivery-failing', 'AWS/Lambda', 'FailedInvokeEventCount', 'EventSourceMappingUUID', 'Sum'],
    ['task-delivery-failing', 'AWS/Lambda', 'FailedInvokeEventCount', 'EventSourceMappingUUID', 'Sum'],
    ['stream-write-throttles', 'AWS/Kinesis', 'WriteProvisionedThroughputExceeded', 'StreamName', 'Sum'],
    ['task-age', 'AWS/SQS', 'ApproximateAgeOfOldestMessage', 'QueueName', 'Maximum'],
    ['stream-events-dropped', 'AWS/Lambda', 'DroppedEventCount', 'EventSourceMappingUUID', 'Sum'],
    ['stream-destination-failing', 'AWS/Lambda', 'DestinationDeliveryFailures', 'FunctionName', 'Sum'],
    ['retry-queue-age', 'AWS/SQS', 'ApproximateAgeOfOldestMessage', 'QueueName', 'Maximum'],
    ['undeliverable-age', 'AWS/SQS', 'ApproximateAgeOfOldestMessage', 'QueueName', 'Maximum'],
    ['unrecovered-not-empty', 'AWS/SQS', 'ApproximateNumberOfMessagesVisible', 'QueueName', 'Maximum'],
    ['dlq-not-empty', 'AWS/SQS', 'ApproximateNumberOfMessagesVisible', 'QueueName', 'Maximum'],
    ['late-queue-age', 'AWS/SQS', 'ApproximateAgeOfOldestMessage', 'QueueName', 'Maximum'],
  ])('%s watches %s %s by %s', (name, Namespace, MetricName, dimension, Statistic) => {
    const { Properties } = alarmsOf(monitoring)[name] ?? {};
    expect(Properties).toMatchObject({ Namespace, MetricName, Statistic, Dimensions: [{ Name: dimension }] });
  });

  it.each([
    ['processor-errors', 'StreamProcessor'],
    ['keeper-errors', 'WatermarkKeeper'],
    ['materializer-errors', 'Materializer'],
    ['redriver-errors', 'Redriver'],
    ['recovery-errors', 'Recovery'],
    ['keeper-silent', 'WatermarkKeeper'],
    ['stream-delivery-failing', 'StreamMapping'],
    ['stream-events-dropped', 'StreamMapping'],
    ['stream-destination-failing', 'StreamProcessor'],
    ['task-delivery-failing', 'TasksMapping'],
    ['task-age', 'TasksQueue'],
    ['retry-queue-age', 'RetryQueue'],
    ['dlq-not-empty', 'DeadLetterQueue'],
    ['undeliverable-age', 'UndeliverableQueue'],
    ['unrecovered-not-empty', 'UnrecoveredQueue'],
    ['late-queue-age', 'LateQueue'],
  ])('%s watches %s', (name, target) => {
    const [dimension] = alarmsOf(monitoring)[name]?.Properties.Dimensions ?? [];
    expect(dimension.Value['Fn::ImportValue']).toContain(target);
  });

  it.each([
    [
      'lambda-throttles',
      'FILL(streamProcessor, 0) + FILL(watermarkKeeper, 0) + FILL(materializer, 0) + FILL(redriver, 0) + FILL(recovery, 0)',
      'Throttles,Throttles,Throttles,Throttles,Throttles',
    ],
    [
      'retry-queue-depth',
      'FILL(visible, 0) + FILL(notVisible, 0)',
      'ApproximateNumberOfMessagesVisible,ApproximateNumberOfMessagesNotVisible',
    ],
    [
      'table-throttles',
      'FILL(stateReads, 0) + FILL(stateWrites, 0) + FILL(resultsReads, 0) + FILL(resultsWrites, 0)',
      'ThrottleEvents',
    ],
    ['processor-silent', 'IF(FILL(incoming, 0) > 0 AND FILL(invocations, 0) < 1, 1, 0)', 'IncomingRecords'],
  ])('%s combines metrics', (name, expression, metricName) => {
    const [combined, ...parts] = alarmsOf(monitoring)[name]?.Properties.Metrics ?? [];
    expect(combined.Expression).toBe(expression);
    const names = parts.map(
      ({ MetricStat }: { MetricStat: { Metric: { MetricName: string } } }) => MetricStat.Metric.MetricName,
    );
    expect(names.join()).toContain(metricName);
    expect(parts.every(({ ReturnData }: { ReturnData: boolean }) => ReturnData === false)).toBe(true);
  });

  it('all tell the one topic, when they go off and when it is over', () => {
    const [topicId] = Object.keys(resourcesOf(monitoring, 'AWS::SNS::Topic'));
    for (const { Properties } of Object.values(alarmsOf(monitoring))) {
      expect(Properties.AlarmActions).toEqual([{ Ref: topicId }]);
      expect(Properties.OKActions).toEqual([{ Ref: topicId }]);
    }
  });
});

describe('runbooks', () => {
  const folder = join(PROJECT, 'docs', 'runbooks');

  const [unhealthy] = Object.values(resourcesOf(monitoring, 'AWS::CloudWatch::CompositeAlarm'));
  const all = { ...alarmsOf(publishing), ...(unhealthy && { unhealthy }) };

  it('exist for every alarm, and for nothing else', () => {
    expect(readdirSync(folder).sort()).toEqual(
      Object.keys(all)
        .map((name) => `${name}.md`)
        .sort(),
    );
  });

  it.each(Object.entries(all))('%s says what it means, how to look and how to fix', (_, alarm) => {
    const file = join(PROJECT, runbookOf(alarm));
    expect(existsSync(file)).toBe(true);
    const headings = readFileSync(file, 'utf8').match(/^## .*$/gm);
    const needed = ['## What it means', '## How to look', '## How to fix'];
    expect(headings?.filter((heading) => heading !== '## How to redrive')).toEqual(needed);
  });

  it.each(WITH_RECORDS)('%s says how to redrive, last', (name) => {
    const headings = readFileSync(join(folder, `${name}.md`), 'utf8').match(/^## .*$/gm);
    expect(headings?.at(-1)).toBe('## How to redrive');
  });

  it('are linked where the repository is browsed', () => {
    const linked = pipelineTemplates({ runbookBaseUrl: 'https://example.com/millrace/blob/main/' }).monitoring;
    const [alarm] = Object.values(resourcesOf(linked, 'AWS::CloudWatch::Alarm'));
    expect(alarm?.Properties.AlarmDescription).toContain(
      ' Runbook: https://example.com/millrace/blob/main/docs/runbooks/iterator-age.md',
    );
  });
});

describe('topic', () => {
  const ofThisAccount = { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } };
  const cloudWatch = { Effect: 'Allow', Principal: { Service: 'cloudwatch.amazonaws.com' }, Condition: ofThisAccount };

  it('is encrypted with a rotated key that alarms may use', () => {
    const [[keyId, key] = []] = Object.entries(resourcesOf(monitoring, 'AWS::KMS::Key'));
    const [topic] = Object.values(resourcesOf(monitoring, 'AWS::SNS::Topic'));
    expect(topic?.Properties.KmsMasterKeyId).toEqual({ 'Fn::GetAtt': [keyId, 'Arn'] });
    expect(key?.Properties.EnableKeyRotation).toBe(true);
    expect(key?.Properties.KeyPolicy.Statement).toContainEqual({
      ...cloudWatch,
      Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      Resource: '*',
    });
  });

  it('takes messages of this account’s alarms, over TLS', () => {
    const [policy] = Object.values(resourcesOf(monitoring, 'AWS::SNS::TopicPolicy'));
    expect(policy?.Properties.PolicyDocument.Statement).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ ...cloudWatch, Action: 'sns:Publish' }),
        expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      ]),
    );
  });

  it('mails whom the settings name, and nobody by default', () => {
    expect(resourcesOf(monitoring, 'AWS::SNS::Subscription')).toEqual({});
    const mailed = pipelineTemplates({ alarmEmail: 'team@example.com' }).monitoring;
    const [subscription] = Object.values(resourcesOf(mailed, 'AWS::SNS::Subscription'));
    expect(subscription?.Properties).toMatchObject({ Protocol: 'email', Endpoint: 'team@example.com' });
  });
});
