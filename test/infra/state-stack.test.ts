import { describe, expect, it } from 'vitest';
import { pipelineApp, pipelineTemplates, resource, resourcesOf } from './support.ts';

const { state } = pipelineTemplates();
const throwAway = pipelineTemplates({ removalPolicy: 'destroy', pointInTimeRecovery: false }).state;

const DAY = 86_400;
const DATA = [
  'Stream',
  'StateTable',
  'ResultsTable',
  'RetryQueue',
  'DeadLetterQueue',
  'LateQueue',
  'UndeliverableQueue',
];
const QUEUES = ['TasksQueue', 'PokesQueue', 'RetryQueue', 'DeadLetterQueue', 'LateQueue', 'UndeliverableQueue'];

describe('stream', () => {
  it('is on demand, encrypted and keeps a week by default', () => {
    expect(resource(state, 'Stream').Properties).toEqual({
      RetentionPeriodHours: 168,
      StreamEncryption: { EncryptionType: 'KMS', KeyId: 'alias/aws/kinesis' },
      StreamModeDetails: { StreamMode: 'ON_DEMAND' },
    });
  });

  it('is provisioned where shards are given', () => {
    const provisioned = pipelineTemplates({ shards: 4, retentionHours: 24 }).state;
    expect(resource(provisioned, 'Stream').Properties).toEqual({
      RetentionPeriodHours: 24,
      ShardCount: 4,
      StreamEncryption: { EncryptionType: 'KMS', KeyId: 'alias/aws/kinesis' },
      StreamModeDetails: { StreamMode: 'PROVISIONED' },
    });
  });
});

describe('tables', () => {
  const common = {
    BillingMode: 'PAY_PER_REQUEST',
    DeletionProtectionEnabled: true,
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    SSESpecification: { SSEEnabled: true },
  };

  it('state: text keys, garbage collected by ttl', () => {
    expect(resource(state, 'StateTable').Properties).toEqual({
      ...common,
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
      TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
    });
  });

  it('results: sorted by window start, never expiring', () => {
    expect(resource(state, 'ResultsTable').Properties).toEqual({
      ...common,
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'N' },
      ],
    });
  });
});

describe('queues', () => {
  it('tasks stay invisible for six materializer timeouts, and live an hour', () => {
    expect(resource(state, 'TasksQueue').Properties).toEqual({
      MessageRetentionPeriod: 3_600,
      SqsManagedSseEnabled: true,
      VisibilityTimeout: 6 * 120,
    });
  });

  it('pokes are first in, first out, told apart by content, and live ten minutes', () => {
    expect(resource(state, 'PokesQueue').Properties).toEqual({
      FifoQueue: true,
      ContentBasedDeduplication: true,
      MessageRetentionPeriod: 600,
      SqsManagedSseEnabled: true,
      VisibilityTimeout: 6 * 10,
    });
  });

  it('visibility follows the timeouts', () => {
    const slow = pipelineTemplates({ materializerTimeoutSeconds: 900, keeperTimeoutSeconds: 10 }).state;
    expect(resource(slow, 'TasksQueue').Properties.VisibilityTimeout).toBe(5_400);
    expect(resource(slow, 'PokesQueue').Properties.VisibilityTimeout).toBe(60);
  });

  it('retry moves what keeps failing to the dead-letter queue, which keeps it longest', () => {
    expect(resource(state, 'RetryQueue').Properties).toMatchObject({
      MessageRetentionPeriod: 7 * DAY,
      RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['DeadLetterQueue', 'Arn'] }, maxReceiveCount: 5 },
      SqsManagedSseEnabled: true,
    });
    expect(resource(state, 'DeadLetterQueue').Properties).toMatchObject({
      MessageRetentionPeriod: 14 * DAY,
      SqsManagedSseEnabled: true,
    });
  });

  it('the dead-letter queue takes messages of the retry queue alone', () => {
    const { redrivePermission, sourceQueueArns } = resource(state, 'DeadLetterQueue').Properties.RedriveAllowPolicy;
    expect(redrivePermission).toBe('byQueue');
    const retryName = resource(state, 'RetryQueue').Properties.QueueName['Fn::Join'][1];
    const sourceArn = sourceQueueArns[0]['Fn::Join'][1];
    expect(sourceQueueArns).toHaveLength(1);
    expect(sourceArn.at(-2)).toMatch(/:millrace-tally-state-retry-$/);
    expect(retryName[0]).toBe('millrace-tally-state-retry-');
    // Both names end in the first block of the stack's id, so a stack created again does not meet a queue it once retained.
    const block = {
      'Fn::Select': [0, { 'Fn::Split': ['-', { 'Fn::Select': [2, { 'Fn::Split': ['/', { Ref: 'AWS::StackId' }] }] }] }],
    };
    expect(retryName.at(-1)).toEqual(block);
    expect(sourceArn.at(-1)).toEqual(block);
  });

  it.each(['LateQueue', 'UndeliverableQueue'])('%s keeps messages as long as SQS can', (id) => {
    expect(resource(state, id).Properties).toEqual({ MessageRetentionPeriod: 14 * DAY, SqsManagedSseEnabled: true });
  });

  it.each(QUEUES)('%s refuses plain HTTP', (id) => {
    const policies = Object.values(resourcesOf(state, 'AWS::SQS::QueuePolicy')).filter((policy) =>
      policy.Properties.Queues.some((queue: { Ref: string }) => queue.Ref === id),
    );
    expect(policies.map((policy) => policy.Properties.PolicyDocument.Statement)).toEqual([
      [
        {
          Action: 'sqs:*',
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          Effect: 'Deny',
          Principal: { AWS: '*' },
          Resource: { 'Fn::GetAtt': [id, 'Arn'] },
        },
      ],
    ]);
  });
});

describe('what holds data', () => {
  it('has logical ids that never change: CloudFormation would replace the resource', () => {
    const stateful = Object.entries(state.toJSON().Resources as Record<string, { Type: string }>)
      .filter(([, { Type }]) => Type !== 'AWS::SQS::QueuePolicy')
      .map(([id, { Type }]) => [id, Type]);
    expect(Object.fromEntries(stateful)).toEqual({
      Stream: 'AWS::Kinesis::Stream',
      StateTable: 'AWS::DynamoDB::Table',
      ResultsTable: 'AWS::DynamoDB::Table',
      TasksQueue: 'AWS::SQS::Queue',
      PokesQueue: 'AWS::SQS::Queue',
      DeadLetterQueue: 'AWS::SQS::Queue',
      RetryQueue: 'AWS::SQS::Queue',
      LateQueue: 'AWS::SQS::Queue',
      UndeliverableQueue: 'AWS::SQS::Queue',
    });
  });

  it.each(DATA)('%s is retained when the stack goes or replaces it', (id) => {
    expect(resource(state, id)).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  });

  it.each(['TasksQueue', 'PokesQueue'])('%s carries none and goes with the stack', (id) => {
    expect(resource(state, id).DeletionPolicy).toBe('Delete');
  });

  it('is protected by the stack too', () => {
    expect(pipelineApp().state.terminationProtection).toBe(true);
    expect(pipelineApp({ removalPolicy: 'destroy' }).state.terminationProtection).toBe(false);
  });

  it('goes with a throw-away deployment', () => {
    for (const id of DATA) {
      expect(resource(throwAway, id)).toMatchObject({ DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' });
    }
    for (const id of ['StateTable', 'ResultsTable']) {
      expect(resource(throwAway, id).Properties).toMatchObject({
        DeletionProtectionEnabled: false,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: false },
      });
    }
  });
});

describe('outputs', () => {
  it('name what readers look up', () => {
    const named = Object.entries(state.toJSON().Outputs as Record<string, { Value: unknown; Export?: unknown }>)
      .filter(([, output]) => output.Export === undefined)
      .map(([name, output]) => [name, output.Value]);
    expect(Object.fromEntries(named)).toEqual({
      StreamName: { Ref: 'Stream' },
      StateTableName: { Ref: 'StateTable' },
      ResultsTableName: { Ref: 'ResultsTable' },
      TasksQueueUrl: { Ref: 'TasksQueue' },
      PokesQueueUrl: { Ref: 'PokesQueue' },
      RetryQueueUrl: { Ref: 'RetryQueue' },
      DlqUrl: { Ref: 'DeadLetterQueue' },
      LateQueueUrl: { Ref: 'LateQueue' },
      UndeliverableQueueUrl: { Ref: 'UndeliverableQueue' },
    });
  });
});
