import { ListQueuesCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestAws } from '../start-aws.ts';
import { functionResource, roleResource } from './write-assembly.ts';

let aws: Awaited<ReturnType<typeof startTestAws>>;
beforeAll(async () => {
  aws = await startTestAws();
});
afterAll(() => aws.dispose());

const queue = (properties: object = {}) => ({ Type: 'AWS::SQS::Queue', Properties: properties });
const stream = { Type: 'AWS::Kinesis::Stream', Properties: { ShardCount: 1 } };
const mapping = (source: string, properties: object) => ({
  Role: roleResource,
  Fn: functionResource('code', { Timeout: 60 }),
  Mapping: {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: { EventSourceArn: { 'Fn::GetAtt': [source, 'Arn'] }, FunctionName: { Ref: 'Fn' }, ...properties },
  },
});
const fromStream = (properties: object) => ({
  Stream: stream,
  ...mapping('Stream', { StartingPosition: 'TRIM_HORIZON', ...properties }),
});
const schedule = (properties: object) => ({
  Queue: queue(),
  Schedule: {
    Type: 'AWS::Scheduler::Schedule',
    Properties: {
      ScheduleExpression: 'rate(1 minute)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: { Arn: { 'Fn::GetAtt': ['Queue', 'Arn'] }, RoleArn: 'arn' },
      ...properties,
    },
  },
});

describe('a template that cannot be deployed here fails with one line', () => {
  it.each<[string, Record<string, unknown>, string]>([
    [
      'an unknown type',
      { Machine: { Type: 'AWS::EC2::Instance', Properties: {} } },
      'stack app, Machine (AWS::EC2::Instance): this resource type is not supported locally',
    ],
    [
      'an unknown property',
      { Queue: queue({ Colour: 'red' }) },
      'stack app, Queue (AWS::SQS::Queue): property Colour is not supported locally',
    ],
    [
      'an unknown property further in',
      { Queue: queue({ RedrivePolicy: { deadLetterTargetArn: 'arn', maxReceiveCount: 3, colour: 'red' } }) },
      'stack app, Queue (AWS::SQS::Queue): property RedrivePolicy.colour is not supported locally',
    ],
    [
      'a value of the wrong kind',
      { Queue: queue({ VisibilityTimeout: 'long' }) },
      'stack app, Queue (AWS::SQS::Queue): property VisibilityTimeout: expected a whole number',
    ],
    [
      'a value that the service refuses',
      { Stream: { Type: 'AWS::Kinesis::Stream', Properties: { ShardCount: 1, Name: 'a b' } } },
      'stack app, Stream (AWS::Kinesis::Stream): ',
    ],
    [
      'a reference to nothing',
      { Queue: queue({ QueueName: { Ref: 'Nobody' } }) },
      'stack app, Queue (AWS::SQS::Queue): Ref Nobody names nothing in this template',
    ],
    [
      'resources that need each other',
      { A: queue({ QueueName: { Ref: 'B' } }), B: queue({ QueueName: { Ref: 'A' } }) },
      'stack app: circular dependency: A → B → A',
    ],
    [
      'a function of another language',
      { Role: roleResource, Fn: functionResource('code', { Runtime: 'python3.13' }) },
      'stack app, Fn (AWS::Lambda::Function): property Runtime: only nodejs runtimes can run locally',
    ],
    [
      'a function with layers',
      { Role: roleResource, Fn: functionResource('code', { Layers: ['arn'] }) },
      'stack app, Fn (AWS::Lambda::Function): property Layers: not supported locally: bundle the code instead',
    ],
    [
      'a function without its asset',
      { Role: roleResource, Fn: functionResource('absent') },
      'stack app, Fn (AWS::Lambda::Function): the cloud assembly has no folder for asset absent.zip; synthesize again',
    ],
    [
      'a parallelization factor',
      fromStream({ ParallelizationFactor: 2 }),
      'stack app, Mapping (AWS::Lambda::EventSourceMapping): property ParallelizationFactor: only 1 is supported locally',
    ],
    [
      'a tumbling window',
      fromStream({ TumblingWindowInSeconds: 30 }),
      'stack app, Mapping (AWS::Lambda::EventSourceMapping): property TumblingWindowInSeconds: tumbling windows are not supported',
    ],
    [
      'filter criteria',
      fromStream({ FilterCriteria: { Filters: [] } }),
      'stack app, Mapping (AWS::Lambda::EventSourceMapping): property FilterCriteria: not supported locally',
    ],
    [
      'a stream without a starting position',
      { Stream: stream, ...mapping('Stream', {}) },
      'stack app, Mapping (AWS::Lambda::EventSourceMapping): property StartingPosition: a stream needs one',
    ],
    [
      'a FIFO queue as an on-failure destination',
      {
        Dead: queue({ FifoQueue: true }),
        ...fromStream({ DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['Dead', 'Arn'] } } } }),
      },
      'is not a standard queue',
    ],
    [
      'a queue whose messages would reappear while they are worked on',
      { Queue: queue({ VisibilityTimeout: 30 }), ...mapping('Queue', {}) },
      '30 s, is below the timeout of',
    ],
    [
      'a FIFO mapping with large batches',
      { Queue: queue({ FifoQueue: true, VisibilityTimeout: 60 }), ...mapping('Queue', { BatchSize: 20 }) },
      'a FIFO queue has batches of at most 10 and no batching window',
    ],
    [
      'large batches of a queue without a window',
      { Queue: queue({ VisibilityTimeout: 60 }), ...mapping('Queue', { BatchSize: 20 }) },
      'property BatchSize: above 10 a queue needs a batching window of 1 second',
    ],
    [
      'two mappings of one source and function',
      {
        ...fromStream({}),
        Second: {
          Type: 'AWS::Lambda::EventSourceMapping',
          Properties: {
            EventSourceArn: { 'Fn::GetAtt': ['Stream', 'Arn'] },
            FunctionName: { Ref: 'Fn' },
            StartingPosition: 'LATEST',
          },
        },
      },
      'stack app, Second (AWS::Lambda::EventSourceMapping): another event source mapping takes arn:aws:kinesis:',
    ],
    [
      'a function that may run for too long',
      { Role: roleResource, Fn: functionResource('code', { Timeout: 901 }) },
      'stack app, Fn (AWS::Lambda::Function): property Timeout: Too big: expected number to be <=900',
    ],
    [
      'a cron schedule',
      schedule({ ScheduleExpression: 'cron(0 12 * * ? *)' }),
      'property ScheduleExpression: cron(0 12 * * ? *) is not a rate, such as rate(5 minutes)',
    ],
    [
      'a schedule of something else',
      schedule({ Target: { Arn: 'arn:aws:sns:us-east-1:000000000000:topic', RoleArn: 'arn' } }),
      'property Target: arn:aws:sns:us-east-1:000000000000:topic is neither a queue nor a function here',
    ],
  ])('%s', async (_, resources, message) => {
    const failure = await aws.deployStacks({ app: { resources, assets: { code: '' } } }).catch((error: Error) => error);
    expect(failure).toMatchObject({ name: 'DeployError', message: expect.stringContaining(message) });
    expect((failure as Error).message).not.toContain('\n');
  });

  it('before anything is created, where names alone tell', async () => {
    const resources = { Fine: queue({ QueueName: 'never-made' }), Bad: { Type: 'AWS::EC2::Instance', Properties: {} } };
    await expect(aws.deployStacks({ app: { resources } })).rejects.toThrow('AWS::EC2::Instance');
    const { QueueUrls } = await aws.sqs.send(new ListQueuesCommand({ QueueNamePrefix: 'never-made' }));
    expect(QueueUrls ?? []).toEqual([]);
  });

  it('a section that is not supported', async () => {
    const stack = { resources: {}, sections: { Transform: 'AWS::Serverless-2016-10-31' } };
    await expect(aws.deployStacks({ app: stack })).rejects.toThrow(/app\.template\.json: .*Transform/);
  });

  it('a parameter without a value', async () => {
    const stack = { resources: {}, sections: { Parameters: { Stage: { Type: 'String' } } } };
    await expect(aws.deployStacks({ app: stack })).rejects.toThrow(
      'stack app: parameter Stage has no default, and no value was given',
    );
  });

  it('an import that no stack exports', async () => {
    const resources = { Queue: queue({ QueueName: { 'Fn::ImportValue': 'other:Name' } }) };
    await expect(aws.deployStacks({ app: { resources } })).rejects.toThrow('no deployed stack exports other:Name');
  });
});

describe('a folder that is no cloud assembly fails with one line', () => {
  it('when there is no manifest', async () => {
    await expect(aws.deploy('/nowhere')).rejects.toThrow(
      '/nowhere/manifest.json cannot be read; write it with: npx cdk synth --output /nowhere',
    );
  });

  it('when it lacks the stack asked for', async () => {
    await expect(aws.deployStacks({ app: { resources: {} } }, ['web'])).rejects.toThrow(
      /has no stack web; it has app$/,
    );
  });
});
