import { type AttributeValue, QueryCommand, type QueryCommandInput } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import type { SortKeyType } from './keys.ts';
import { key, SimTable, TABLE } from './sim-table.ts';

const SORTED = ['a', 'a|1', 'a|10', 'a|2', 'b', '\uffee', '\u{1f600}'];

function filled(more: ConstructorParameters<typeof SimTable>[0] = {}): SimTable {
  const table = new SimTable(more);
  for (const sk of SORTED.toReversed()) table.put({ ...key(sk), n: { N: String(SORTED.indexOf(sk)) } });
  table.put(key('a', 'another'));
  return table;
}

function numbered(...numbers: readonly string[]): SimTable {
  const table = new SimTable({}, 'N');
  for (const N of numbers) table.put({ pk: { S: 'p' }, sk: { N } });
  return table;
}

type Values = Record<string, AttributeValue>;

const sortKeysOf = (items: readonly Values[] | undefined) => items?.map(({ sk }) => sk?.S ?? sk?.N);

/** Sort keys on one page. */
function found(table: SimTable, terms: string, values: Values = {}, more: Partial<QueryCommandInput> = {}) {
  const { Items } = table.query({
    KeyConditionExpression: `pk = :pk${terms}`,
    ExpressionAttributeValues: { ':pk': { S: 'p' }, ...values },
    ...more,
  });
  return sortKeysOf(Items);
}

const S = (text: string): Values => ({ ':v': { S: text } });
const N = (text: string): Values => ({ ':v': { N: text } });

describe('a query finds', () => {
  test.each<[terms: string, values: Values, sortKeys: readonly string[]]>([
    ['', {}, SORTED],
    [' AND sk = :v', S('a|1'), ['a|1']],
    [' AND sk = :v', S('c'), []],
    [' AND sk < :v', S('a|10'), ['a', 'a|1']],
    [' AND sk <= :v', S('a|10'), ['a', 'a|1', 'a|10']],
    [' AND sk > :v', S('b'), ['\uffee', '\u{1f600}']],
    [' AND sk >= :v', S('b'), ['b', '\uffee', '\u{1f600}']],
    [' AND sk BETWEEN :v AND :w', { ...S('a|1'), ':w': { S: 'a|2' } }, ['a|1', 'a|10', 'a|2']],
    [' and begins_with(sk, :v)', S('a|1'), ['a|1', 'a|10']],
    [' AND begins_with(sk, :v)', S('a|3'), []],
  ])('pk = :pk%s with %j', (terms, values, sortKeys) => {
    expect(found(filled(), terms, values)).toEqual(sortKeys);
    expect(found(filled(), terms, values, { ScanIndexForward: false })).toEqual(sortKeys.toReversed());
  });

  test('numbers in the order of numbers', () => {
    const table = numbered('10', '9', '-1.5', '-20', '12345678901234567890', '12345678901234567891', '0.25');
    expect(found(table, '')).toEqual([
      '-20',
      '-1.5',
      '0.25',
      '9',
      '10',
      '12345678901234567890',
      '12345678901234567891',
    ]);
    expect(found(table, ' AND sk > :v', N('9.0'))).toEqual(['10', '12345678901234567890', '12345678901234567891']);
  });

  test('one row, however its number is written', () => {
    expect(found(numbered('10', '1e1', '10.00'), '')).toEqual(['10']);
  });

  test('what passes the filter, and of it what is projected; it counts what it read', () => {
    const answer = filled().query({
      KeyConditionExpression: '#pk = :pk AND sk < :last',
      FilterExpression: 'n >= :least',
      ProjectionExpression: 'sk, #none',
      ExpressionAttributeNames: { '#pk': 'pk', '#none': 'none' },
      ExpressionAttributeValues: { ':pk': { S: 'p' }, ':last': { S: 'b' }, ':least': { N: '2' } },
    });
    expect(answer).toMatchObject({ Items: [{ sk: { S: 'a|10' } }, { sk: { S: 'a|2' } }], Count: 2, ScannedCount: 4 });
    expect(Object.keys(answer.Items?.[0] ?? {})).toEqual(['sk']);
    expect(answer.LastEvaluatedKey).toBeUndefined();
  });
});

describe('pages of a query', () => {
  /** Sort keys, page by page. */
  function pagesOf(table: SimTable, more: Partial<QueryCommandInput> = {}) {
    const pages: unknown[] = [];
    let ExclusiveStartKey: Values | undefined;
    do {
      const answer = table.query({
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: 'p' } },
        ExclusiveStartKey,
        ...more,
      });
      pages.push(sortKeysOf(answer.Items));
      ExclusiveStartKey = answer.LastEvaluatedKey;
    } while (ExclusiveStartKey);
    return pages;
  }

  test('hold Limit items, also upwards from the end; a full last one leads to an empty one', () => {
    expect(pagesOf(filled(), { Limit: 3 })).toEqual([SORTED.slice(0, 3), SORTED.slice(3, 6), SORTED.slice(6)]);
    const backwards = SORTED.toReversed();
    expect(pagesOf(filled(), { Limit: 4, ScanIndexForward: false })).toEqual([
      backwards.slice(0, 4),
      backwards.slice(4),
    ]);
    expect(pagesOf(filled(), { Limit: 7 })).toEqual([SORTED, []]);
  });

  test('are as short as the simulation wants them, each anew', () => {
    const lengths = [1, 3];
    expect(pagesOf(filled({ pageItems: () => lengths.shift() ?? 2 }))).toEqual([
      SORTED.slice(0, 1),
      SORTED.slice(1, 4),
      SORTED.slice(4, 6),
      SORTED.slice(6),
    ]);
  });

  test('end once they hold 1 MB', () => {
    const table = new SimTable();
    for (const sk of ['1', '2', '3', '4']) table.put({ ...key(sk), text: { S: 'x'.repeat(399_000) } });
    expect(pagesOf(table)).toEqual([['1', '2', '3'], ['4']]);
  });

  test('begin after a key that is not there any more', () => {
    const table = filled();
    const start = { ExclusiveStartKey: key('a|11') };
    expect(found(table, ' AND sk < :v', S('b'), start)).toEqual(['a|2']);
    expect(found(table, ' AND sk < :v', S('b'), { ...start, ScanIndexForward: false })).toEqual(['a|10', 'a|1', 'a']);
  });

  test('hold what was read, of which the filter may leave nothing', () => {
    const pages = pagesOf(filled(), {
      Limit: 4,
      FilterExpression: 'n > :pk OR attribute_not_exists(n)',
    });
    expect(pages).toEqual([[], []]);
  });
});

describe('a query is refused', () => {
  test.each<[why: string, condition: string, values: Values, message: RegExp]>([
    ['without pk', 'sk = :v', S('a'), /missed key schema element: pk$/],
    ['with a part of pk', 'pk > :v', S('a'), /Query key condition not supported$/],
    ['with an attribute that is no key', 'pk = :v AND n = :v', S('a'), /missed key schema element: sk$/],
    ['with two conditions on sk', 'pk = :v AND sk > :v AND sk < :v', S('a'), /one condition per key$/],
    [
      'with an operator of filters',
      'pk = :v OR sk = :v',
      S('a'),
      /Invalid operator used in KeyConditionExpression: OR$/,
    ],
    ['with a sort key that is to differ', 'pk = :v AND sk <> :v', S('a'), /KeyConditionExpression: <>$/],
    ['with a function of filters', 'pk = :v AND attribute_exists(sk)', S('a'), /attribute_exists$/],
    ['with a word too many', 'pk = :v sk', S('a'), /^Invalid KeyConditionExpression: Syntax error; token: "sk"/],
    [
      'with a value of another type',
      'pk = :v AND sk = :w',
      { ...S('a'), ':w': { N: '1' } },
      /does not match schema type$/,
    ],
    ['with a number for pk', 'pk = :v', N('1'), /does not match schema type$/],
    ['with an empty pk', 'pk = :v', S(''), /cannot contain an empty string value. Key: pk$/],
    ['with an empty sk', 'pk = :v AND sk > :w', { ...S('a'), ':w': { S: '' } }, /Key: sk$/],
  ])('%s', (_why, KeyConditionExpression, ExpressionAttributeValues, message) => {
    expect(() => filled().query({ KeyConditionExpression, ExpressionAttributeValues })).toThrow(
      expect.objectContaining({ name: 'ValidationException', message: expect.stringMatching(message) }),
    );
  });

  test('that starts elsewhere, filters keys, or reads nothing', () => {
    expect(() => found(filled(), '', {}, { ExclusiveStartKey: key('a', 'another') })).toThrow(
      'outside query boundaries',
    );
    expect(() => found(filled(), ' AND sk < :v', S('b'), { ExclusiveStartKey: key('c') })).toThrow(
      'range key predicate',
    );
    expect(() => found(filled(), '', S('a'), { FilterExpression: 'sk = :v' })).toThrow('non-primary key attributes');
    expect(() => found(filled(), '', {}, { Limit: 0 })).toThrow('Limit');
  });

  test('by a simulation that does not know what it asks for', () => {
    expect(() => found(filled(), '', {}, { IndexName: 'other' })).toThrow(
      /^the simulated DynamoDB does not know the member/,
    );
  });
});

test.each<SortKeyType>(['S', 'N'])('a partition with nothing in it is empty, with sort keys of type %s', (type) => {
  const query = new QueryCommand({
    TableName: TABLE,
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': { S: 'p' } },
  });
  expect(new SimTable({}, type).db.execute(query)).toEqual({ $metadata: {}, Items: [], Count: 0, ScannedCount: 0 });
});
