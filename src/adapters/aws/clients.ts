import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { SQSClient } from '@aws-sdk/client-sqs';
import { NodeHttpHandler } from '@smithy/node-http-handler';

export interface ClientOptions {
  /** Default: as the SDK finds it, in `AWS_REGION` or the profile. */
  readonly region?: string;
  /** Default: as the SDK finds it, in `AWS_ENDPOINT_URL` or the profile; otherwise AWS. */
  readonly endpoint?: string;
}

export interface Clients {
  readonly dynamodb: DynamoDBClient;
  readonly sqs: SQSClient;
  readonly kinesis: KinesisClient;
}

/** Far above what a healthy service takes, far below a function's timeout: a hung connection is given up and tried anew. */
const CONNECTION_TIMEOUT_MS = 1_000;
const REQUEST_TIMEOUT_MS = 3_000;
/** Reads of a stream move up to 10 MB. */
const STREAM_REQUEST_TIMEOUT_MS = 5_000;
/** Beyond this, callers back off: they know what the work is worth. */
const MAX_ATTEMPTS = 3;
/** More than the writes that one function has in flight. */
const MAX_SOCKETS = 64;

/** Service clients for production, each made when first asked for. */
export function makeClients({ region, endpoint }: ClientOptions = {}): Clients {
  const settings = (requestTimeoutMs: number) => ({
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint }),
    maxAttempts: MAX_ATTEMPTS,
    // HTTP/1 for Kinesis too: its client would otherwise hold an HTTP/2 session, which local endpoints do not speak.
    requestHandler: new NodeHttpHandler({
      connectionTimeout: CONNECTION_TIMEOUT_MS,
      requestTimeout: requestTimeoutMs,
      // Without it the SDK only warns of a request that takes too long, and goes on waiting.
      throwOnRequestTimeout: true,
      socketTimeout: requestTimeoutMs,
      httpAgent: { keepAlive: true, maxSockets: MAX_SOCKETS },
      httpsAgent: { keepAlive: true, maxSockets: MAX_SOCKETS },
    }),
  });
  let dynamodb: DynamoDBClient | undefined;
  let sqs: SQSClient | undefined;
  let kinesis: KinesisClient | undefined;
  return {
    get dynamodb() {
      dynamodb ??= withoutLog(new DynamoDBClient(settings(REQUEST_TIMEOUT_MS)));
      return dynamodb;
    },
    get sqs() {
      sqs ??= withoutLog(new SQSClient(settings(REQUEST_TIMEOUT_MS)));
      return sqs;
    },
    get kinesis() {
      kinesis ??= withoutLog(new KinesisClient(settings(STREAM_REQUEST_TIMEOUT_MS)));
      return kinesis;
    },
  };
}

/** The SDK would filter every input and output for a log that nobody reads: a twentieth of the time that a request takes. */
function withoutLog<C extends { readonly middlewareStack: { remove(name: string): boolean } }>(client: C): C {
  client.middlewareStack.remove('loggerMiddleware');
  return client;
}
