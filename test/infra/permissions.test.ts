import { describe, expect, it } from 'vitest';
import { rolePermissions } from './role-permissions.ts';
import { pipelineTemplates, resourcesOf } from './support.ts';

const templates = pipelineTemplates();
const { processing } = templates;
const permissionsOf = (role: string) => rolePermissions(templates, role);

const logging = (logs: string) => [`logs:CreateLogStream ${logs}`, `logs:PutLogEvents ${logs}`];

describe('permissions are exactly', () => {
  it('the stream processor’s', () => {
    expect(permissionsOf('StreamProcessorRole')).toEqual(
      [
        ...logging('StreamProcessorLogs'),
        'dynamodb:GetItem StateTable',
        'dynamodb:PutItem StateTable',
        'dynamodb:Query StateTable',
        'kinesis:DescribeStream Stream',
        'kinesis:DescribeStreamSummary Stream',
        'kinesis:GetRecords Stream',
        'kinesis:GetShardIterator Stream',
        'kinesis:ListShards Stream',
        'kinesis:ListStreams *',
        's3:PutObject ArchiveBucket/letters/*',
        'sqs:SendMessage LateQueue',
        'sqs:SendMessage PokesQueue',
        'sqs:SendMessage RetryQueue',
        'sqs:SendMessage TasksQueue',
        'sqs:SendMessage UndeliverableQueue',
      ].sort(),
    );
  });

  it('the watermark keeper’s', () => {
    expect(permissionsOf('WatermarkKeeperRole')).toEqual(
      [
        ...logging('WatermarkKeeperLogs'),
        'dynamodb:DeleteItem StateTable',
        'dynamodb:GetItem StateTable',
        'dynamodb:PutItem StateTable',
        'dynamodb:Query StateTable',
        'dynamodb:UpdateItem StateTable',
        'kinesis:DescribeStreamSummary Stream',
        'kinesis:GetRecords Stream',
        'kinesis:GetShardIterator Stream',
        'kinesis:ListShards Stream',
        'sqs:DeleteMessage PokesQueue',
        'sqs:GetQueueAttributes PokesQueue',
        'sqs:ReceiveMessage PokesQueue',
        'sqs:SendMessage TasksQueue',
      ].sort(),
    );
  });

  it('the materializer’s', () => {
    expect(permissionsOf('MaterializerRole')).toEqual(
      [
        ...logging('MaterializerLogs'),
        'dynamodb:BatchGetItem ResultsTable',
        'dynamodb:DeleteItem StateTable',
        'dynamodb:GetItem StateTable',
        'dynamodb:PutItem StateTable',
        'dynamodb:Query StateTable',
        'dynamodb:UpdateItem ResultsTable',
        'sqs:DeleteMessage TasksQueue',
        'sqs:GetQueueAttributes TasksQueue',
        'sqs:ReceiveMessage TasksQueue',
      ].sort(),
    );
  });

  it('the redriver’s', () => {
    expect(permissionsOf('RedriverRole')).toEqual(
      [
        ...logging('RedriverLogs'),
        'dynamodb:GetItem StateTable',
        'dynamodb:PutItem StateTable',
        'dynamodb:Query StateTable',
        'kinesis:ListShards Stream',
        's3:GetObject ArchiveBucket/letters/*',
        's3:ListBucket ArchiveBucket',
        's3:PutObject ArchiveBucket/letters/*',
        'sqs:ChangeMessageVisibility RetryQueue',
        'sqs:DeleteMessage RetryQueue',
        'sqs:GetQueueAttributes RetryQueue',
        'sqs:ReceiveMessage RetryQueue',
        'sqs:SendMessage LateQueue',
        'sqs:SendMessage RetryQueue',
        'sqs:SendMessage TasksQueue',
      ].sort(),
    );
  });

  it('those of recovery', () => {
    expect(permissionsOf('RecoveryRole')).toEqual(
      [
        ...logging('RecoveryLogs'),
        'dynamodb:GetItem StateTable',
        'dynamodb:PutItem StateTable',
        'kinesis:DescribeStreamSummary Stream',
        'kinesis:GetRecords Stream',
        'kinesis:GetShardIterator Stream',
        's3:PutObject ArchiveBucket/letters/*',
        'sqs:DeleteMessage UndeliverableQueue',
        'sqs:GetQueueAttributes UndeliverableQueue',
        'sqs:ReceiveMessage UndeliverableQueue',
        'sqs:SendMessage RetryQueue',
      ].sort(),
    );
  });

  it('those of every function, and no more, to send traces where it is traced', () => {
    const tracedTemplates = pipelineTemplates({ tracing: true });
    for (const id of ['StreamProcessor', 'WatermarkKeeper', 'Materializer', 'Redriver', 'Recovery']) {
      const traces = ['xray:PutTelemetryRecords *', 'xray:PutTraceSegments *'];
      const role = `${id}Role`;
      expect(rolePermissions(tracedTemplates, role)).toEqual([...permissionsOf(role), ...traces].sort());
    }
  });

  it('the schedule’s', () => {
    expect(permissionsOf('KeeperScheduleRole')).toEqual(['sqs:SendMessage PokesQueue']);
  });
});

describe('roles', () => {
  const roles = Object.entries(resourcesOf(processing, 'AWS::IAM::Role'));

  it('are these, without managed or inline policies beside', () => {
    expect(roles.map(([id]) => id.replace(/[0-9A-F]{8}$/, '')).sort()).toEqual([
      'KeeperScheduleRole',
      'MaterializerRole',
      'RecoveryRole',
      'RedriverRole',
      'StreamProcessorRole',
      'WatermarkKeeperRole',
    ]);
    for (const [, { Properties }] of roles) expect(Object.keys(Properties)).toEqual(['AssumeRolePolicyDocument']);
  });

  it('are assumed by their service alone, the schedule’s from this account only', () => {
    const trust = Object.fromEntries(
      roles.map(([id, { Properties }]) => [
        id.replace(/Role[0-9A-F]{8}$/, ''),
        Properties.AssumeRolePolicyDocument.Statement,
      ]),
    );
    const lambda = [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' } }];
    expect(trust).toEqual({
      StreamProcessor: lambda,
      WatermarkKeeper: lambda,
      Materializer: lambda,
      Redriver: lambda,
      Recovery: lambda,
      KeeperSchedule: [
        {
          Action: 'sts:AssumeRole',
          Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
          Effect: 'Allow',
          Principal: { Service: 'scheduler.amazonaws.com' },
        },
      ],
    });
  });

  it('are in place before what uses them', () => {
    const functions = Object.entries(resourcesOf(processing, 'AWS::Lambda::Function'));
    for (const [id, definition] of functions) {
      const dependsOn = (definition as { DependsOn?: string[] }).DependsOn ?? [];
      expect(dependsOn.some((other) => other.startsWith(`${id}RoleDefaultPolicy`))).toBe(true);
    }
  });
});
