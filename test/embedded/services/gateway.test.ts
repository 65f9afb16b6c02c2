import { createRequire } from 'node:module';
import {
  CreateStackCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  GetTemplateCommand,
  ListStackResourcesCommand,
  ListStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { ExecuteStatementCommand } from '@aws-sdk/client-dynamodb';
import {
  CreateStreamCommand,
  ListStreamConsumersCommand,
  PutRecordCommand,
  PutRecordsCommand,
} from '@aws-sdk/client-kinesis';
import { AddPermissionCommand } from '@aws-sdk/client-sqs';
import { describe, expect, test } from 'vitest';
import { PortTakenError } from '../../../localstack/embedded/gateway/listen.ts';
import { startServices } from '../../../localstack/embedded/services.ts';
import { sharedHarness, startHarness, uniqueName } from './harness.ts';

const harness = sharedHarness();

const post = (headers: Record<string, string>, body: string | Buffer) =>
  fetch(harness().endpoint, { method: 'POST', headers, body: typeof body === 'string' ? body : new Uint8Array(body) });

const signedFor = (service: string) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=id/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`,
  'content-type': 'application/x-www-form-urlencoded',
});

describe('the endpoint', () => {
  test('listens on the loopback interface, on a free port for port 0', async () => {
    expect(harness().endpoint).toBe(`http://127.0.0.1:${harness().port}`);
    expect(harness().port).toBeGreaterThan(0);
  });

  test('is out of reach by any other address', async () => {
    const signal = AbortSignal.timeout(1_000);
    await expect(fetch(`http://127.0.0.2:${harness().port}/_millrace/consumed`, { signal })).rejects.toThrow();
    expect((await fetch(`${harness().endpoint}/_millrace/consumed`)).status).toBe(200);
  });

  test('a taken port is one clear line', async () => {
    const { port } = harness();
    const error = await startServices({ port }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(PortTakenError);
    expect(error).toHaveProperty(
      'message',
      `port ${port} is taken: stop what listens there (another local AWS?) or choose a free one with --port`,
    );
  });

  test('is free again after a stop', async () => {
    const first = await startHarness();
    await first.stop();
    const second = await startHarness({ port: first.port });
    await second.stop();
  });
});

describe('an operation that is not implemented', () => {
  const unknown = { name: 'UnknownOperationException' };

  test('is named in an UnknownOperationException, whatever the protocol', async () => {
    const { kinesis, dynamodb, sqs, cloudformation } = harness();
    const consumers = kinesis.send(new ListStreamConsumersCommand({ StreamARN: 'arn:aws:kinesis:x' }));
    await expect(consumers).rejects.toMatchObject({
      ...unknown,
      message: expect.stringMatching(/Kinesis ListStreamConsumers/),
    });
    const statement = dynamodb.send(new ExecuteStatementCommand({ Statement: 'SELECT 1' }));
    await expect(statement).rejects.toMatchObject({
      ...unknown,
      message: expect.stringMatching(/DynamoDB ExecuteStatement/),
    });
    const permission = { QueueUrl: 'q', Label: 'l', AWSAccountIds: ['1'], Actions: ['*'] };
    await expect(sqs.send(new AddPermissionCommand(permission))).rejects.toMatchObject(unknown);
    const stack = cloudformation.send(new CreateStackCommand({ StackName: 's', TemplateBody: '{}' }));
    await expect(stack).rejects.toMatchObject({
      ...unknown,
      message: expect.stringMatching(/CloudFormation CreateStack/),
    });
  });

  test('nor is a service that is not there', async () => {
    const byTarget = await post({ 'x-amz-target': 'Logs_20140328.PutLogEvents' }, '{}');
    expect(byTarget.status).toBe(400);
    expect(await byTarget.json()).toMatchObject({ __type: 'UnknownOperationException' });
    const byScope = await post(signedFor('iam'), 'Action=ListUsers');
    expect(byScope.status).toBe(400);
    expect(await byScope.text()).toContain('<Code>UnknownOperationException</Code>');
    const unsigned = await post({}, 'Action=ListUsers');
    expect(unsigned.status).toBe(403);
  });

  test('an inherited name is no operation', async () => {
    const response = await post({ 'x-amz-target': 'AmazonSQS.constructor' }, '{}');
    expect(await response.json()).toMatchObject({ __type: 'UnknownOperationException' });
  });
});

describe('a request that cannot be read', () => {
  test.each(['{', '[]', '"text"', 'null'])('%s is a SerializationException', async (body) => {
    const response = await post({ 'x-amz-target': 'Kinesis_20131202.ListStreams' }, body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ __type: 'SerializationException' });
  });
});

test('a request over 16 MiB is refused', async () => {
  const response = await post({ 'x-amz-target': 'Kinesis_20131202.ListStreams' }, 'x'.repeat(16 * 1_048_576 + 1));
  expect(response.status).toBe(413);
});

describe('CBOR, as the Java SDKs speak it to Kinesis', () => {
  interface Cbor {
    encode(value: unknown): Buffer;
    decodeFirstSync(data: Buffer, options: object): Record<string, unknown>;
    Tagged: new (tag: number, value: unknown) => unknown;
  }
  const require = createRequire(import.meta.url);
  const cbor: Cbor = createRequire(require.resolve('kinesalite'))('cbor');
  const call = async (operation: string, input: object) => {
    const headers = { 'x-amz-target': `Kinesis_20131202.${operation}`, 'content-type': 'application/x-amz-cbor-1.1' };
    const response = await post(headers, cbor.encode(input));
    const body = Buffer.from(await response.arrayBuffer());
    const timestamps = { tags: { 1: (value: number) => ({ milliseconds: value }) } };
    return {
      status: response.status,
      type: response.headers.get('content-type'),
      body,
      output: body.length ? cbor.decodeFirstSync(body, timestamps) : {},
    };
  };

  test('blobs are bytes, timestamps are milliseconds, and JSON clients see the same', async () => {
    const StreamName = uniqueName('stream');
    await call('CreateStream', { StreamName, ShardCount: 1 });
    const Data = Buffer.from([0, 255, 1]);
    await call('PutRecord', { StreamName, PartitionKey: 'k', Data });
    await harness().kinesis.send(new PutRecordCommand({ StreamName, PartitionKey: 'json', Data }));
    const { output } = await call('GetShardIterator', {
      StreamName,
      ShardId: 'shardId-000000000000',
      ShardIteratorType: 'AT_TIMESTAMP',
      Timestamp: new cbor.Tagged(1, Date.now() - 60_000),
    });
    const page = await call('GetRecords', { ShardIterator: output.ShardIterator });
    expect(page.type).toBe('application/x-amz-cbor-1.1');
    expect(page.output.Records).toMatchObject([
      { PartitionKey: 'k', Data, ApproximateArrivalTimestamp: { milliseconds: expect.any(Number) } },
      { PartitionKey: 'json', Data },
    ]);
  });

  test('a page of several MB arrives whole', async () => {
    const StreamName = uniqueName('stream');
    await harness().kinesis.send(new CreateStreamCommand({ StreamName, ShardCount: 1 }));
    const Records = Array.from({ length: 4 }, () => ({ PartitionKey: 'k', Data: Buffer.alloc(700_000, 'x') }));
    await harness().kinesis.send(new PutRecordsCommand({ StreamName, Records }));
    const request = { StreamName, ShardId: 'shardId-000000000000', ShardIteratorType: 'TRIM_HORIZON' };
    const { ShardIterator } = (await call('GetShardIterator', request)).output;
    expect((await call('GetRecords', { ShardIterator })).body.length).toBeGreaterThan(2_800_000);
  });

  test('errors are CBOR too', async () => {
    const { status, output } = await call('DescribeStream', { StreamName: 'nowhere' });
    expect(status).toBe(400);
    expect(output).toEqual({
      __type: 'ResourceNotFoundException',
      message: 'Stream nowhere under account 000000000000 not found.',
    });
  });
});

describe('CloudFormation', () => {
  test('shows registered stacks, their outputs and resources', async () => {
    const stackName = uniqueName('stack');
    const resources = [{ logicalId: 'Queue', physicalId: 'http://q', type: 'AWS::SQS::Queue' }];
    harness().registerStack({
      stackName,
      status: 'CREATE_COMPLETE',
      outputs: [
        { key: 'Url', value: 'http://a/?b=1&c=<2>', exportName: 'the-url', description: 'where' },
        { key: 'Arn', value: 'arn:x' },
      ],
      resources,
    });
    const { cloudformation } = harness();
    const { Stacks } = await cloudformation.send(new DescribeStacksCommand({ StackName: stackName }));
    expect(Stacks).toMatchObject([
      {
        StackName: stackName,
        StackStatus: 'CREATE_COMPLETE',
        CreationTime: expect.any(Date),
        Outputs: [
          { OutputKey: 'Url', OutputValue: 'http://a/?b=1&c=<2>', ExportName: 'the-url', Description: 'where' },
          { OutputKey: 'Arn', OutputValue: 'arn:x' },
        ],
      },
    ]);
    const byId = await cloudformation.send(new DescribeStacksCommand({ StackName: Stacks?.[0]?.StackId }));
    expect(byId.Stacks).toHaveLength(1);
    const listed = await cloudformation.send(new ListStackResourcesCommand({ StackName: stackName }));
    expect(listed.StackResourceSummaries).toMatchObject([
      { LogicalResourceId: 'Queue', PhysicalResourceId: 'http://q', ResourceType: 'AWS::SQS::Queue' },
    ]);
    const described = new DescribeStackResourcesCommand({ StackName: stackName, LogicalResourceId: 'Queue' });
    expect((await cloudformation.send(described)).StackResources).toHaveLength(1);
  });

  test('a stack registered again is the same stack, updated', async () => {
    const stackName = uniqueName('stack');
    const describe = async () => {
      const { Stacks } = await harness().cloudformation.send(new DescribeStacksCommand({ StackName: stackName }));
      return Stacks?.[0];
    };
    harness().registerStack({ stackName, status: 'CREATE_COMPLETE', outputs: [], resources: [] });
    const before = await describe();
    harness().registerStack({
      stackName,
      status: 'UPDATE_COMPLETE',
      outputs: [{ key: 'A', value: '1' }],
      resources: [],
    });
    const after = await describe();
    expect(after).toMatchObject({ StackId: before?.StackId, StackStatus: 'UPDATE_COMPLETE' });
    expect(after?.LastUpdatedTime).toBeInstanceOf(Date);
    const list = (statuses: ('UPDATE_COMPLETE' | 'DELETE_COMPLETE')[]) =>
      harness().cloudformation.send(new ListStacksCommand({ StackStatusFilter: statuses }));
    const names = (await list(['UPDATE_COMPLETE'])).StackSummaries?.map(({ StackName }) => StackName);
    expect(names).toContain(stackName);
    expect((await list(['DELETE_COMPLETE'])).StackSummaries ?? []).toEqual([]);
  });

  test('tells what a stack was deployed from', async () => {
    const stackName = uniqueName('stack');
    const template = '{ "Resources": { "A": "<&>" } }';
    const get = () => harness().cloudformation.send(new GetTemplateCommand({ StackName: stackName }));
    harness().registerStack({ stackName, status: 'CREATE_COMPLETE', outputs: [], resources: [] });
    await expect(get()).rejects.toMatchObject({ name: 'ValidationError' });
    harness().registerStack({ stackName, status: 'UPDATE_COMPLETE', outputs: [], resources: [], template });
    expect((await get()).TemplateBody).toBe(template);
  });

  test('an unknown stack is the ValidationError of CloudFormation', async () => {
    const unknown = harness().cloudformation.send(new DescribeStacksCommand({ StackName: 'nowhere' }));
    await expect(unknown).rejects.toMatchObject({
      name: 'ValidationError',
      message: 'Stack with id nowhere does not exist',
    });
  });
});

test('STS tells the local account', async () => {
  const response = await post(signedFor('sts'), 'Action=GetCallerIdentity&Version=2011-06-15');
  expect(response.status).toBe(200);
  expect(await response.text()).toContain('<Account>000000000000</Account>');
});

test('nothing of all this was a failure of ours', () => {
  expect(harness().failures).toEqual([]);
});
