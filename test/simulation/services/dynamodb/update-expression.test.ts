import { type AttributeValue, UpdateItemCommand, type UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import { key, SimTable, TABLE } from './sim-table.ts';

const BEFORE: Record<string, AttributeValue> = { n: { N: '10' }, m: { N: '0.5' }, s: { S: 'word' } };

function update(table: SimTable, UpdateExpression: string, more: Partial<UpdateItemCommandInput> = {}): void {
  table.db.execute(new UpdateItemCommand({ TableName: TABLE, Key: key('s'), UpdateExpression, ...more }));
}

/** The item above after an update, without its key. */
function updated(expression: string, values?: Record<string, AttributeValue>) {
  const table = new SimTable();
  table.put({ ...key('s'), ...BEFORE });
  update(table, expression, values && { ExpressionAttributeValues: values });
  const { pk: _pk, sk: _sk, ...attributes } = table.get(key('s')) ?? {};
  return attributes;
}

const V = { ':v': { N: '2' } };

describe('an update', () => {
  test.each<[expression: string, changes: Record<string, AttributeValue>]>([
    ['SET n = :v', { n: { N: '2' } }],
    ['SET a = :v', { a: { N: '2' } }],
    ['SET n = n + :v', { n: { N: '12' } }],
    ['SET n = :v - n', { n: { N: '-8' } }],
    ['SET n = m - :v', { n: { N: '-1.5' } }],
    ['SET a = n, n = :v', { a: { N: '10' }, n: { N: '2' } }],
    ['SET n = m, m = n, a = :v', { n: { N: '0.5' }, m: { N: '10' }, a: { N: '2' } }],
    ['SET n = if_not_exists(n, :v)', {}],
    ['SET a = if_not_exists(a, :v)', { a: { N: '2' } }],
    ['SET a = if_not_exists(a, :v) + :v', { a: { N: '4' } }],
    ['ADD n :v', { n: { N: '12' } }],
    ['ADD a :v', { a: { N: '2' } }],
    ['ADD n :v SET a = n', { n: { N: '12' }, a: { N: '10' } }],
  ])('%s', (expression, changes) => {
    expect(updated(expression, V)).toEqual({ ...BEFORE, ...changes });
  });

  test('REMOVE drops attributes, also some that are not there', () => {
    expect(updated('REMOVE s, gone')).toEqual({ n: { N: '10' }, m: { N: '0.5' } });
    expect(updated('set a = :v remove s, n', V)).toEqual({ m: { N: '0.5' }, a: { N: '2' } });
  });

  test('sums are exact, beyond what a double holds', () => {
    const table = new SimTable();
    table.put({ ...key('s'), n: { N: '12345678901234567890123456789012345678' } });
    update(table, 'ADD n :v', { ExpressionAttributeValues: { ':v': { N: '1' } } });
    expect(table.get(key('s'))?.n).toEqual({ N: '12345678901234567890123456789012345679' });
  });

  test('of what is not there makes an item, of its key and what is set', () => {
    const table = new SimTable();
    update(table, 'SET #a = :v', { ExpressionAttributeNames: { '#a': 'a' }, ExpressionAttributeValues: V });
    expect(table.get(key('s'))).toEqual({ ...key('s'), a: { N: '2' } });
    expect(table.writes).toEqual([{ tableName: TABLE, before: undefined, after: table.get(key('s')) }]);
  });

  test('uses a name or value once for update and condition together', () => {
    const table = new SimTable();
    const more = {
      ConditionExpression: 'attribute_not_exists(#a)',
      ExpressionAttributeNames: { '#a': 'a', '#b': 'b' },
    };
    update(table, 'SET #b = :v', { ...more, ExpressionAttributeValues: V });
    expect(table.get(key('s'))).toEqual({ ...key('s'), b: { N: '2' } });
  });

  test('changes nothing where its condition does not hold', () => {
    const table = new SimTable();
    const more = { ConditionExpression: 'n = :v', ExpressionAttributeValues: V };
    expect(() => update(table, 'SET n = :v', more)).toThrow('The conditional request failed');
    expect(table.writes).toEqual([]);
  });
});

describe('an update is refused', () => {
  test.each<[why: string, expression: string, message: RegExp]>([
    ['that says nothing', '', /^Invalid UpdateExpression: The expression can not be empty;$/],
    ['of no section', 'n = :v', /Syntax error; token: "n"/],
    ['with a comma too many', 'SET n = :v,', /Syntax error; token: "<EOF>"/],
    ['with a section twice', 'SET n = :v SET m = :v', /"SET" section can only be used once/],
    ['of one attribute twice', 'SET n = :v REMOVE n', /Two document paths overlap .*path one: \[n\]/],
    ['of the key', 'SET sk = :v', /Cannot update attribute sk. This attribute is part of the key$/],
    ['by what is not there', 'SET a = gone + :v', /refers to an attribute that does not exist in the item$/],
    [
      'by text, where numbers are added',
      'SET n = s + :v',
      /An operand in the update expression has an incorrect data type$/,
    ],
    ['that adds to text', 'ADD s :v', /has an incorrect data type$/],
    ['by an unknown function', 'SET n = size(s) + :v', /Invalid function name; function: size$/],
  ])('%s', (_why, expression, message) => {
    const values = expression.includes(':v') ? V : undefined;
    expect(() => updated(expression, values)).toThrow(
      expect.objectContaining({ name: 'ValidationException', message: expect.stringMatching(message) }),
    );
  });

  test('that adds text', () => {
    expect(() => updated('ADD n :v', { ':v': { S: 'x' } })).toThrow('operator or function: ADD, operand type: S');
  });

  test.each(['DELETE s :v', 'SET n = list_append(n, :v)', 'SET map.a = :v'])(
    'as a gap of the simulation: %s',
    (expression) => {
      expect(() => updated(expression, V)).toThrow('the simulated DynamoDB does not know');
    },
  );
});
