import {
  type AttributeValue,
  CreateTableCommand,
  GetItemCommand,
  QueryCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { CreateStreamCommand } from '@aws-sdk/client-kinesis';
import type { KinesisStreamEvent } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { makeDynamoDbResultStore } from '../../src/adapters/aws/dynamodb-result-store.ts';
import { makeKinesisResultSink } from '../../src/adapters/aws/kinesis-result-sink.ts';
import { systemClock } from '../../src/adapters/aws/system-clock.ts';
import { localEnvironment } from '../../src/client/index.ts';
import { encodeResult } from '../../src/codecs/items/result-item.ts';
import { writeResultMessage } from '../../src/codecs/result-message.ts';
import type { ResultValue } from '../../src/engine/accumulators/accumulator.ts';
import { minutes } from '../../src/engine/index.ts';
import type { PublishedResult } from '../../src/ports/result-sink.ts';
import { sharedHarness } from '../embedded/services/harness.ts';
import { kinesisEvent } from '../support/lambda-events.ts';
import { codeBlocks, shownOutput, tableRows } from './markdown.ts';

const PAGE = 'docs/results.md';
const aws = sharedHarness();
const startMs = Date.UTC(2026, 10, 22, 10);

/** A row of the guide's pipeline, with the numbers that the guide comes to. */
function visitsOf(key: string, visits: number, change: { minute?: number; revision?: number } = {}): PublishedResult {
  const { minute = 0, revision = 1 } = change;
  const windowStartMs = startMs + minutes(minute);
  return {
    ...{ pipeline: 'visits', aggregation: 'visitsByPage', generation: 1, key },
    ...{ windowStartMs, windowEndMs: windowStartMs + minutes(1), revision, n: visits },
    measures: minute === 1 ? { visits, meanSeconds: 40, longReads: 5 } : { visits, meanSeconds: 47.5, longReads: 7 },
  };
}
const corrected = visitsOf('/docs', 21, { revision: 2 });

/** What a page says a value is, of every kind that there is. */
const VALUES: Readonly<Record<string, ResultValue>> = {
  'a whole number': 42,
  'a fraction': 0.5,
  'a whole number beyond 2^53': 9_007_199_254_740_993n,
  'a decimal, where the measure has a `scale`': '12.30',
  'a text': 'PAID',
  'true or false': true,
  'nothing: `mean`, `min`, `max`, `first`, `last` without a value': null,
};

const createTable = (TableName: string, partitionKey: string, sortKey: string) =>
  aws().dynamodb.send(
    new CreateTableCommand({
      TableName,
      AttributeDefinitions: [
        { AttributeName: partitionKey, AttributeType: 'S' },
        { AttributeName: sortKey, AttributeType: 'N' },
      ],
      KeySchema: [
        { AttributeName: partitionKey, KeyType: 'HASH' },
        { AttributeName: sortKey, KeyType: 'RANGE' },
      ],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );

beforeAll(async () => {
  vi.stubEnv('AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED', 'true');
  vi.stubEnv('AWS_ENDPOINT_URL', aws().endpoint);
  vi.stubEnv('COPY_TABLE', 'copied-visits');
  for (const [name, value] of Object.entries(localEnvironment(aws().endpoint, {}))) vi.stubEnv(name, value);
  const names = ['StreamName', 'StateTableName', 'ResultsTableName', 'ResultsStreamName', 'ArchiveBucketName'];
  const queues = ['Tasks', 'Pokes', 'Retry', 'Late', 'Undeliverable', 'Unrecovered'].map((name) => `${name}QueueUrl`);
  aws().registerStack({
    stackName: 'millrace-visits-state',
    status: 'CREATE_COMPLETE',
    outputs: [...names, ...queues, 'DlqUrl'].map((key) => ({ key, value: 'visits' })),
    resources: [],
  });
  await createTable('visits', 'pk', 'sk');
  await createTable('copied-visits', 'page', 'windowStartMs');
  await aws().kinesis.send(new CreateStreamCommand({ StreamName: 'visits', ShardCount: 1 }));
  const store = makeDynamoDbResultStore({ client: aws().dynamodb, tableName: 'visits' });
  for (const row of [visitsOf('/docs', 20), visitsOf('/docs', 20, { minute: 1 }), corrected]) {
    await store.writeResult(row, row);
  }
});
afterAll(() => vi.unstubAllEnvs());

/** `S`, `N`, `M` … of an attribute. */
const typeOf = (attribute: object): string => Object.keys(attribute).join();
const backticked = (cell = ''): string => cell.replaceAll('`', '');

describe('the layout of the results table', () => {
  it('is that of rows as the function writes them', async () => {
    const Key = { pk: { S: 'visitsByPage#/docs' }, sk: { N: String(startMs) } };
    const { Item = {} } = await aws().dynamodb.send(new GetItemCommand({ TableName: 'visits', Key }));
    const listed = tableRows(PAGE, 'attribute').map(([name, type = '']) => [backticked(name), type]);
    const stored = Object.entries(Item).map(([name, attribute]) => [name, typeOf(attribute)]);
    expect(listed.sort()).toEqual(stored.sort());
    const encoded = Object.entries(encodeResult(corrected, corrected, 2));
    expect(encoded.map(([name, attribute]) => [name, typeOf(attribute)]).sort()).toEqual(stored.sort());
  });

  it('has each kind of value as the page says, and so has a message', () => {
    const row = { ...corrected, measures: VALUES };
    const { measures } = encodeResult(row, row, 1);
    const stored: Readonly<Record<string, object>> = measures && 'M' in measures ? measures.M : {};
    const told: Readonly<Record<string, unknown>> = JSON.parse(writeResultMessage(row)).measures;
    const wanted = Object.keys(VALUES).map((name) => [
      name,
      `\`${JSON.stringify(stored[name])}\``,
      `\`${JSON.stringify(told[name])}\``,
    ]);
    expect(tableRows(PAGE, 'a measure that is')).toEqual(wanted);
  });

  it('is queried as the page does, and answers what it shows', async () => {
    const [command] = codeBlocks(PAGE).filter(({ text }) => text.includes('aws dynamodb query'));
    const option = (name: string) => new RegExp(`--${name} '([^']+)'`).exec(command?.text ?? '')?.[1] ?? '';
    const values: Record<string, AttributeValue> = JSON.parse(option('expression-attribute-values'));
    const { Items } = await aws().dynamodb.send(
      new QueryCommand({
        TableName: 'visits',
        ConsistentRead: true,
        KeyConditionExpression: option('key-condition-expression'),
        ExpressionAttributeValues: values,
      }),
    );
    expect(JSON.parse(shownOutput(PAGE, 'query'))).toEqual(Items);
  });
});

describe('a message of the results stream', () => {
  it('is as the page shows it, with the fields that it lists', () => {
    const text = writeResultMessage(corrected);
    expect(shownOutput(PAGE, 'message')).toBe(text);
    const fields = Object.entries(JSON.parse(text)).map(([name, value]) => [name, typeof value]);
    const listed = tableRows(PAGE, 'field').map(([name, type = '']) => [backticked(name), type]);
    expect(listed).toEqual(fields);
  });
});

describe('what reads the results stream', () => {
  const sent = [
    ...[visitsOf('/docs', 20), visitsOf('/', 7), visitsOf('/docs', 20)],
    ...[corrected, visitsOf('/docs', 20), visitsOf('/', 7)],
  ];

  it('prints each revision once, whatever comes again', async () => {
    const sink = makeKinesisResultSink({
      client: aws().kinesis,
      streamName: 'visits',
      clock: systemClock,
      random: () => 0,
    });
    for (const row of sent) await sink.publish([row]);
    const written: string[] = [];
    const spy = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => written.push(String(chunk)) > 0);
    await import('./example/scripts/follow-visits.ts').finally(() => spy.mockRestore());
    expect(written.join('').trimEnd()).toBe(shownOutput(PAGE, 'follow'));
  });

  const records = (texts: readonly string[]): KinesisStreamEvent =>
    kinesisEvent(
      texts.map((text, index) => ({
        ...{ shardId: 'shardId-000000000000', sequenceNumber: String(index), partitionKey: 'k', arrivalMs: 0 },
        dataBase64: Buffer.from(text).toString('base64'),
      })),
    );

  const copies = async () => {
    const { Items = [] } = await aws().dynamodb.send(new ScanCommand({ TableName: 'copied-visits' }));
    return Items.map((item) => `${item.page?.S} ${item.visits?.N} ${item.generation?.N}.${item.revision?.N}`).sort();
  };

  it('keeps the newest, in one batch or over several, and steps over what is no result', async () => {
    const { handler } = await import('./example/consumers/copy-visits.ts');
    const lines: string[] = [];
    const spy = vi.spyOn(process.stderr, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
    await handler(records([...sent.map(writeResultMessage), 'no result'])).finally(() => spy.mockRestore());
    expect(lines).toEqual([expect.stringMatching(/^record 6 is no result: the text must be a JSON object/)]);
    expect(await copies()).toEqual(['/ 7 1.1', '/docs 21 1.2']);
    // Again, and what is older.
    await handler(records([visitsOf('/docs', 20), corrected].map(writeResultMessage)));
    expect(await copies()).toEqual(['/ 7 1.1', '/docs 21 1.2']);
    await handler(records([writeResultMessage({ ...visitsOf('/', 3), generation: 2 })]));
    expect(await copies()).toEqual(['/ 3 2.1', '/docs 21 1.2']);
  });
});
