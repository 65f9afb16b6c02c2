import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { SQSClient } from '@aws-sdk/client-sqs';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { ClientOptions } from '../adapters/aws/clients.ts';
import { makeGlueRequest } from '../adapters/aws/glue-request.ts';
import { makeGlueSchemaRegistry } from '../adapters/aws/glue-schema-registry.ts';
import { makeS3Archive } from '../adapters/aws/s3-archive.ts';
import { systemClock } from '../adapters/aws/system-clock.ts';
import { readCallerIdentity } from './caller-identity.ts';
import type { CheckupDeps } from './checkup/checkup.ts';
import type { ClientDeps } from './client.ts';
import { makeReadAlarms } from './read-alarms.ts';

const CONNECTION_TIMEOUT_MS = 5_000;
/** People wait where a function would not: a scan on a busy machine may take its time. */
const REQUEST_TIMEOUT_MS = 30_000;
/** One person's program meets nobody else's retries. */
const NO_SPREAD = (): number => 1;

/** Service clients for `connect`, on the endpoint given or whatever is in force. For composition roots. */
export function makeClientDeps(options: ClientOptions = {}): ClientDeps {
  const settings = clientSettings(options);
  const dynamodb = new DynamoDBClient(settings);
  // Of services without a client of their own; whatever signs for one service signs for these.
  const signed = { config: dynamodb.config, fetch, clock: systemClock, random: NO_SPREAD };
  const endpointOf = (service: string): string | undefined => endpointFor(options, service);
  return {
    cloudformation: new CloudFormationClient(settings),
    dynamodb,
    kinesis: new KinesisClient(settings),
    sqs: new SQSClient(settings),
    clock: systemClock,
    openArchive: (bucket) => makeS3Archive({ ...signed, bucket, endpoint: endpointOf('S3') }),
    registry: makeGlueSchemaRegistry({
      ...signed,
      request: makeGlueRequest({ ...signed, endpoint: endpointOf('GLUE') }),
    }),
    readAlarms: makeReadAlarms(new CloudWatchClient(settings)),
  };
}

/** What `makeCheckup` works with, on the endpoint given or whatever is in force. For composition roots. */
export function makeCheckupDeps(options: ClientOptions = {}): CheckupDeps {
  const { cloudformation, dynamodb, kinesis, sqs } = makeClientDeps(options);
  const { config } = dynamodb;
  return {
    cloudformation,
    dynamodb,
    kinesis,
    sqs,
    region: () => config.region(),
    identify: () => readCallerIdentity({ config, fetch, endpoint: endpointFor(options, 'STS') }),
    endpoint: options.endpoint ?? process.env.AWS_ENDPOINT_URL,
    nodeVersion: process.versions.node,
  };
}

function endpointFor({ endpoint }: ClientOptions, service: string): string | undefined {
  return endpoint ?? process.env[`AWS_ENDPOINT_URL_${service}`] ?? process.env.AWS_ENDPOINT_URL;
}

/** What all service clients have in common. */
export function clientSettings(options: ClientOptions) {
  return {
    ...options,
    // HTTP/1 for Kinesis too: its client would otherwise hold an HTTP/2 session, which local endpoints do not speak.
    requestHandler: new NodeHttpHandler({
      connectionTimeout: CONNECTION_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      throwOnRequestTimeout: true,
    }),
  };
}
