import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeDeployer } from '../../../../localstack/embedded/deployer/deployer.ts';
import { localAccount } from '../../../../localstack/embedded/deployer/names.ts';
import type { KinesisMappingConfig } from '../../../../localstack/embedded/event-sources/kinesis/mapping-config.ts';
import type { SqsMappingConfig } from '../../../../localstack/embedded/event-sources/sqs/mapping-config.ts';
import { systemClock } from '../../../../localstack/embedded/lambda/clock.ts';
import type { FunctionConfig } from '../../../../localstack/embedded/lambda/function-config.ts';
import { startTestAws } from '../start-aws.ts';
import { functionResource, roleResource, writeAssembly } from './write-assembly.ts';

let aws: Awaited<ReturnType<typeof startTestAws>>;
beforeAll(async () => {
  aws = await startTestAws();
});
afterAll(() => aws.dispose());

/** Deploys a mapping from a stream or a queue, and tells which mapping would have been started. */
async function mappingOf(source: 'Stream' | 'Queue' | 'Fifo', properties: Record<string, unknown>) {
  const started: (KinesisMappingConfig | SqsMappingConfig)[] = [];
  const functions = new Map<string, FunctionConfig>();
  const start = async (_: string, config: KinesisMappingConfig | SqsMappingConfig) => {
    started.push(config);
    return { stop: async () => {} };
  };
  const deployer = makeDeployer(
    {
      location: localAccount('us-east-1'),
      clients: aws,
      lambda: {
        register: (config) => void functions.set(config.name, config),
        find: (name) => functions.get(name),
        invoke: aws.invoke,
        stop: async () => {},
      },
      eventSources: { startKinesis: start, startSqs: start },
      clock: systemClock,
      ensureBucket: () => {},
      alarms: { find: () => undefined, put: () => () => {} },
      scheduler: { put: async () => {}, remove: async () => {}, stop: async () => {} },
    },
    () => {},
  );
  const folder = writeAssembly({
    app: {
      resources: {
        Role: roleResource,
        Stream: { Type: 'AWS::Kinesis::Stream', Properties: { ShardCount: 1 } },
        Queue: { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: 60 } },
        Fifo: { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true } },
        Fn: functionResource('code'),
        Mapping: {
          Type: 'AWS::Lambda::EventSourceMapping',
          Properties: { EventSourceArn: { 'Fn::GetAtt': [source, 'Arn'] }, FunctionName: { Ref: 'Fn' }, ...properties },
        },
      },
      outputs: { Id: { Value: { Ref: 'Mapping' } }, Queue: { Value: { Ref: 'Queue' } } },
      assets: { code: '' },
    },
  });
  const [stack] = await deployer.deploy(folder.dir);
  folder.remove();
  const queueUrl = stack?.outputs.find(({ key }) => key === 'Queue')?.value;
  return { config: started[0], id: stack?.outputs.find(({ key }) => key === 'Id')?.value, queueUrl };
}

const trimHorizon = { StartingPosition: 'TRIM_HORIZON' };

describe('a mapping from a stream', () => {
  it('has the defaults of Lambda', async () => {
    const { config, id } = await mappingOf('Stream', trimHorizon);
    expect(config).toEqual({
      id,
      functionName: expect.stringMatching(/^app-Fn-/),
      functionArn: expect.stringMatching(/^arn:aws:lambda:us-east-1:000000000000:function:app-Fn-/),
      roleArn: expect.stringMatching(/^arn:aws:iam::000000000000:role\/app-Role-/),
      streamArn: expect.stringMatching(/^arn:aws:kinesis:us-east-1:000000000000:stream\/app-Stream-/),
      region: 'us-east-1',
      startingPosition: 'TRIM_HORIZON',
      batchSize: 100,
      windowMs: 0,
      bisect: false,
      reportItemFailures: false,
      countEvents: false,
    });
  });

  it('has the settings of the template', async () => {
    const { config, queueUrl } = await mappingOf('Stream', {
      StartingPosition: 'AT_TIMESTAMP',
      StartingPositionTimestamp: 1_700_000_000.5,
      BatchSize: 1_000,
      MaximumBatchingWindowInSeconds: 2,
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: 3,
      MaximumRecordAgeInSeconds: 600,
      ParallelizationFactor: 1,
      TumblingWindowInSeconds: 0,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['Queue', 'Arn'] } } },
      MetricsConfig: { Metrics: ['EventCount'] },
    });
    expect(config).toMatchObject({
      startingPosition: 'AT_TIMESTAMP',
      startingTimestampMs: 1_700_000_000_500,
      batchSize: 1_000,
      windowMs: 2_000,
      bisect: true,
      maxRetries: 3,
      maxRecordAgeMs: 600_000,
      reportItemFailures: true,
      onFailureQueueUrl: queueUrl,
    });
  });

  it('reads -1 as without limit', async () => {
    const limits = { MaximumRetryAttempts: -1, MaximumRecordAgeInSeconds: -1 };
    const { config } = await mappingOf('Stream', { ...trimHorizon, ...limits });
    expect(config).toMatchObject({ maxRetries: undefined, maxRecordAgeMs: undefined });
  });

  it('is the same mapping, with its position, until its source or starting position changes', async () => {
    const first = await mappingOf('Stream', trimHorizon);
    expect((await mappingOf('Stream', { ...trimHorizon, BatchSize: 7 })).id).toBe(first.id);
    expect((await mappingOf('Stream', { StartingPosition: 'LATEST' })).id).not.toBe(first.id);
  });

  it('that is disabled is not started', async () => {
    expect((await mappingOf('Stream', { ...trimHorizon, Enabled: false })).config).toBeUndefined();
  });
});

describe('a mapping from a queue', () => {
  it('has the defaults of Lambda: batches of 10, five at once', async () => {
    const { config } = await mappingOf('Queue', {});
    expect(config).toMatchObject({
      queueArn: expect.stringMatching(/^arn:aws:sqs:us-east-1:000000000000:app-Queue-/),
      fifo: false,
      batchSize: 10,
      windowMs: 0,
      reportItemFailures: false,
      maxConcurrency: 5,
      visibilityTimeoutSeconds: 60,
    });
  });

  it('has the settings of the template', async () => {
    const { config } = await mappingOf('Queue', {
      BatchSize: 500,
      MaximumBatchingWindowInSeconds: 1,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 2 },
    });
    expect(config).toMatchObject({ batchSize: 500, windowMs: 1_000, reportItemFailures: true, maxConcurrency: 2 });
  });

  it('runs from 2 up to 1,000 invocations at once, as the template says', async () => {
    const at = (MaximumConcurrency: number) => mappingOf('Queue', { ScalingConfig: { MaximumConcurrency } });
    expect((await at(1_000)).config).toMatchObject({ maxConcurrency: 1_000 });
    await expect(at(1)).rejects.toThrow(/MaximumConcurrency/);
    await expect(at(1_001)).rejects.toThrow(/MaximumConcurrency/);
  });

  it('knows a FIFO queue by its name', async () => {
    expect((await mappingOf('Fifo', {})).config).toMatchObject({ fifo: true, visibilityTimeoutSeconds: 30 });
  });
});
