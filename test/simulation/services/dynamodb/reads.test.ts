import {
  BatchGetItemCommand,
  type BatchGetItemCommandOutput,
  DeleteItemCommand,
  type KeysAndAttributes,
} from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import { key, SimTable, TABLE } from './sim-table.ts';
import { Table } from './table.ts';
import { HISTORY_MS } from './versions.ts';

const numbered = (sk: string, n: number) => ({ ...key(sk), n: { N: String(n) } });

function remove(table: SimTable, sk: string): void {
  table.db.execute(new DeleteItemCommand({ TableName: TABLE, Key: key(sk) }));
}

function batch(table: SimTable, Keys: KeysAndAttributes['Keys'], more: Partial<KeysAndAttributes> = {}) {
  const command = new BatchGetItemCommand({ RequestItems: { [TABLE]: { Keys, ...more } } });
  // What the command answers with, which the type of `execute` does not say.
  return table.db.execute(command) as BatchGetItemCommandOutput;
}

/** A table with items put, changed, deleted and made again, a second after each other, read as it was some time ago. */
function aged() {
  const table = new SimTable({ ageMs: () => age.ms });
  const age = { ms: 0 };
  const at = (seconds: number) => {
    table.nowMs = 1_000_000 + seconds * 1_000;
  };
  at(1);
  table.put(numbered('a', 1));
  at(2);
  table.put(numbered('a', 2));
  table.put(numbered('b', 1));
  at(3);
  remove(table, 'a');
  at(4);
  table.put(numbered('a', 3));
  at(5);
  return { table, age, at };
}

const queried = (table: SimTable, ConsistentRead?: boolean) =>
  table
    .query({ KeyConditionExpression: 'pk = :p', ExpressionAttributeValues: { ':p': { S: 'p' } }, ConsistentRead })
    .Items?.map(({ sk, n }) => `${sk?.S}${n?.N}`);

describe('a read that did not ask for consistency', () => {
  test.each([
    [0, ['a3', 'b1']],
    [1_000, ['a3', 'b1']],
    [1_001, ['b1']],
    [2_001, ['a2', 'b1']],
    [3_000, ['a2', 'b1']],
    [3_001, ['a1']],
    [4_001, []],
    [HISTORY_MS, []],
  ])('sees what was there %i ms ago', (ms, expected) => {
    const { table, age } = aged();
    age.ms = ms;
    expect(queried(table, false)).toEqual(expected);
    const got = ['a', 'b'].map((sk) => table.get(key(sk), false)?.n?.N);
    expect(got.flatMap((n, index) => (n === undefined ? [] : `${'ab'[index]}${n}`))).toEqual(expected);
    expect(batch(table, [key('b'), key('a')]).Responses?.[TABLE]?.map(({ sk, n }) => `${sk?.S}${n?.N}`)).toEqual(
      expected,
    );
  });

  test('sees it as old as is drawn for it alone', () => {
    const ages = [3_001, 0, 1_001];
    const table = new SimTable({ ageMs: () => ages.shift() ?? 0 });
    table.put(numbered('a', 1));
    table.nowMs += 2_000;
    table.put(numbered('a', 2));
    table.nowMs += 1_000;
    expect([1, 2, 3, 4].map(() => table.get(key('a'), false)?.n?.N)).toEqual([undefined, '2', '1', '2']);
  });

  test('may look back as far as is remembered, and no farther', () => {
    const { table, age, at } = aged();
    // Later writes make the table forget what nobody may see any more.
    for (let seconds = 10; seconds <= 60; seconds += 10) {
      at(seconds);
      table.put(numbered('a', seconds));
      table.put(numbered('c', seconds));
      remove(table, 'c');
    }
    age.ms = HISTORY_MS;
    expect(queried(table)).toEqual(['a40', 'b1']);
    age.ms = HISTORY_MS + 1;
    expect(() => queried(table)).toThrow(RangeError);
  });
});

test('a read that asked for consistency sees what is there now', () => {
  const { table, age } = aged();
  age.ms = 3_001;
  expect(queried(table, true)).toEqual(['a3', 'b1']);
  expect(table.get(key('a'))).toEqual(numbered('a', 3));
  expect(batch(table, [key('a')], { ConsistentRead: true }).Responses).toEqual({ [TABLE]: [numbered('a', 3)] });
});

describe('what was deleted', () => {
  test('can be seen for a while, however much it is', () => {
    const age = { ms: 0 };
    const table = new SimTable({ ageMs: () => age.ms });
    const all = Array.from({ length: 100 }, (_, index) => numbered(`${index}`, index));
    for (const item of all) table.put(item);
    table.nowMs += 1_000;
    for (const { sk } of all) remove(table, sk.S);
    age.ms = 1;
    expect(queried(table, false)).toHaveLength(all.length);
    expect(queried(table, true)).toEqual([]);
  });

  test('is forgotten after that, and nothing else', () => {
    const table = new Table('table', 'S');
    const stored = { item: {}, bytes: 0 };
    const keys = Array.from({ length: 400 }, (_, index) => ({ pk: `p${index}`, sk: 'gone' }));
    for (const [index, key] of keys.entries()) {
      table.set({ ...key, sk: 'kept' }, stored, index * 1_000);
      table.set(key, stored, index * 1_000);
      table.set(key, undefined, index * 1_000);
    }
    const remembered = keys.map(({ pk }) => table.partition(pk).length);
    expect(remembered.reduce((sum, length) => sum + length)).toBeLessThan(keys.length + 100);
    expect([...table.all()]).toHaveLength(keys.length);
  });

  test('can be made again', () => {
    const table = new SimTable();
    for (let round = 0; round < 100; round += 1) {
      table.nowMs += 1_000;
      table.put(numbered(`${round}`, round));
      remove(table, `${round}`);
    }
    table.put(numbered('0', 7));
    expect(queried(table, true)).toEqual(['07']);
    expect(table.get(key('0'))).toEqual(numbered('0', 7));
  });
});

describe('a batch', () => {
  const table = (unprocessedShare?: () => number) => {
    const made = new SimTable(unprocessedShare && { unprocessedShare });
    for (const sk of ['a', 'b', 'c', 'd']) made.put({ ...numbered(sk, 1), more: { S: sk } });
    return made;
  };
  const keys = ['a', 'b', 'c', 'd'].map((sk) => key(sk));

  test('answers with the items that are there, of each what is projected', () => {
    const shown = { ProjectionExpression: 'sk, #n', ExpressionAttributeNames: { '#n': 'n' } };
    const { Responses, UnprocessedKeys } = batch(table(), [key('a'), key('gone'), key('b')], shown);
    expect(Responses?.[TABLE]?.map(({ sk }) => sk?.S).sort()).toEqual(['a', 'b']);
    expect(Object.keys(Responses?.[TABLE]?.[0] ?? {})).toEqual(['sk', 'n']);
    expect(UnprocessedKeys).toEqual({});
  });

  test('leaves the last keys unprocessed, with all that was asked of them', () => {
    const shown = { ProjectionExpression: '#n', ExpressionAttributeNames: { '#n': 'n' } };
    const { Responses, UnprocessedKeys } = batch(
      table(() => 0.6),
      keys,
      shown,
    );
    expect(Responses?.[TABLE]).toHaveLength(2);
    expect(UnprocessedKeys).toEqual({ [TABLE]: { Keys: keys.slice(2), ...shown } });
    expect(
      batch(
        table(() => 1),
        keys,
      ).UnprocessedKeys,
    ).toEqual({ [TABLE]: { Keys: keys } });
  });

  test('is refused with a key twice, with none, and with more than 100', () => {
    expect(() => batch(table(), [key('a'), key('b'), key('a')])).toThrow(
      'Provided list of item keys contains duplicates',
    );
    expect(() => batch(table(), [])).toThrow('The list of keys');
    const many = Array.from({ length: 101 }, (_, index) => key(`${index}`));
    expect(() => batch(table(), many)).toThrow('Too many items requested for the BatchGetItem call');
    expect(batch(table(), many.slice(1)).Responses).toEqual({ [TABLE]: [] });
  });
});
