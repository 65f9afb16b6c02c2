import {
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  type PutItemCommandInput,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import { type Harness, sharedHarness, startHarness, withDirectory } from './harness.ts';
import { consumed, createTable, key } from './tables.ts';

const harness = sharedHarness();

const put = (TableName: string, sk: string, attributes: PutItemCommandInput['Item'] = {}, more: object = {}) =>
  harness().dynamodb.send(new PutItemCommand({ TableName, Item: { ...key('p', sk), ...attributes }, ...more }));

describe('a failed condition', () => {
  const condition = { ConditionExpression: 'attribute_not_exists(pk)' };
  const allOld = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } as const;
  const name = { N: '7' };
  const failing = (TableName: string, more: object) => {
    const Key = key('p', 's');
    const { dynamodb } = harness();
    return [
      () => put(TableName, 's', {}, { ...condition, ...more }),
      () => dynamodb.send(new UpdateItemCommand({ TableName, Key, ...condition, ...more })),
      () => dynamodb.send(new DeleteItemCommand({ TableName, Key, ...condition, ...more })),
    ];
  };

  test('carries the stored item where ALL_OLD asks for it, for every write', async () => {
    const table = await createTable(harness());
    await put(table, 's', { name });
    for (const write of failing(table, allOld)) {
      const error = await write().catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(ConditionalCheckFailedException);
      expect(error).toHaveProperty('Item', { ...key('p', 's'), name });
      expect(error).toHaveProperty('message', 'The conditional request failed');
    }
    for (const write of failing(table, {})) {
      const error = await write().catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(ConditionalCheckFailedException);
      expect(error).toHaveProperty('Item', undefined);
    }
  });

  test('carries no item where there is none', async () => {
    const table = await createTable(harness());
    const update = put(table, 's', {}, { ConditionExpression: 'attribute_exists(pk)', ...allOld });
    const error = await update.catch((thrown: unknown) => thrown);
    expect(error).toHaveProperty('Item', undefined);
  });
});

describe('compare and set', () => {
  const increments = async (aws: Harness) => {
    const TableName = await createTable(aws);
    const Key = key('p', 's');
    await aws.dynamodb.send(new PutItemCommand({ TableName, Item: { ...Key, v: { N: '0' } } }));
    const read = new GetItemCommand({ TableName, Key, ConsistentRead: true });
    const increment = async (): Promise<number> => {
      const current = (await aws.dynamodb.send(read)).Item?.v?.N ?? '';
      const write = new PutItemCommand({
        TableName,
        Item: { ...Key, v: { N: String(Number(current) + 1) } },
        ConditionExpression: 'v = :v',
        ExpressionAttributeValues: { ':v': { N: current } },
      });
      return aws.dynamodb.send(write).then(
        () => 1,
        () => 0,
      );
    };
    let acknowledged = 0;
    for (let round = 0; round < 8; round += 1) {
      const results = await Promise.all(Array.from({ length: 16 }, increment));
      acknowledged += results.reduce((sum, one) => sum + one, 0);
    }
    expect(acknowledged).toBeGreaterThanOrEqual(8);
    expect((await aws.dynamodb.send(read)).Item?.v?.N).toBe(String(acknowledged));
  };

  test('with 16 writers each increment happens exactly once, in memory', () => increments(harness()));

  test('with 16 writers each increment happens exactly once, on disk', () =>
    withDirectory(async (dataDir) => {
      const aws = await startHarness({ dataDir });
      await increments(aws);
      await aws.stop();
    }));

  test('ADD by many writers loses nothing', async () => {
    const TableName = await createTable(harness());
    const add = { UpdateExpression: 'ADD n :one', ExpressionAttributeValues: { ':one': { N: '1' } } };
    const update = new UpdateItemCommand({ TableName, Key: key('p', 's'), ...add });
    await Promise.all(Array.from({ length: 50 }, () => harness().dynamodb.send(update)));
    const { Item } = await harness().dynamodb.send(new GetItemCommand({ TableName, Key: key('p', 's') }));
    expect(Item?.n?.N).toBe('50');
  });
});

describe('capacity', () => {
  const units = { ReturnConsumedCapacity: 'TOTAL' } as const;
  const text = (bytes: number) => ({ a: { S: 'x'.repeat(bytes) } });

  test('a write costs whole KB of the larger of the item before and after', async () => {
    const table = await createTable(harness());
    const cost = async (attributes: PutItemCommandInput['Item']) =>
      (await put(table, 's', attributes, units)).ConsumedCapacity?.CapacityUnits;
    // Keys and names: pk, p, sk, s, a.
    expect(await cost(text(1_024 - 7))).toBe(1);
    expect(await cost(text(1_024 - 6))).toBe(2);
    expect(await cost(text(3_000))).toBe(3);
    expect(await cost({})).toBe(3);
    expect(await cost({})).toBe(1);
    expect(await cost({ a: { S: 'ü'.repeat(1_000) } })).toBe(2);
  });

  test('is counted by kind of item too, where partition keys tell it', async () => {
    const table = await createTable(harness());
    const { dynamodb } = harness();
    const condition = { ConditionExpression: 'attribute_not_exists(pk)' };
    await dynamodb.send(new PutItemCommand({ TableName: table, Item: { ...key('mark|a', '1'), ...text(1_500) } }));
    await dynamodb.send(new PutItemCommand({ TableName: table, Item: key('mark|b', '1') }));
    await dynamodb
      .send(new PutItemCommand({ TableName: table, Item: key('mark|b', '1'), ...condition }))
      .catch(() => {});
    await dynamodb.send(new DeleteItemCommand({ TableName: table, Key: key('row#b', '1') }));
    expect((await consumed(harness(), table)).writeUnitsByKind).toEqual({ mark: 2 + 1 + 1, row: 1 });
  });

  test('is counted by table, refused writes too, whether or not the caller asks', async () => {
    const table = await createTable(harness());
    await put(table, 's', text(3_000));
    await put(table, 's', text(10), { ConditionExpression: 'attribute_not_exists(pk)' }).catch(() => {});
    await put(table, 'none', text(2_000), { ConditionExpression: 'attribute_exists(pk)' }).catch(() => {});
    await harness().dynamodb.send(
      new BatchWriteItemCommand({ RequestItems: { [table]: [{ PutRequest: { Item: key('p', 'batch') } }] } }),
    );
    expect(await consumed(harness(), table)).toMatchObject({ writeUnits: 3 + 3 + 2 + 1, readUnits: 0 });
    const { dynamodb } = harness();
    await dynamodb.send(new GetItemCommand({ TableName: table, Key: key('p', 's'), ConsistentRead: true }));
    await dynamodb.send(new GetItemCommand({ TableName: table, Key: key('p', 'nowhere') }));
    const answer = await dynamodb.send(new ScanCommand({ TableName: table }));
    expect(answer.ConsumedCapacity).toBeUndefined();
    expect((await consumed(harness(), table)).readUnits).toBe(1 + 0.5 + 0.5);
  });

  test('a query adds up sizes before it rounds', async () => {
    const TableName = await createTable(harness());
    for (const sk of ['a', 'b', 'c']) await put(TableName, sk, text(2_000));
    const query = new QueryCommand({
      TableName,
      KeyConditionExpression: 'pk = :p',
      ExpressionAttributeValues: { ':p': { S: 'p' } },
      ConsistentRead: true,
      ...units,
    });
    expect((await harness().dynamodb.send(query)).ConsumedCapacity?.CapacityUnits).toBe(2);
  });
});

describe('reading many', () => {
  const query = (TableName: string, more: Partial<QueryCommandInput> = {}) => {
    const { ExpressionAttributeValues = {}, KeyConditionExpression = 'pk = :p', ...rest } = more;
    return harness().dynamodb.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression,
        ExpressionAttributeValues: { ':p': { S: 'p' }, ...ExpressionAttributeValues },
        ConsistentRead: true,
        ...rest,
      }),
    );
  };
  const keys = (items: Record<string, { S?: string }>[] | undefined) => items?.map(({ sk }) => sk?.S);

  test('a query returns its partition in order of the sort key, forwards and backwards, by range and prefix', async () => {
    const table = await createTable(harness());
    for (const sk of ['b2', 'a1', 'c1', 'b1', 'b10']) await put(table, sk);
    await harness().dynamodb.send(new PutItemCommand({ TableName: table, Item: key('other', 'b1') }));
    expect(keys((await query(table)).Items)).toEqual(['a1', 'b1', 'b10', 'b2', 'c1']);
    expect(keys((await query(table, { ScanIndexForward: false })).Items)).toEqual(['c1', 'b2', 'b10', 'b1', 'a1']);
    const where = async (condition: string, low: string, high?: string) => {
      const values = { ':l': { S: low }, ...(high ? { ':h': { S: high } } : {}) };
      const expression = `pk = :p AND ${condition}`;
      return keys(
        (await query(table, { KeyConditionExpression: expression, ExpressionAttributeValues: values })).Items,
      );
    };
    expect(await where('begins_with(sk, :l)', 'b1')).toEqual(['b1', 'b10']);
    expect(await where('sk > :l', 'b10')).toEqual(['b2', 'c1']);
    expect(await where('sk >= :l', 'b10')).toEqual(['b10', 'b2', 'c1']);
    expect(await where('sk < :l', 'b10')).toEqual(['a1', 'b1']);
    expect(await where('sk <= :l', 'b10')).toEqual(['a1', 'b1', 'b10']);
    expect(await where('sk BETWEEN :l AND :h', 'b1', 'b2')).toEqual(['b1', 'b10', 'b2']);
    expect(await where('sk = :l', 'c1')).toEqual(['c1']);
  });

  test('numeric sort keys come in numeric order', async () => {
    const TableName = await createTable(harness(), {
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'N' },
      ],
    });
    const numbers = ['10', '9', '-1', '0', '978307200000', '0.5', '-20'];
    for (const N of numbers) {
      await harness().dynamodb.send(new PutItemCommand({ TableName, Item: { pk: { S: 'p' }, sk: { N } } }));
    }
    const { Items } = await query(TableName);
    expect(Items?.map(({ sk }) => Number(sk?.N))).toEqual(numbers.map(Number).sort((a, b) => a - b));
  });

  test('pages end by Limit or at 1 MB, and go on where they ended', async () => {
    const table = await createTable(harness());
    for (let n = 0; n < 6; n += 1) await put(table, `s${n}`, { a: { S: 'x'.repeat(300_000) } });
    const first = await query(table);
    expect(first.Count).toBe(4);
    expect(first.LastEvaluatedKey).toEqual(key('p', 's3'));
    const rest = await query(table, { ExclusiveStartKey: first.LastEvaluatedKey });
    expect(keys(rest.Items)).toEqual(['s4', 's5']);
    expect(rest.LastEvaluatedKey).toBeUndefined();
    const limited = await query(table, { Limit: 2, ScanIndexForward: false, ProjectionExpression: 'sk' });
    expect(limited.Items).toEqual([{ sk: { S: 's5' } }, { sk: { S: 's4' } }]);
    const back = await query(table, {
      Limit: 1,
      ScanIndexForward: false,
      ProjectionExpression: 'sk',
      ExclusiveStartKey: limited.LastEvaluatedKey,
    });
    expect(keys(back.Items)).toEqual(['s3']);
  });

  test('a filter drops items after they were counted', async () => {
    const table = await createTable(harness());
    for (let n = 0; n < 4; n += 1) await put(table, `s${n}`, { n: { N: String(n) } });
    const filter = { FilterExpression: 'n >= :n', ExpressionAttributeValues: { ':n': { N: '2' } } };
    expect(await query(table, { ...filter, Limit: 3 })).toMatchObject({ Count: 1, ScannedCount: 3 });
    expect(await query(table, { ...filter, Select: 'COUNT' })).toMatchObject({ Count: 2, ScannedCount: 4 });
  });

  test('a scan returns everything, also by parallel segments', async () => {
    const TableName = await createTable(harness());
    for (let n = 0; n < 20; n += 1) {
      await harness().dynamodb.send(new PutItemCommand({ TableName, Item: key(`p${n}`, 's') }));
    }
    const scan = async (more: object) =>
      (await harness().dynamodb.send(new ScanCommand({ TableName, ...more }))).Items?.map(({ pk }) => pk?.S) ?? [];
    expect(new Set(await scan({})).size).toBe(20);
    const segments = await Promise.all([0, 1, 2].map((Segment) => scan({ Segment, TotalSegments: 3 })));
    expect(new Set(segments.flat()).size).toBe(20);
    expect(segments.flat()).toHaveLength(20);
  });

  test('a deleted item is gone, an index follows its table', async () => {
    const TableName = await createTable(harness(), {
      AttributeDefinitions: ['pk', 'sk', 'city'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      GlobalSecondaryIndexes: [
        {
          IndexName: 'by-city',
          KeySchema: [{ AttributeName: 'city', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    });
    const inCity = async (city: string) => {
      const found = await harness().dynamodb.send(
        new QueryCommand({
          TableName,
          IndexName: 'by-city',
          KeyConditionExpression: 'city = :c',
          ExpressionAttributeValues: { ':c': { S: city } },
        }),
      );
      return keys(found.Items);
    };
    await put(TableName, 'a', { city: { S: 'Bern' } });
    await put(TableName, 'b', { city: { S: 'Bern' } });
    await put(TableName, 'b', { city: { S: 'Basel' } });
    expect(await inCity('Bern')).toEqual(['a']);
    expect(await inCity('Basel')).toEqual(['b']);
    await harness().dynamodb.send(new DeleteItemCommand({ TableName, Key: key('p', 'a') }));
    expect(await inCity('Bern')).toEqual([]);
    expect(keys((await query(TableName)).Items)).toEqual(['b']);
  });
});
