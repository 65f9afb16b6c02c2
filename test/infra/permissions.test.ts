import { describe, expect, it } from 'vitest';
import { pipelineTemplates, resourcesOf } from './support.ts';

const { state, processing } = pipelineTemplates();

type Statement = { Action: string | string[]; Effect: string; Resource: unknown; Condition?: unknown };

const list = <T>(value: T | T[]): T[] => (Array.isArray(value) ? value : [value]);

/** The statement's resource in words: the logical id of what the ARN belongs to. */
function nameOf(resource: unknown): string {
  if (resource === '*') return '*';
  const { 'Fn::ImportValue': imported, 'Fn::GetAtt': attribute } = resource as Record<string, string | string[]>;
  if (Array.isArray(attribute)) return String(attribute[0]);
  const exports: { Value: { 'Fn::GetAtt': string[] }; Export?: { Name: string } }[] = Object.values(
    state.toJSON().Outputs,
  );
  const found = exports.find((output) => output.Export?.Name === imported);
  if (!found) throw new Error(`no export ${imported}`);
  return String(found.Value['Fn::GetAtt'][0]);
}

/** Every permission of a role, one `action resource` each, sorted. */
function permissionsOf(role: string): string[] {
  const policies = Object.values(resourcesOf(processing, 'AWS::IAM::Policy')).filter(({ Properties }) =>
    Properties.Roles.some(({ Ref }: { Ref: string }) => Ref.startsWith(role)),
  );
  const statements: Statement[] = policies.flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
  return statements
    .flatMap((statement) => {
      expect(statement.Effect).toBe('Allow');
      return list(statement.Action).flatMap((action) =>
        list(statement.Resource).map((one) => `${action} ${nameOf(one)}`),
      );
    })
    .sort();
}

const traced = ['xray:PutTelemetryRecords *', 'xray:PutTraceSegments *'];
const logging = (logs: string) => [`logs:CreateLogStream ${logs}`, `logs:PutLogEvents ${logs}`];

describe('permissions are exactly', () => {
  it('the stream processor’s', () => {
    expect(permissionsOf('StreamProcessorRole')).toEqual(
      [
        ...traced,
        ...logging('StreamProcessorLogs'),
        'dynamodb:GetItem StateTable',
        'dynamodb:PutItem StateTable',
        'dynamodb:Query StateTable',
        'dynamodb:UpdateItem StateTable',
        'kinesis:DescribeStream Stream',
        'kinesis:DescribeStreamSummary Stream',
        'kinesis:GetRecords Stream',
        'kinesis:GetShardIterator Stream',
        'kinesis:ListShards Stream',
        'kinesis:ListStreams *',
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
        ...traced,
        ...logging('WatermarkKeeperLogs'),
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
        ...traced,
        ...logging('MaterializerLogs'),
        'dynamodb:BatchGetItem ResultsTable',
        'dynamodb:DeleteItem StateTable',
        'dynamodb:GetItem ResultsTable',
        'dynamodb:GetItem StateTable',
        'dynamodb:Query ResultsTable',
        'dynamodb:Query StateTable',
        'dynamodb:UpdateItem ResultsTable',
        'sqs:DeleteMessage TasksQueue',
        'sqs:GetQueueAttributes TasksQueue',
        'sqs:ReceiveMessage TasksQueue',
      ].sort(),
    );
  });

  it('the schedule’s', () => {
    expect(permissionsOf('KeeperScheduleRole')).toEqual(['sqs:SendMessage PokesQueue']);
  });
});

describe('roles', () => {
  const roles = Object.entries(resourcesOf(processing, 'AWS::IAM::Role'));

  it('are these four, without managed or inline policies beside', () => {
    expect(roles.map(([id]) => id.replace(/[0-9A-F]{8}$/, '')).sort()).toEqual([
      'KeeperScheduleRole',
      'MaterializerRole',
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
