import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startTestAws } from '../start-aws.ts';
import { functionResource, roleResource } from './write-assembly.ts';

let aws: Awaited<ReturnType<typeof startTestAws>>;
beforeEach(async () => {
  aws = await startTestAws();
});
afterEach(() => aws.dispose());

const until = (check: () => void) => vi.waitFor(check, { timeout: 15_000, interval: 20 });

/** Prints its version, the process and the batch; what is poison to it fails the batch. */
const codeOf = (poison: string) => `exports.handler = async ({ Records }) => {
  const batch = Records.map((record) => record.body ?? Buffer.from(record.kinesis.data, 'base64').toString());
  console.log([process.env.STAGE, process.pid, ...batch].join(' '));
  if (batch.includes('${poison}')) throw new Error('poison');
};`;

interface Version {
  readonly stage: string;
  readonly poison?: string;
  readonly stream?: Record<string, unknown>;
  readonly queue?: Record<string, unknown>;
}

/** A stream and a queue to one function, and where undeliverable records go; stateful resources in a stack of their own. */
function stacksOf({ stage, poison = 'nothing', stream, queue }: Version) {
  const exported = (id: string, value: unknown) => ({ Value: value, Export: { Name: `state:${id}` } });
  const imported = (id: string) => ({ 'Fn::ImportValue': `state:${id}` });
  const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
  return {
    state: {
      resources: {
        Stream: { Type: 'AWS::Kinesis::Stream', Properties: { ShardCount: 1 } },
        Queue: { Type: 'AWS::SQS::Queue', Properties: {} },
        Undeliverable: { Type: 'AWS::SQS::Queue', Properties: {} },
      },
      outputs: {
        Stream: { Value: { Ref: 'Stream' } },
        Queue: { Value: { Ref: 'Queue' } },
        Undeliverable: { Value: { Ref: 'Undeliverable' } },
        StreamArn: exported('StreamArn', arnOf('Stream')),
        QueueArn: exported('QueueArn', arnOf('Queue')),
        UndeliverableArn: exported('UndeliverableArn', arnOf('Undeliverable')),
      },
    },
    processing: {
      dependencies: ['state'],
      resources: {
        Role: roleResource,
        Fn: functionResource('code', { Environment: { Variables: { STAGE: stage } } }),
        FromStream: {
          Type: 'AWS::Lambda::EventSourceMapping',
          Properties: {
            EventSourceArn: imported('StreamArn'),
            FunctionName: { Ref: 'Fn' },
            StartingPosition: 'TRIM_HORIZON',
            DestinationConfig: { OnFailure: { Destination: imported('UndeliverableArn') } },
            ...stream,
          },
        },
        FromQueue: {
          Type: 'AWS::Lambda::EventSourceMapping',
          Properties: { EventSourceArn: imported('QueueArn'), FunctionName: { Ref: 'Fn' }, ...queue },
        },
      },
      outputs: { Fn: { Value: { Ref: 'Fn' } } },
      assets: { code: codeOf(poison) },
    },
  };
}

/** What each invocation printed: stage, process, batch. */
const invocationsOf = (functionName: string) =>
  aws.functionLogs
    .read(functionName)
    .filter((line) => !line.startsWith('ERROR'))
    .map((line) => line.split(' '))
    .map(([stage = '', pid = '', ...batch]) => ({ stage, pid: Number(pid), batch: batch.join(' ') }));

const put = (StreamName: string, ...payloads: string[]) => {
  const Records = payloads.map((payload) => ({ Data: Buffer.from(payload), PartitionKey: 'k' }));
  return aws.kinesis.send(new PutRecordsCommand({ StreamName, Records }));
};

const isRunning = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('the same stacks deployed again in one process', () => {
  it('replace the function, code and environment, and its mappings go on from where they were', async () => {
    const { output } = await aws.deployStacks(stacksOf({ stage: 'old' }));
    const invocations = () => invocationsOf(output('Fn'));
    await put(output('Stream'), 'a', 'b');
    await until(() => expect(invocations()).toMatchObject([{ stage: 'old', batch: 'a b' }]));
    const oldProcess = invocations()[0]?.pid ?? 0;
    expect(isRunning(oldProcess)).toBe(true);

    const again = await aws.deployStacks(stacksOf({ stage: 'new' }));
    for (const name of ['Stream', 'Queue', 'Fn']) expect(again.output(name)).toBe(output(name));
    await until(() => expect(isRunning(oldProcess)).toBe(false));
    await put(output('Stream'), 'c');
    await until(() => expect(invocations().slice(1)).toMatchObject([{ stage: 'new', batch: 'c' }]));
    await aws.sqs.send(new SendMessageCommand({ QueueUrl: output('Queue'), MessageBody: 'task' }));
    await until(() => expect(invocations().slice(2)).toMatchObject([{ stage: 'new', batch: 'task' }]));
  });

  it('take a fix to a shard that is held up: what was poison is processed, then what waited behind it', async () => {
    const { output } = await aws.deployStacks(stacksOf({ stage: 'old', poison: 'b', stream: { BatchSize: 1 } }));
    await put(output('Stream'), 'a', 'b', 'c');
    const invocations = () => invocationsOf(output('Fn'));
    await until(() => expect(invocations().filter(({ batch }) => batch === 'b').length).toBeGreaterThan(2));
    await aws.sqs.send(new SendMessageCommand({ QueueUrl: output('Queue'), MessageBody: 'b' }));
    await aws.deployStacks(stacksOf({ stage: 'new', stream: { BatchSize: 1 } }));
    await until(() => expect(invocations().at(-1)).toMatchObject({ stage: 'new' }));
    const byNew = () =>
      invocations()
        .filter(({ stage }) => stage === 'new')
        .map(({ batch }) => batch);
    await until(() => expect(byNew().filter((batch) => batch === 'b')).toHaveLength(2));
    await until(() => expect(byNew()).toContain('c'));
    expect(byNew().sort()).toEqual(['b', 'b', 'c']);
    expect(invocations().filter(({ batch }) => batch === 'a')).toHaveLength(1);
  });

  it('change what mappings are told, positions kept', async () => {
    const poison = { stage: 'old', poison: 'x' };
    const { output } = await aws.deployStacks(
      stacksOf({ ...poison, stream: { BatchSize: 1 }, queue: { BatchSize: 1 } }),
    );
    const invocations = () => invocationsOf(output('Fn'));
    await put(output('Stream'), 'a', 'b');
    await until(() => expect(invocations().map(({ batch }) => batch)).toEqual(['a', 'b']));

    const stream = { BatchSize: 3, MaximumBatchingWindowInSeconds: 60, MaximumRetryAttempts: 0 };
    await aws.deployStacks(stacksOf({ ...poison, stream }));
    await put(output('Stream'), 'c', 'x');
    await put(output('Stream'), 'd');
    // Three at a time now, however long that takes, and given up after one failure.
    await until(() => expect(invocations().slice(2)).toMatchObject([{ batch: 'c x d' }]));
    const received = new ReceiveMessageCommand({ QueueUrl: output('Undeliverable'), WaitTimeSeconds: 5 });
    const { KinesisBatchInfo } = JSON.parse((await aws.sqs.send(received)).Messages?.[0]?.Body ?? '');
    expect(KinesisBatchInfo).toMatchObject({ batchSize: 3 });

    await aws.deployStacks(stacksOf({ ...poison, stream: { BatchSize: 1 } }));
    await put(output('Stream'), 'e');
    await until(() => expect(invocations().slice(3)).toMatchObject([{ batch: 'e' }]));
  });

  it('wait for what is running, which ends as it began', async () => {
    const slow = `exports.handler = async ({ Records }) => {
      console.log(process.env.STAGE, 'begins', Records.length);
      await new Promise((resolve) => setTimeout(resolve, 300));
      console.log(process.env.STAGE, 'ends', Records.length);
    };`;
    const withCode = (stage: string) => {
      const { state, processing } = stacksOf({ stage });
      return { state, processing: { ...processing, assets: { code: slow } } };
    };
    const { output } = await aws.deployStacks(withCode('old'));
    const lines = () => aws.functionLogs.read(output('Fn'));
    await put(output('Stream'), 'a');
    await until(() => expect(lines()).toEqual(['old begins 1']));
    await aws.deployStacks(withCode('new'));
    await until(() => expect(lines()).toEqual(['old begins 1', 'old ends 1']));
    await put(output('Stream'), 'b');
    await until(() => expect(lines().slice(2)).toEqual(['new begins 1', 'new ends 1']));
  });

  it('are told of as updated', async () => {
    await aws.deployStacks(stacksOf({ stage: 'old' }));
    const { deployed } = await aws.deployStacks(stacksOf({ stage: 'new' }));
    expect(deployed.map(({ status }) => status)).toEqual(['UPDATE_COMPLETE', 'UPDATE_COMPLETE']);
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    const client = new CloudFormationClient({ endpoint: aws.endpoint, region: aws.region, credentials });
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: 'processing' }));
    client.destroy();
    expect(Stacks).toMatchObject([{ StackStatus: 'UPDATE_COMPLETE' }]);
  });
});
