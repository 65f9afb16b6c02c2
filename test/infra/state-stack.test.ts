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
  'UnrecoveredQueue',
  'ArchiveBucket',
];
const QUEUES = DATA.filter((id) => id.endsWith('Queue')).concat('TasksQueue', 'PokesQueue');

describe('stream', () => {
  it('is on demand, encrypted, keeps a week and takes records of 1 MiB by default', () => {
    expect(resource(state, 'Stream').Properties).toEqual({
      MaxRecordSizeInKiB: 1_024,
      RetentionPeriodHours: 168,
      StreamEncryption: { EncryptionType: 'KMS', KeyId: 'alias/aws/kinesis' },
      StreamModeDetails: { StreamMode: 'ON_DEMAND' },
    });
  });

  it('is provisioned where shards are given', () => {
    const provisioned = pipelineTemplates({ shards: 4, retentionHours: 24, maxRecordKiB: 10_240 }).state;
    expect(resource(provisioned, 'Stream').Properties).toEqual({
      MaxRecordSizeInKiB: 10_240,
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
    const slow = pipelineTemplates({
      materializerTimeoutSeconds: 900,
      keeperTimeoutSeconds: 10,
      redriverTimeoutSeconds: 100,
      recoveryTimeoutSeconds: 200,
    }).state;
    const visible = (id: string) => resource(slow, id).Properties.VisibilityTimeout;
    const queues = ['TasksQueue', 'PokesQueue', 'RetryQueue', 'UndeliverableQueue'];
    expect(queues.map(visible)).toEqual([5_400, 60, 600, 1_200]);
  });

  it('retry moves what keeps failing to the dead-letter queue, which keeps it longest', () => {
    const { QueueName: _, ...retry } = resource(state, 'RetryQueue').Properties;
    expect(retry).toEqual({
      MaximumMessageSize: 1_048_576,
      MessageRetentionPeriod: 4 * DAY,
      RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['DeadLetterQueue', 'Arn'] }, maxReceiveCount: 5 },
      SqsManagedSseEnabled: true,
      VisibilityTimeout: 6 * 60,
    });
    const { RedriveAllowPolicy: __, ...dlq } = resource(state, 'DeadLetterQueue').Properties;
    expect(dlq).toEqual({
      MaximumMessageSize: 1_048_576,
      MessageRetentionPeriod: 14 * DAY,
      SqsManagedSseEnabled: true,
    });
  });

  it('retry, receives and retentions come from the settings', () => {
    const template = pipelineTemplates({ retryMaxReceives: 3, retryRetentionDays: 2, dlqRetentionDays: 9 }).state;
    expect(resource(template, 'RetryQueue').Properties).toMatchObject({
      MessageRetentionPeriod: 2 * DAY,
      RedrivePolicy: { maxReceiveCount: 3 },
    });
    expect(resource(template, 'DeadLetterQueue').Properties.MessageRetentionPeriod).toBe(9 * DAY);
  });

  it('undeliverable moves what cannot be recovered to a queue that anybody may redrive to its source', () => {
    expect(resource(state, 'UndeliverableQueue').Properties).toEqual({
      MessageRetentionPeriod: 14 * DAY,
      RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['UnrecoveredQueue', 'Arn'] }, maxReceiveCount: 5 },
      SqsManagedSseEnabled: true,
      VisibilityTimeout: 6 * 120,
    });
    expect(resource(state, 'UnrecoveredQueue').Properties).toEqual({
      MessageRetentionPeriod: 14 * DAY,
      SqsManagedSseEnabled: true,
    });
  });

  it('late keeps whole events as long as SQS can', () => {
    expect(resource(state, 'LateQueue').Properties).toEqual({
      MaximumMessageSize: 1_048_576,
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

describe('archive bucket', () => {
  it('is encrypted, closed to the public, and forgets after 90 days', () => {
    expect(resource(state, 'ArchiveBucket').Properties).toEqual({
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
      LifecycleConfiguration: { Rules: [{ ExpirationInDays: 90, Status: 'Enabled' }] },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    });
    const { state: longer } = pipelineTemplates({ archiveRetentionDays: 400 });
    const [rule] = resource(longer, 'ArchiveBucket').Properties.LifecycleConfiguration.Rules;
    expect(rule.ExpirationInDays).toBe(400);
  });

  it('refuses plain HTTP, and its policy says nothing else', () => {
    const policies = Object.values(resourcesOf(state, 'AWS::S3::BucketPolicy'));
    const arn = { 'Fn::GetAtt': ['ArchiveBucket', 'Arn'] };
    expect(policies.map(({ Properties }) => Properties)).toEqual([
      {
        Bucket: { Ref: 'ArchiveBucket' },
        PolicyDocument: {
          Statement: [
            {
              Action: 's3:*',
              Condition: { Bool: { 'aws:SecureTransport': 'false' } },
              Effect: 'Deny',
              Principal: { AWS: '*' },
              Resource: [arn, { 'Fn::Join': ['', [arn, '/*']] }],
            },
          ],
          Version: '2012-10-17',
        },
      },
    ]);
  });
});

describe('what holds data', () => {
  it('has logical ids that never change: CloudFormation would replace the resource', () => {
    const stateful = Object.entries(state.toJSON().Resources as Record<string, { Type: string }>)
      .filter(([, { Type }]) => !['AWS::SQS::QueuePolicy', 'AWS::S3::BucketPolicy'].includes(Type))
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
      UnrecoveredQueue: 'AWS::SQS::Queue',
      ArchiveBucket: 'AWS::S3::Bucket',
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
      UnrecoveredQueueUrl: { Ref: 'UnrecoveredQueue' },
      ArchiveBucketName: { Ref: 'ArchiveBucket' },
    });
  });
});
