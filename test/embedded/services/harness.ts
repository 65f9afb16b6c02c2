import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { SQSClient } from '@aws-sdk/client-sqs';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { afterAll, beforeAll } from 'vitest';
import { type Services, type ServicesOptions, startServices } from '../../../localstack/embedded/services.ts';

/** The local AWS with a client for each service. Failures of ours fail the test through `failures`. */
export interface Harness extends Services {
  readonly kinesis: KinesisClient;
  readonly dynamodb: DynamoDBClient;
  readonly sqs: SQSClient;
  readonly cloudformation: CloudFormationClient;
  readonly failures: readonly string[];
}

export async function startHarness(options: Partial<ServicesOptions> = {}): Promise<Harness> {
  const failures: string[] = [];
  const services = await startServices({ port: 0, log: (line) => failures.push(line), ...options });
  const config = {
    endpoint: services.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    requestHandler: new NodeHttpHandler({ httpAgent: { keepAlive: true, maxSockets: 64 } }),
    maxAttempts: 1,
  };
  const kinesis = new KinesisClient(config);
  const dynamodb = new DynamoDBClient(config);
  const sqs = new SQSClient(config);
  const cloudformation = new CloudFormationClient(config);
  return {
    ...services,
    kinesis,
    dynamodb,
    sqs,
    cloudformation,
    failures,
    async stop() {
      for (const client of [kinesis, dynamodb, sqs, cloudformation]) client.destroy();
      await services.stop();
    },
  };
}

/** One local AWS for all tests of a file. */
export function sharedHarness(options: Partial<ServicesOptions> = {}): () => Harness {
  let harness: Harness | undefined;
  beforeAll(async () => {
    harness = await startHarness(options);
  });
  afterAll(() => harness?.stop());
  return () => {
    if (!harness) throw new Error('the local AWS has not started');
    return harness;
  };
}

/** A clock that stands still until it is told to go on. */
export function steppedClock(startMs = Date.UTC(2026, 0, 1)) {
  let nowMs = startMs;
  return {
    now: () => nowMs,
    advance: (byMs: number) => {
      nowMs += byMs;
    },
  };
}

/** Runs a task with a directory of its own, which is removed afterwards. */
export async function withDirectory<T>(task: (dir: string) => Promise<T>): Promise<T> {
  const dir = mkdtempSync(join(tmpdir(), 'services-'));
  try {
    return await task(dir);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

let counter = 0;

/** A name that no other test uses. */
export function uniqueName(prefix: string): string {
  counter += 1;
  return `${prefix}-${counter}`;
}

/** The first of some items, or a failure that says what there was none of. */
export function only<T>(items: readonly T[] | undefined, what: string): T {
  const [item] = items ?? [];
  if (item === undefined) throw new Error(`no ${what}`);
  return item;
}
