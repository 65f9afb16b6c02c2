import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  CreateStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
  PutRecordsCommand,
} from '@aws-sdk/client-kinesis';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { expect, test } from 'vitest';
import { s3At } from '../../localstack/s3/s3-client.ts';
import { type Harness, startHarness, withDirectory } from './harness.ts';
import { createTable, key } from './tables.ts';

const SCRIPT = fileURLToPath(new URL('./server-process.ts', import.meta.url));

/** Starts the local AWS as a process of its own. */
async function startProcess(dataDir: string): Promise<{ child: ChildProcess; endpoint: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', SCRIPT, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
  const endpoint = await new Promise<string>((resolve, reject) => {
    child.stdout?.once('data', (data: Buffer) => resolve(data.toString()));
    child.once('exit', () => reject(new Error('the process ended before it listened')));
  });
  return { child, endpoint };
}

function clientsOf(endpoint: string) {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const config = { endpoint, region: 'us-east-1', credentials, requestHandler: new NodeHttpHandler(), maxAttempts: 1 };
  return { kinesis: new KinesisClient(config), dynamodb: new DynamoDBClient(config), sqs: new SQSClient(config) };
}

test(
  'everything acknowledged before a SIGKILL is there after a restart, and everything deleted is gone',
  () =>
    withDirectory(async (dataDir) => {
      const { child, endpoint } = await startProcess(dataDir);
      const { kinesis, dynamodb, sqs } = clientsOf(endpoint);
      await kinesis.send(new CreateStreamCommand({ StreamName: 's', ShardCount: 2 }));
      // Only the client is used.
      const TableName = await createTable({ dynamodb } as Harness);
      const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'q' }));

      const s3 = s3At(endpoint);
      await s3('PUT', '/box');

      const put = new Set<string>();
      const kept = new Set<string>();
      let newest = 0;
      const stored = new Set<string>();
      const sent = new Set<string>();
      const deleted = new Set<string>();
      let dead = false;
      /** Repeats an action until the process is dead. */
      const repeat = async (action: (n: number) => Promise<void>) => {
        for (let n = 0; !dead; n += 1) await action(n).catch(() => {});
      };
      const work = [
        repeat(async (n) => {
          const texts = [0, 1, 2].map((i) => `${n}-${i}`);
          const Records = texts.map((text) => ({ PartitionKey: text, Data: Buffer.from(text) }));
          await kinesis.send(new PutRecordsCommand({ StreamName: 's', Records }));
          for (const text of texts) put.add(text);
        }),
        repeat(async (n) => {
          await dynamodb.send(new PutItemCommand({ TableName, Item: key('p', `${n}`) }));
          stored.add(`${n}`);
        }),
        repeat(async (n) => {
          await s3('PUT', `/box/${n}`, { body: `object ${n}` });
          kept.add(`${n}`);
          await s3('PUT', '/box/newest', { body: `${n}` });
          newest = n;
        }),
        repeat(async (n) => {
          const { MessageId } = await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: `${n}` }));
          sent.add(MessageId ?? '');
        }),
        repeat(async () => {
          const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 1 }));
          for (const { MessageId = '', ReceiptHandle } of Messages) {
            await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
            deleted.add(MessageId);
          }
        }),
      ];
      await expect
        .poll(() => Math.min(put.size, stored.size, kept.size, sent.size, deleted.size), { timeout: 15_000 })
        .toBeGreaterThan(20);
      const exited = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await exited;
      dead = true;
      await Promise.all(work);

      const aws = await startHarness({ dataDir, clock: () => Date.now() + 60_000 });
      try {
        const read = new Set<string>();
        for (const ShardId of ['shardId-000000000000', 'shardId-000000000001']) {
          const request = { StreamName: 's', ShardId, ShardIteratorType: 'TRIM_HORIZON' } as const;
          const { ShardIterator } = await aws.kinesis.send(new GetShardIteratorCommand(request));
          const { Records = [] } = await aws.kinesis.send(new GetRecordsCommand({ ShardIterator }));
          for (const { Data } of Records) read.add(Buffer.from(Data ?? []).toString());
        }
        expect([...put].filter((text) => !read.has(text))).toEqual([]);
        for (const sk of stored) {
          const { Item } = await aws.dynamodb.send(new GetItemCommand({ TableName, Key: key('p', sk) }));
          expect(Item).toBeDefined();
        }
        const restarted = s3At(aws.endpoint);
        for (const n of kept) expect((await restarted('GET', `/box/${n}`)).text).toBe(`object ${n}`);
        // One more may have been put and not acknowledged.
        expect([newest, newest + 1]).toContain(Number((await restarted('GET', '/box/newest')).text));
        const left = new Set<string>();
        for (;;) {
          const receive = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 });
          const { Messages = [] } = await aws.sqs.send(receive);
          if (Messages.length === 0) break;
          for (const { MessageId = '' } of Messages) left.add(MessageId);
        }
        expect([...deleted].filter((id) => left.has(id))).toEqual([]);
        // One deletion may have been carried out and not acknowledged.
        const lost = [...sent].filter((id) => !left.has(id) && !deleted.has(id));
        expect(lost.length).toBeLessThanOrEqual(1);
      } finally {
        await aws.stop();
      }
    }),
  60_000,
);
