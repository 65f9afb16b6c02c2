import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  ResourceNotFoundException,
  type ReturnValue,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import { itemBytes, MAX_ITEM_BYTES } from '../../../../src/codecs/items/item-size.ts';
import { key, SimTable, TABLE } from './sim-table.ts';

function refusal(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('a refused write', () => {
  const condition = { ConditionExpression: 'attribute_not_exists(pk)' };
  const allOld = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } as const;
  const Key = key('s');
  const item = { ...Key, v: { N: '7' } };
  const commands = (more: object) => [
    new PutItemCommand({ TableName: TABLE, Item: Key, ...condition, ...more }),
    new UpdateItemCommand({ TableName: TABLE, Key, UpdateExpression: 'REMOVE v', ...condition, ...more }),
    new DeleteItemCommand({ TableName: TABLE, Key, ...condition, ...more }),
  ];

  test('brings what is stored where that is asked for, and changes nothing', () => {
    const table = new SimTable();
    table.put(item);
    for (const command of commands(allOld)) {
      const error = refusal(() => table.db.execute(command));
      expect(error).toBeInstanceOf(ConditionalCheckFailedException);
      expect(error).toMatchObject({ message: 'The conditional request failed', Item: item });
    }
    for (const command of commands({})) {
      const error = refusal(() => table.db.execute(command));
      expect(error).toBeInstanceOf(ConditionalCheckFailedException);
      expect(error).toHaveProperty('Item', undefined);
    }
    expect(table.get(Key)).toEqual(item);
    expect(table.writes).toHaveLength(1);
  });

  test('brings nothing where nothing is stored', () => {
    const error = refusal(() => new SimTable().put(Key, { ConditionExpression: 'attribute_exists(pk)', ...allOld }));
    expect(error).toBeInstanceOf(ConditionalCheckFailedException);
    expect(error).toHaveProperty('Item', undefined);
  });
});

describe('an update', () => {
  const update = (ReturnValues?: ReturnValue) =>
    new UpdateItemCommand({
      TableName: TABLE,
      Key: key('s'),
      UpdateExpression: 'SET a = :one ADD b :one REMOVE c',
      ExpressionAttributeValues: { ':one': { N: '1' } },
      ReturnValues,
    });

  test('is answered with what it has changed where that is asked for', () => {
    const table = new SimTable();
    table.put({ ...key('s'), b: { N: '2' }, c: { N: '3' }, d: { N: '4' } });
    expect(table.db.execute(update('UPDATED_NEW'))).toMatchObject({ Attributes: { a: { N: '1' }, b: { N: '3' } } });
    for (const asked of ['NONE', undefined] as const) {
      expect(table.db.execute(update(asked))).not.toHaveProperty('Attributes');
    }
  });

  test('asked for any other answer is a gap of the simulation', () => {
    expect(() => new SimTable().db.execute(update('ALL_NEW'))).toThrow('ReturnValues ALL_NEW');
  });
});

describe('the store and its callers share nothing', () => {
  const made = (): Record<string, AttributeValue> => ({
    ...key('s'),
    bytes: { B: Uint8Array.of(1, 2) },
    list: { L: [{ N: '1' }] },
    map: { M: { a: { S: 'x' } } },
  });

  function spoil(item: Record<string, AttributeValue> | undefined): void {
    item?.bytes?.B?.fill(0);
    item?.list?.L?.push({ N: '2' });
    if (item?.map?.M?.a) item.map.M.a = { S: 'spoilt' };
    if (item) item.more = { S: 'spoilt' };
  }

  test('what is done to a request afterwards changes nothing', () => {
    const table = new SimTable();
    const item = made();
    table.put(item);
    spoil(item);
    expect(table.get(key('s'))).toEqual(made());
    const list: AttributeValue[] = [{ N: '1' }];
    const values = { ':list': { L: list } };
    const update = { UpdateExpression: 'SET again = :list', ExpressionAttributeValues: values };
    table.db.execute(new UpdateItemCommand({ TableName: TABLE, Key: key('s'), ...update }));
    list.push({ N: '2' });
    expect(table.get(key('s'))?.again).toEqual({ L: [{ N: '1' }] });
  });

  test('what is done to an answer changes nothing', () => {
    const table = new SimTable();
    table.put(made());
    spoil(table.get(key('s')));
    const all = { KeyConditionExpression: 'pk = :p', ExpressionAttributeValues: { ':p': { S: 'p' } } };
    spoil(table.query(all).Items?.[0]);
    const refused = refusal(() =>
      table.put(made(), {
        ConditionExpression: 'attribute_not_exists(pk)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    if (refused instanceof ConditionalCheckFailedException) spoil(refused.Item);
    expect(table.get(key('s'))).toEqual(made());
  });
});

describe('of writes is told', () => {
  test('what was before and after, if that is not the same', () => {
    const table = new SimTable();
    const [one, two] = ['1', '2'].map((N) => ({ ...key('s'), v: { N }, map: { M: { a: { N } } } }));
    table.put({ ...one });
    table.put({ ...one });
    table.put({ ...one, v: { N: '1.0' } });
    table.put({ ...two });
    const remove = new DeleteItemCommand({ TableName: TABLE, Key: key('s') });
    table.db.execute(remove);
    table.db.execute(remove);
    expect(table.writes).toEqual([
      { tableName: TABLE, before: undefined, after: one },
      { tableName: TABLE, before: one, after: two },
      { tableName: TABLE, before: two, after: undefined },
    ]);
  });

  test('at the instant, when it is stored already', () => {
    const seen: unknown[] = [];
    const table: SimTable = new SimTable({ onWrite: () => seen.push([...table.db.items(TABLE)]) });
    table.put(key('s'));
    expect(seen).toEqual([[key('s')]]);
  });
});

describe('TTL', () => {
  const START_MS = Date.UTC(2026, 0, 1);
  const seconds = START_MS / 1_000;

  function stamped(): SimTable {
    const table = new SimTable();
    table.nowMs = START_MS;
    const stamps = { never: {}, text: { ttl: { S: '1' } }, ancient: { ttl: { N: '1' } } };
    for (const [sk, stamp] of Object.entries(stamps)) table.put({ ...key(sk), ...stamp });
    for (const by of [-20, -10, 0, 10]) table.put({ ...key(`${by}`), ttl: { N: String(seconds + by) } });
    table.writes.length = 0;
    return table;
  }

  const left = (table: SimTable) => [...table.db.items(TABLE)].map(({ sk }) => sk?.S).sort();

  test('deletes what is before the instant, not what never expires or is five years past', () => {
    const table = stamped();
    expect(table.db.expire(TABLE, START_MS)).toBe(2);
    expect(left(table)).toEqual(['0', '10', 'ancient', 'never', 'text']);
    expect(table.writes.map(({ before, after }) => [before?.sk?.S, after])).toEqual([
      ['-10', undefined],
      ['-20', undefined],
    ]);
    expect(table.get(key('-10'))).toBeUndefined();
  });

  test('takes of it only what is picked, and leaves the rest there to be read', () => {
    const table = stamped();
    expect(table.db.expire(TABLE, START_MS + 60_000, ({ sk }) => sk?.S === '-20')).toBe(1);
    expect(left(table)).toContain('-10');
    expect(table.get(key('-10'))).toMatchObject({ ttl: { N: String(seconds - 10) } });
  });
});

describe('a write is refused', () => {
  const invalid = (message: RegExp | string) =>
    expect.objectContaining({ name: 'ValidationException', message: expect.stringMatching(message) });

  test('of an item over 400 KB, and not of one that is as large', () => {
    const table = new SimTable();
    const sized = (bytes: number) => ({ ...key('s'), x: { S: `é${'x'.repeat(bytes)}` } });
    const room = MAX_ITEM_BYTES - itemBytes(sized(0));
    table.put(sized(room));
    expect(() => table.put(sized(room + 1))).toThrow(invalid('Item size has exceeded the maximum allowed size'));
    const grow = { UpdateExpression: 'SET y = :y', ExpressionAttributeValues: { ':y': { S: 'more' } } };
    const update = new UpdateItemCommand({ TableName: TABLE, Key: key('s'), ...grow });
    expect(() => table.db.execute(update)).toThrow(
      invalid('Item size to update has exceeded the maximum allowed size'),
    );
    expect(table.get(key('s'))?.y).toBeUndefined();
  });

  test.each<[why: string, item: Record<string, AttributeValue>, message: RegExp]>([
    ['no sort key', { pk: { S: 'p' } }, /Missing the key sk in the item$/],
    ['a key of another type', { pk: { S: 'p' }, sk: { N: '1' } }, /Type mismatch for key sk expected: S actual: N$/],
    ['an empty partition key', key('s', ''), /cannot contain an empty string value. Key: pk$/],
    ['an empty sort key', key(''), /Key: sk$/],
    ['a partition key over 2 KB', key('s', 'é'.repeat(1_025)), /hashkey has exceeded/],
    ['a sort key over 1 KB', key('é'.repeat(513)), /range keys has exceeded/],
    ['an attribute of no type', { ...key('s'), x: {} as AttributeValue }, /Supplied AttributeValue is empty/],
    ['a number that is none', { ...key('s'), x: { N: 'one' } }, /cannot be converted to a numeric value: one$/],
  ])('of an item with %s', (_why, item, message) => {
    expect(() => new SimTable().put(item)).toThrow(invalid(message));
  });

  test('of what is not a key', () => {
    const Key = { ...key('s'), v: { N: '1' } };
    for (const command of [
      new DeleteItemCommand({ TableName: TABLE, Key }),
      new GetItemCommand({ TableName: TABLE, Key }),
      new UpdateItemCommand({ TableName: TABLE, Key }),
    ]) {
      expect(() => new SimTable().db.execute(command)).toThrow(
        invalid('The provided key element does not match the schema'),
      );
    }
  });

  test('to a table that is not there', () => {
    const { db } = new SimTable();
    const put = new PutItemCommand({ TableName: 'nowhere', Item: key('s') });
    expect(refusal(() => db.execute(put))).toBeInstanceOf(ResourceNotFoundException);
    expect(() => db.expire('nowhere', 0)).toThrow(ResourceNotFoundException);
  });

  test('as a gap of the simulation: sets, unknown members and commands', () => {
    const table = new SimTable();
    const gap = 'the simulated DynamoDB does not know';
    expect(() => table.put({ ...key('s'), set: { SS: ['x'] } })).toThrow(`${gap} sets`);
    expect(() => table.put(key('s'), { ReturnValues: 'ALL_OLD' })).toThrow(`${gap} the member ReturnValues`);
    expect(() => table.db.execute(new ScanCommand({ TableName: TABLE }))).toThrow(`${gap} the command ScanCommand`);
  });
});
