import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { z } from 'zod';
import type { FunctionConfig } from '../../lambda/function-config.ts';
import { DeployError } from '../deploy-error.ts';
import { arn, nameIn, stableUuid } from '../names.ts';
import { boolean, integer, TAGS, unsupported } from '../property.ts';
import { findQueueUrl } from '../queue-url.ts';
import { type ResourceContext, resourceType } from '../resource-type.ts';

const FOREVER = -1;
/** Concurrent batches with which Lambda starts to poll a queue. */
const INITIAL_SQS_CONCURRENCY = 5;
const DEFAULT_BATCH_SIZE = { kinesis: 100, sqs: 10 };
const MAX_FIFO_BATCH = 10;

const schema = z.strictObject({
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  Enabled: boolean.default(true),
  BatchSize: integer.pipe(z.int().min(1).max(10_000)).optional(),
  MaximumBatchingWindowInSeconds: integer.pipe(z.int().min(0).max(300)).default(0),
  FunctionResponseTypes: z.array(z.literal('ReportBatchItemFailures')).default([]),
  StartingPosition: z.enum(['TRIM_HORIZON', 'LATEST', 'AT_TIMESTAMP']).optional(),
  StartingPositionTimestamp: z.number().optional(),
  ParallelizationFactor: integer.pipe(z.literal(1, { error: 'only 1 is supported locally' })).optional(),
  BisectBatchOnFunctionError: boolean.default(false),
  MaximumRetryAttempts: integer.pipe(z.int().min(FOREVER).max(10_000)).default(FOREVER),
  MaximumRecordAgeInSeconds: integer.pipe(z.int().min(FOREVER).max(604_800)).default(FOREVER),
  TumblingWindowInSeconds: integer
    .pipe(z.literal(0, { error: 'tumbling windows are not supported locally' }))
    .optional(),
  DestinationConfig: z.strictObject({ OnFailure: z.strictObject({ Destination: z.string() }).optional() }).optional(),
  ScalingConfig: z.strictObject({ MaximumConcurrency: integer.pipe(z.int().min(2).max(1_000)).optional() }).optional(),
  MetricsConfig: z.strictObject({ Metrics: z.array(z.literal('EventCount')).default([]) }).optional(),
  FilterCriteria: unsupported('records would have to be filtered before the function'),
  ProvisionedPollerConfig: unsupported('there is one poller'),
});
type Properties = z.infer<typeof schema>;

/**
 * AWS::Lambda::EventSourceMapping, from a stream or a queue. Its identity, and with it the position in a stream, lasts over
 * deployments until its source or starting position changes, as CloudFormation replaces it then.
 */
export const eventSourceMapping = resourceType({
  applied: schema,
  withoutEffect: { ...TAGS, KmsKeyArn: 'nothing is encrypted locally' },
  async deploy(properties, context) {
    const { location, stackName, logicalId, lambda } = context;
    const source = properties.EventSourceArn;
    const { StartingPosition = '', StartingPositionTimestamp = '' } = properties;
    const id = stableUuid(stackName, logicalId, source, StartingPosition, String(StartingPositionTimestamp));
    const functionName = nameIn.lambdaArn(properties.FunctionName) ?? properties.FunctionName;
    const fn = lambda.find(functionName);
    if (!fn) throw new DeployError(`property FunctionName: function ${functionName} is not deployed`);

    const streamName = nameIn.streamArn(source);
    const queueName = nameIn.queueArn(source);
    const start =
      streamName !== undefined
        ? await fromStream(id, streamName, fn, properties, context)
        : queueName !== undefined
          ? await fromQueue(id, queueName, fn, properties, context)
          : undefined;
    if (!start) throw new DeployError(`property EventSourceArn: ${source} is neither a stream nor a queue`);
    await context.keepRunning(properties.Enabled ? start : undefined);
    return {
      ref: id,
      attributes: { Id: id, EventSourceMappingArn: arn(location, 'lambda', `event-source-mapping:${id}`) },
    };
  },
});

async function fromStream(
  id: string,
  streamName: string,
  fn: FunctionConfig,
  properties: Properties,
  { eventSources, clients, location }: ResourceContext,
) {
  const { StartingPosition, StartingPositionTimestamp, MaximumRetryAttempts, MaximumRecordAgeInSeconds } = properties;
  if (!StartingPosition) throw new DeployError('property StartingPosition: a stream needs one');
  if ((StartingPosition === 'AT_TIMESTAMP') !== (StartingPositionTimestamp !== undefined)) {
    throw new DeployError('property StartingPositionTimestamp: it goes with AT_TIMESTAMP, and AT_TIMESTAMP with it');
  }
  const destination = properties.DestinationConfig?.OnFailure?.Destination;
  const onFailureQueue = destination === undefined ? undefined : nameIn.queueArn(destination);
  if (destination !== undefined && (onFailureQueue === undefined || onFailureQueue.endsWith('.fifo'))) {
    throw new DeployError(`property DestinationConfig.OnFailure: ${destination} is not a standard queue`);
  }
  const onFailureQueueUrl = onFailureQueue === undefined ? undefined : await queueUrlOf(clients.sqs, onFailureQueue);
  return () =>
    eventSources.startKinesis(streamName, {
      id,
      functionName: fn.name,
      functionArn: fn.arn,
      roleArn: fn.roleArn,
      streamArn: properties.EventSourceArn,
      region: location.region,
      startingPosition: StartingPosition,
      startingTimestampMs: StartingPositionTimestamp === undefined ? undefined : StartingPositionTimestamp * 1_000,
      batchSize: properties.BatchSize ?? DEFAULT_BATCH_SIZE.kinesis,
      windowMs: properties.MaximumBatchingWindowInSeconds * 1_000,
      bisect: properties.BisectBatchOnFunctionError,
      maxRetries: MaximumRetryAttempts === FOREVER ? undefined : MaximumRetryAttempts,
      maxRecordAgeMs: MaximumRecordAgeInSeconds === FOREVER ? undefined : MaximumRecordAgeInSeconds * 1_000,
      reportItemFailures: properties.FunctionResponseTypes.length > 0,
      onFailureQueueUrl,
      countEvents: countsEvents(properties),
    });
}

async function fromQueue(
  id: string,
  queueName: string,
  fn: FunctionConfig,
  properties: Properties,
  { eventSources, clients: { sqs }, location }: ResourceContext,
) {
  const queueUrl = await queueUrlOf(sqs, queueName);
  const fifo = queueName.endsWith('.fifo');
  const batchSize = properties.BatchSize ?? DEFAULT_BATCH_SIZE.sqs;
  const windowSeconds = properties.MaximumBatchingWindowInSeconds;
  if (fifo && (batchSize > MAX_FIFO_BATCH || windowSeconds > 0)) {
    throw new DeployError(`a FIFO queue has batches of at most ${MAX_FIFO_BATCH} and no batching window`);
  }
  if (batchSize > MAX_FIFO_BATCH && windowSeconds === 0) {
    throw new DeployError(`property BatchSize: above ${MAX_FIFO_BATCH} a queue needs a batching window of 1 second`);
  }
  const answer = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['VisibilityTimeout'] }),
  );
  const visibilityTimeoutSeconds = Number(answer.Attributes?.VisibilityTimeout);
  if (fn.timeoutSeconds > visibilityTimeoutSeconds) {
    throw new DeployError(
      `the visibility timeout of ${queueName}, ${visibilityTimeoutSeconds} s, is below the timeout of ${fn.name}, ${fn.timeoutSeconds} s`,
    );
  }
  return () =>
    eventSources.startSqs(queueUrl, {
      id,
      functionName: fn.name,
      queueArn: properties.EventSourceArn,
      region: location.region,
      fifo,
      batchSize,
      windowMs: windowSeconds * 1_000,
      reportItemFailures: properties.FunctionResponseTypes.length > 0,
      maxConcurrency: properties.ScalingConfig?.MaximumConcurrency ?? INITIAL_SQS_CONCURRENCY,
      visibilityTimeoutSeconds,
      countEvents: countsEvents(properties),
    });
}

const countsEvents = ({ MetricsConfig }: Properties) => MetricsConfig?.Metrics.includes('EventCount') ?? false;

async function queueUrlOf(sqs: SQSClient, queueName: string): Promise<string> {
  const url = await findQueueUrl(sqs, queueName);
  if (url === undefined) throw new DeployError(`queue ${queueName} does not exist`);
  return url;
}
