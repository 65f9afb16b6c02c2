import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { ScanCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { PurgeQueueCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/adapters/aws/system-clock.ts';
import { encodeCounts } from '../../src/codecs/items/counts-attribute.ts';
import { decodeProgress } from '../../src/codecs/items/progress-item.ts';
import { pokeBody, taskBody } from '../../src/codecs/task-message.ts';
import { eventually } from '../integration/support.ts';
import { type AlarmBook, openAlarmBook } from './alarm-book.ts';
import { type Deployed, deploy, synthesize } from './deployed.ts';
import pipeline from './fixtures/alarms/switches/pipeline.ts';
import { jsonRecord, sendRecords } from './send.ts';

/** An alarm's five minutes are five seconds here. */
const PERIOD_SCALE = 60;
const SETTINGS = {
  shards: 1,
  resultsStream: 1,
  // A batch hangs for as long as its lane takes to be told stalled.
  processorTimeoutSeconds: 300,
  retryMaxReceives: 2,
  retryBackOffSeconds: 1,
  circuitBreakerEvents: 5,
  batchRetriesAlarmCount: 2,
  iteratorAgeAlarmSeconds: 1,
  taskAgeAlarmSeconds: 1,
  retryDepthAlarmCount: 3,
  retryAgeAlarmSeconds: 4,
  undeliverableAgeAlarmSeconds: 1,
  laneStalledAlarmMinutes: 2,
  watermarkLagAlarmSeconds: 1,
  materializationLagAlarmSeconds: 1,
};

/** Alarms by what makes them go off below. */
const PROVOKED = {
  'an event that is none, given to each function': [
    'processor-errors',
    'keeper-errors',
    'materializer-errors',
    'redriver-errors',
    'recovery-errors',
  ],
  'bytes that nobody can decode': ['rejected-rate', 'retry-queue-depth', 'dlq-not-empty'],
  'a letter that takes the redriver long': ['retry-queue-age'],
  'code that throws': ['circuit-open', 'batch-retried', 'stream-delivery-failing', 'iterator-age'],
  'messages that are no tasks': ['task-delivery-failing', 'task-age'],
  'a task that waited': ['materialization-late'],
  'a message that names no records': ['undeliverable-age', 'unrecovered-not-empty'],
  'a keeper that nobody pokes': ['keeper-silent'],
  'code that does not come back': ['processor-silent', 'lane-stalled', 'watermark-stalled'],
  'more than a shard takes': ['stream-write-throttles', 'results-stream-throttled'],
  'an event too many in the stored counts': ['equation-broken'],
  'any of them': ['unhealthy'],
} as const satisfies Record<string, readonly string[]>;

/** Alarms that nothing makes go off on the local AWS, and why; docs/local.md says so too. Their rules have tests in test/infra. */
const NOT_PROVOKED = {
  'iterator-age-quarter-of-retention': 'the stream stamps records itself, and keeps them for a day at least: six hours',
  'iterator-age-half-of-retention': 'twelve hours',
  'late-queue-age': 'the queue stamps messages itself, and the least setting is a day',
  'lambda-throttles': 'functions have no concurrency of their own, and the account has more than five functions use',
  'table-throttles': 'the local DynamoDB throttles nothing',
  'stream-events-dropped': 'the mapping has a destination, and never gives up',
  'stream-destination-failing': 'the local Lambda keeps trying and does not write this metric',
};

const GOOD = 6;
const BROKEN = 12;
const THROWING = 12;
const LARGE_BYTES = 600 * 1_024;
/** Seconds on an idle machine. */
const WITHIN_MS = 180_000;

/** One pipeline, with everything wrong at once that can be, and then with all of it mended. */
describe('alarms', () => {
  let site: Deployed<(typeof pipeline.aggregations)[number]>;
  let cloudwatch: CloudWatchClient;
  let book: AlarmBook;
  const switches = mkdtempSync(join(tmpdir(), 'switches-'));
  const turnOn = (name: string) => writeFileSync(join(switches, name), '');
  const turnOff = (name: string) => rmSync(join(switches, name), { force: true });
  /** In a window of its own, which the first ones' watermark has passed. */
  const laterMs = systemClock.nowMs() - 600_000;
  const atMs = laterMs - 600_000;
  const event = (unit: string, timeMs = atMs) => jsonRecord('lane', { sensor: switches, atMs: timeMs, value: 1, unit });
  const many = <T>(count: number, one: T): T[] => Array.from({ length: count }, () => one);

  beforeAll(async () => {
    site = await deploy(pipeline, await synthesize('alarms', SETTINGS), {
      alarms: { periodScale: PERIOD_SCALE },
      kinesis: { enforceShardLimits: true },
    });
    const { endpoint, region } = site.aws;
    cloudwatch = new CloudWatchClient({ endpoint, region });
    book = await openAlarmBook(cloudwatch);
  }, 240_000);

  afterAll(async () => {
    cloudwatch.destroy();
    rmSync(switches, { recursive: true, force: true });
    await site.stop();
  });

  let ticks = 0;
  /** What the schedule sends once a minute. */
  const tick = () => {
    ticks += 1;
    const MessageBody = pokeBody({ kind: 'tick', id: `tick-${ticks}` });
    const poke = { QueueUrl: site.client.resources.queues.pokes, MessageBody, MessageGroupId: 'keeper' };
    return site.clients.sqs.send(new SendMessageCommand(poke));
  };
  const send = (...records: readonly ReturnType<typeof event>[]) =>
    sendRecords(site.clients, site.client.resources.streamName, records);
  const message = (QueueUrl: string, MessageBody: string, DelaySeconds = 0) =>
    site.clients.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, DelaySeconds }));
  /** At most once in so long, however often it is called. */
  const every = (periodMs: number, task: () => Promise<unknown>) => {
    let dueMs = Number.NEGATIVE_INFINITY;
    return async (): Promise<void> => {
      if (systemClock.nowMs() < dueMs) return;
      dueMs = systemClock.nowMs() + periodMs;
      await task();
    };
  };
  /** Waits until all of these have gone off, while the cause goes on. */
  const goOff = (alarms: readonly string[], ...causes: readonly (() => Promise<void>)[]) => {
    let missing = alarms;
    return eventually(
      'alarm of each kind',
      async () => {
        for (const cause of causes) await cause();
        const seen = await book.wentOff();
        missing = alarms.filter((name) => !seen.has(name));
        return missing.length === 0 ? true : undefined;
      },
      WITHIN_MS,
    ).catch((error: unknown) => {
      throw new Error(`never went off: ${missing.join(', ')}`, { cause: error });
    });
  };

  it('are all known here', () => {
    expect([...Object.values(PROVOKED).flat(), ...Object.keys(NOT_PROVOKED)].sort()).toEqual([...book.names].sort());
  });

  it('go off', { timeout: 4 * WITHIN_MS }, async () => {
    const { aws, client, functionNames } = site;
    const { queues } = client.resources;
    // Before the keeper is left alone, and the processor is busy: these would be invocations, too.
    await goOff(
      PROVOKED['an event that is none, given to each function'],
      every(2_000, () => Promise.all(functionNames.map((name) => aws.invoke(name, '{}')))),
    );
    turnOn('stuck');
    await send(...many(GOOD, event('mC')), event('mC', laterMs), event('stuck'));
    await send(...many(BROKEN, { partitionKey: 'lane', data: Buffer.from('{') }));
    await eventually('first records', async () =>
      (await client.counts()).read === GOOD + 2 + BROKEN ? true : undefined,
    );
    await tick();
    await eventually('watermark', async () => (await client.progress()).watermarkMs ?? undefined);
    turnOn('throws');
    await send(...many(THROWING, event('throws')), event('waits'));
    // As if the keeper's own had waited in the queue.
    const windowStartMs = laterMs - (laterMs % 300_000);
    const { name, generation } = (await client.progress()).aggregations[0] ?? { name: '', generation: 0 };
    const window = { aggregation: name, generation, windowStartMs, windowEndMs: windowStartMs + 300_000 };
    await message(queues.tasks, taskBody({ window: { ...window, partition: 0 }, late: false }), 2);
    await message(queues.undeliverable, '{}');
    await goOff(
      [
        ...PROVOKED['bytes that nobody can decode'],
        ...PROVOKED['a letter that takes the redriver long'],
        ...PROVOKED['code that throws'],
        ...PROVOKED['messages that are no tasks'],
        ...PROVOKED['a task that waited'],
        ...PROVOKED['a keeper that nobody pokes'],
      ],
      every(3_000, () => message(queues.tasks, '{}')),
    );

    turnOn('waits');
    turnOff('throws');
    const { streamName, resultsStream } = client.resources;
    const large = Buffer.from(event('mC').data).toString();
    const Data = Buffer.from(large.padEnd(LARGE_BYTES, ' '));
    const Records = many(2, { PartitionKey: 'lane', Data });
    await goOff(
      ['processor-silent', ...PROVOKED['more than a shard takes']],
      ...[streamName, resultsStream].map((StreamName) =>
        every(3_000, () => site.clients.kinesis.send(new PutRecordsCommand({ StreamName, Records }))),
      ),
      every(2_000, tick),
    );
    // Now it hangs, with the counts as they were in its hands.
    await setAccepted(1);
    await goOff(Object.values(PROVOKED).flat(), every(2_000, tick));
  });

  it('are over when all is well again', { timeout: 2 * WITHIN_MS }, async () => {
    const { client, clients } = site;
    const { queues } = client.resources;
    await setAccepted(0);
    for (const name of ['waits', 'stuck']) turnOff(name);
    for (const QueueUrl of [queues.tasks, queues.dlq, queues.unrecovered]) {
      await clients.sqs.send(new PurgeQueueCommand({ QueueUrl }));
    }
    const keeping = every(2_000, tick);
    let left: readonly string[] = [];
    await eventually(
      'end of all alarms',
      async () => {
        await keeping();
        left = await book.on();
        return left.length === 0 ? true : undefined;
      },
      WITHIN_MS,
    ).catch((error: unknown) => {
      throw new Error(`still on: ${left.join(', ')}`, { cause: error });
    });
  });

  /** Stores so many more accepted events than there were; the processor, at work on a batch, does not write meanwhile. */
  async function setAccepted(more: number): Promise<void> {
    const { dynamodb } = site.clients;
    const TableName = site.client.resources.stateTable;
    const { Items = [] } = await dynamodb.send(
      new ScanCommand({ TableName, FilterExpression: 'attribute_exists(c) AND attribute_exists(l)' }),
    );
    const [item] = Items;
    if (!item?.pk || !item.sk || Items.length > 1) throw new Error(`${Items.length} lanes`);
    const { counts } = decodeProgress(item);
    const { read, duplicate, rejected, ignored } = counts;
    const { totals } = encodeCounts({ ...counts, accepted: read - duplicate - rejected - ignored + more });
    await dynamodb.send(
      new UpdateItemCommand({
        TableName,
        Key: { pk: item.pk, sk: item.sk },
        UpdateExpression: 'SET c = :totals',
        ExpressionAttributeValues: { ':totals': totals },
      }),
    );
  }
});
