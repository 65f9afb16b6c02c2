import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DescribeTableCommand, DescribeTimeToLiveCommand } from '@aws-sdk/client-dynamodb';
import { DescribeStreamSummaryCommand, ListShardsCommand } from '@aws-sdk/client-kinesis';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestAws } from '../start-aws.ts';
import { functionResource, roleResource } from './write-assembly.ts';

let aws: Awaited<ReturnType<typeof startTestAws>>;
beforeAll(async () => {
  aws = await startTestAws();
});
afterAll(() => aws.dispose());

const attributesOf = async (QueueUrl: string) =>
  (await aws.sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }))).Attributes;

describe('AWS::Kinesis::Stream', () => {
  it('has the shards and the retention of the template, and a generated name', async () => {
    const { output } = await aws.deployStacks({
      streams: {
        resources: {
          Clicks: { Type: 'AWS::Kinesis::Stream', Properties: { ShardCount: 2, RetentionPeriodHours: 168 } },
        },
        outputs: { Name: { Value: { Ref: 'Clicks' } }, Arn: { Value: { 'Fn::GetAtt': ['Clicks', 'Arn'] } } },
      },
    });
    const StreamName = output('Name');
    expect(StreamName).toMatch(/^streams-Clicks-[0-9A-Z]{12}$/);
    expect(output('Arn')).toBe(`arn:aws:kinesis:us-east-1:000000000000:stream/${StreamName}`);
    const { Shards } = await aws.kinesis.send(new ListShardsCommand({ StreamName }));
    expect(Shards).toHaveLength(2);
    const summary = await aws.kinesis.send(new DescribeStreamSummaryCommand({ StreamName }));
    expect(summary.StreamDescriptionSummary?.RetentionPeriodHours).toBe(168);
  });

  it('takes records as large as the template says, also when deployed again', async () => {
    const deployWith = async (MaxRecordSizeInKiB?: number) => {
      const Properties = { Name: 'large', ShardCount: 1, ...(MaxRecordSizeInKiB ? { MaxRecordSizeInKiB } : {}) };
      await aws.deployStacks({ large: { resources: { Stream: { Type: 'AWS::Kinesis::Stream', Properties } } } });
      const summary = await aws.kinesis.send(new DescribeStreamSummaryCommand({ StreamName: 'large' }));
      return summary.StreamDescriptionSummary?.MaxRecordSizeInKiB;
    };
    expect(await deployWith()).toBe(1_024);
    expect(await deployWith(10_240)).toBe(10_240);
    expect(await deployWith(2_048)).toBe(2_048);
    // What a template no longer names stays, as CloudFormation leaves it.
    expect(await deployWith()).toBe(2_048);
  });

  it('can be on demand', async () => {
    await aws.deployStacks({
      onDemand: {
        resources: {
          Stream: {
            Type: 'AWS::Kinesis::Stream',
            Properties: { Name: 'on-demand', StreamModeDetails: { StreamMode: 'ON_DEMAND' } },
          },
        },
      },
    });
    const summary = await aws.kinesis.send(new DescribeStreamSummaryCommand({ StreamName: 'on-demand' }));
    expect(summary.StreamDescriptionSummary?.StreamModeDetails?.StreamMode).toBe('ON_DEMAND');
  });
});

it('AWS::DynamoDB::Table has its keys and its time to live', async () => {
  const { output } = await aws.deployStacks({
    tables: {
      resources: {
        State: {
          Type: 'AWS::DynamoDB::Table',
          Properties: {
            KeySchema: [
              { AttributeName: 'pk', KeyType: 'HASH' },
              { AttributeName: 'sk', KeyType: 'RANGE' },
            ],
            AttributeDefinitions: [
              { AttributeName: 'pk', AttributeType: 'S' },
              { AttributeName: 'sk', AttributeType: 'N' },
            ],
            BillingMode: 'PAY_PER_REQUEST',
            TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
            PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
          },
        },
      },
      outputs: { Name: { Value: { Ref: 'State' } } },
    },
  });
  const { Table } = await aws.dynamodb.send(new DescribeTableCommand({ TableName: output('Name') }));
  expect(Table).toMatchObject({
    TableStatus: 'ACTIVE',
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
  });
  const ttl = await aws.dynamodb.send(new DescribeTimeToLiveCommand({ TableName: output('Name') }));
  expect(ttl.TimeToLiveDescription).toMatchObject({ AttributeName: 'ttl', TimeToLiveStatus: 'ENABLED' });
});

it('AWS::SQS::Queue has its attributes, and two queues may name each other', async () => {
  const { output } = await aws.deployStacks({
    queues: {
      resources: {
        // The dead-letter queue comes first in order of dependency.
        Retry: {
          Type: 'AWS::SQS::Queue',
          Properties: {
            QueueName: 'retry',
            VisibilityTimeout: 90,
            RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 3 },
            SqsManagedSseEnabled: true,
          },
        },
        Dead: {
          Type: 'AWS::SQS::Queue',
          Properties: {
            RedriveAllowPolicy: {
              redrivePermission: 'byQueue',
              sourceQueueArns: [{ 'Fn::Sub': 'arn:aws:sqs:us-east-1:000000000000:retry' }],
            },
          },
        },
        Pokes: { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true, ContentBasedDeduplication: true } },
      },
      outputs: {
        Retry: { Value: { Ref: 'Retry' } },
        Dead: { Value: { Ref: 'Dead' } },
        Pokes: { Value: { Ref: 'Pokes' } },
      },
    },
  });
  const dead = await attributesOf(output('Dead'));
  expect(await attributesOf(output('Retry'))).toMatchObject({
    VisibilityTimeout: '90',
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: dead?.QueueArn, maxReceiveCount: 3 }),
  });
  expect(output('Pokes')).toMatch(/\/queues-Pokes-[0-9A-Z]{12}\.fifo$/);
  expect(await attributesOf(output('Pokes'))).toMatchObject({ FifoQueue: 'true', ContentBasedDeduplication: 'true' });
});

it('AWS::Lambda::Function runs the asset with the template’s environment', async () => {
  const { output } = await aws.deployStacks({
    functions: {
      resources: {
        Role: roleResource,
        Fn: functionResource('abc', {
          Environment: { Variables: { STAGE: { Ref: 'AWS::StackName' } } },
          LoggingConfig: { LogFormat: 'JSON', ApplicationLogLevel: 'WARN' },
          MemorySize: 256,
          TracingConfig: { Mode: 'Active' },
        }),
      },
      outputs: { Name: { Value: { Ref: 'Fn' } }, Role: { Value: { 'Fn::GetAtt': ['Role', 'Arn'] } } },
      assets: {
        abc: 'exports.handler = async () => [process.env.STAGE, process.env.AWS_LAMBDA_LOG_LEVEL, process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE];',
      },
    },
  });
  expect(await aws.invoke(output('Name'), '{}')).toMatchObject({ payload: '["functions","WARN","256"]' });
  expect(output('Role')).toMatch(/^arn:aws:iam::000000000000:role\/functions-Role-/);
});

describe('a template', () => {
  it('may hold what has no effect here, and refer to it', async () => {
    const { output } = await aws.deployStacks({
      monitoring: {
        resources: {
          Topic: { Type: 'AWS::SNS::Topic', Properties: { KmsMasterKeyId: { 'Fn::GetAtt': ['Key', 'Arn'] } } },
          Key: { Type: 'AWS::KMS::Key', Properties: { Anything: 1 } },
          Group: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: 'late', Anything: 1 } },
        },
        outputs: {
          Topic: { Value: { Ref: 'Topic' } },
          Group: { Value: { 'Fn::GetAtt': ['Group', 'Arn'] } },
        },
      },
    });
    expect(output('Topic')).toMatch(/^arn:aws:sns:us-east-1:000000000000:monitoring-Topic-/);
    expect(output('Group')).toBe('arn:aws:logs:us-east-1:000000000000:log-group:late:*');
  });

  it('leaves out resources and outputs whose condition is false, and takes parameters', async () => {
    const { deployed } = await aws.deployStacks({
      conditional: {
        sections: {
          Parameters: {
            Stage: { Type: 'String', Default: 'test' },
            Bootstrap: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk-bootstrap/hnb659fds/version' },
          },
          Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] } },
          Rules: { CheckBootstrapVersion: { Assertions: [] } },
        },
        parameters: { Stage: 'prod-like' },
        resources: {
          Kept: { Type: 'AWS::CDK::Metadata', Properties: {} },
          Dropped: { Type: 'AWS::SQS::Queue', Condition: 'IsProd', Properties: {} },
        },
        outputs: {
          Stage: { Value: { 'Fn::Sub': `\${Stage}/\${Bootstrap}` } },
          Dropped: { Condition: 'IsProd', Value: { Ref: 'Dropped' } },
        },
      },
    });
    expect(deployed).toMatchObject([
      { resources: [{ logicalId: 'Kept' }], outputs: [{ key: 'Stage', value: 'prod-like/21' }] },
    ]);
  });
});

describe('stacks', () => {
  const producer = {
    resources: { Queue: { Type: 'AWS::SQS::Queue', Properties: {} } },
    outputs: { Arn: { Value: { 'Fn::GetAtt': ['Queue', 'Arn'] }, Export: { Name: 'producer:Arn' } } },
  };
  const consumer = {
    dependencies: ['producer'],
    resources: { Metadata: { Type: 'AWS::CDK::Metadata', Properties: {} } },
    outputs: { Imported: { Value: { 'Fn::ImportValue': 'producer:Arn' } } },
  };
  const other = { resources: { Metadata: { Type: 'AWS::CDK::Metadata', Properties: {} } } };

  it('come after those they import from, and bring them along', async () => {
    const { deployed, output } = await aws.deployStacks({ consumer, other, producer }, ['consumer']);
    expect(deployed.map(({ stackName }) => stackName)).toEqual(['producer', 'consumer']);
    expect(output('Imported')).toBe(output('Arn'));
  });

  it('are told of by DescribeStacks, with outputs and exports', async () => {
    await aws.deployStacks({ producer });
    const config = { accessKeyId: 'local', secretAccessKey: 'local' };
    const client = new CloudFormationClient({ endpoint: aws.endpoint, region: aws.region, credentials: config });
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: 'producer' }));
    client.destroy();
    expect(Stacks).toMatchObject([
      {
        StackName: 'producer',
        Outputs: [
          { OutputKey: 'Arn', OutputValue: expect.stringMatching(/^arn:aws:sqs:/), ExportName: 'producer:Arn' },
        ],
      },
    ]);
  });
});
