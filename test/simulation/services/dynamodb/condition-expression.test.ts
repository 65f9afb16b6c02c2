import { type AttributeValue, ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import { conditionExpression, filterExpression } from './condition-expression.ts';
import { key, SimTable } from './sim-table.ts';

const ITEM: Record<string, AttributeValue> = {
  ...key('s'),
  n: { N: '10' },
  big: { N: '12345678901234567890123456789012345678' },
  s: { S: 'word' },
  b: { B: Uint8Array.of(1, 2, 255) },
  yes: { BOOL: true },
  none: { NULL: true },
  list: { L: [{ N: '1' }, { S: 'x' }] },
  map: { M: { a: { N: '1.0' }, b: { S: 'x' } } },
};

type Values = Record<string, AttributeValue>;

/** Whether the condition holds for the item above, or what is said against it. */
function judge(ConditionExpression: string, values?: Values, names?: Record<string, string>): boolean | string {
  const table = new SimTable();
  table.put(ITEM);
  try {
    table.put(ITEM, {
      ConditionExpression,
      ...(values && { ExpressionAttributeValues: values }),
      ...(names && { ExpressionAttributeNames: names }),
    });
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    if (error instanceof Error && error.name === 'ValidationException') return error.message;
    throw error;
  }
}

const N = (text: string) => ({ ':v': { N: text } });
const S = (text: string) => ({ ':v': { S: text } });

describe('a condition', () => {
  test.each<[condition: string, values: Values | undefined, holds: boolean]>([
    ['n = :v', N('10.0'), true],
    ['n = :v', N('1e1'), true],
    ['n = :v', S('10'), false],
    ['n <> :v', S('10'), true],
    ['gone <> :v', N('1'), true],
    ['gone = :v', N('1'), false],
    ['gone < :v', N('1'), false],
    ['n < :v', N('9'), false],
    ['n < :v', N('10.5'), true],
    ['n < :v', S('9'), false],
    [':v < n', N('9'), true],
    ['big < :v', N('12345678901234567890123456789012345679'), true],
    ['big >= :v', N('12345678901234567890123456789012345679'), false],
    ['s > :v', S('wor'), true],
    ['s <= :v', S('word'), true],
    ['b > :v', { ':v': { B: Uint8Array.of(1, 2, 254) } }, true],
    ['b = :v', { ':v': { B: Uint8Array.of(1, 2, 255) } }, true],
    ['yes = :v', { ':v': { BOOL: true } }, true],
    ['yes = :v', { ':v': { BOOL: false } }, false],
    ['none = :v', { ':v': { NULL: true } }, true],
    ['list = :v', { ':v': { L: [{ N: '1.0' }, { S: 'x' }] } }, true],
    ['list = :v', { ':v': { L: [{ S: 'x' }, { N: '1' }] } }, false],
    ['list = :v', { ':v': { L: [{ N: '1' }, { S: 'x' }, { NULL: true }] } }, false],
    ['list = :v', { ':v': { L: [{ N: '1' }] } }, false],
    ['map = :v', { ':v': { M: { b: { S: 'x' }, a: { N: '1' } } } }, true],
    ['map = :v', { ':v': { M: { b: { S: 'x' }, a: { N: '1' }, c: { NULL: true } } } }, false],
    ['map = :v', { ':v': { M: { constructor: { S: 'x' }, a: { N: '1' } } } }, false],
    ['n BETWEEN :v AND :w', { ':v': { N: '10' }, ':w': { N: '11' } }, true],
    ['n BETWEEN :v AND :w', { ':v': { N: '2' }, ':w': { N: '9' } }, false],
    ['n BETWEEN :v AND :w', { ':v': { N: '11' }, ':w': { N: '12' } }, false],
    ['s between :v and :w', { ':v': { S: 'a' }, ':w': { S: 'x' } }, true],
    ['s IN (:v, :w)', { ':v': { S: 'a' }, ':w': { S: 'word' } }, true],
    ['s IN (:v)', N('10'), false],
    ['attribute_exists(none)', undefined, true],
    ['attribute_exists(constructor)', undefined, false],
    ['attribute_not_exists(gone)', undefined, true],
    ['begins_with(s, :v)', S('wo'), true],
    ['begins_with(s, :v)', S('or'), false],
    ['begins_with(b, :v)', { ':v': { B: Uint8Array.of(1, 2) } }, true],
    ['begins_with(n, :v)', S('1'), false],
    ['size(s) = :v', N('4'), true],
    ['size(b) = :v', N('3'), true],
    ['size(list) > :v', N('1'), true],
    ['size(map) = :v', N('2'), true],
    ['size(n) >= :v', N('0'), false],
  ])('%s with %j: %s', (condition, values, holds) => {
    expect(judge(condition, values)).toBe(holds);
  });

  test.each<[condition: string, holds: boolean]>([
    ['n = :t OR n = :f AND n = :f', true],
    ['(n = :t OR n = :f) AND n = :f', false],
    ['NOT n = :t OR n = :t', true],
    ['NOT (n = :t OR n = :f)', false],
    ['NOT n = :f AND n = :t', true],
    ['NOT n = :t AND n = :f', false],
    ['n=:t and not(n=:f)', true],
  ])('%s: NOT binds before AND, AND before OR', (condition, holds) => {
    expect(judge(condition, { ':t': { N: '10' }, ...(condition.includes(':f') && { ':f': { N: '0' } }) })).toBe(holds);
  });

  test('names are those of the request', () => {
    expect(judge('#a = :v AND attribute_exists(#b)', N('10'), { '#a': 'n', '#b': 'list' })).toBe(true);
    expect(judge('#a = :v', N('10'), { '#a': 's' })).toBe(false);
  });

  test('is read once, however often it is sent', () => {
    expect(conditionExpression('n = :v')).toBe(conditionExpression('n = :v'));
    expect(filterExpression('n = :v').kind).toBe('FilterExpression');
  });

  test('where nothing is stored no attribute exists', () => {
    const table = new SimTable();
    table.put(key('s'), { ConditionExpression: 'attribute_not_exists(pk)' });
    expect(table.get(key('s'))).toEqual(key('s'));
  });
});

describe('a condition is refused', () => {
  test.each<[why: string, condition: string, values: Values | undefined, message: RegExp]>([
    ['unfinished', 'n =', undefined, /^Invalid ConditionExpression: Syntax error; token: "<EOF>"/],
    ['unfinished in parentheses', '(n = :v', N('1'), /Syntax error/],
    ['with a word too many', 'n = :v n', N('1'), /Syntax error; token: "n"/],
    ['with a sign that nobody knows', 'n == :v', N('1'), /Syntax error/],
    ['with letters that nobody knows', 'n = :v;', N('1'), /Syntax error; token: ";"/],
    ['with a keyword for a name', 'AND = :v', N('1'), /Syntax error; token: "AND"/],
    ['empty', ' ', undefined, /The expression can not be empty;$/],
    ['in parentheses twice', '((n = :v))', N('1'), /redundant parentheses;$/],
    ['with an unknown function', 'exists(n)', undefined, /Invalid function name; function: exists$/],
    ['with a condition for a value', 'n = attribute_exists(s)', undefined, /not allowed to be used this way/],
    ['with a value for an attribute', 'attribute_exists(:v)', N('1'), /Syntax error/],
    ['with an order of what has none', 'n < :v', { ':v': { BOOL: true } }, /or function: <, operand type: BOOL$/],
    ['with a prefix that is a number', 'begins_with(s, :v)', N('1'), /begins_with, operand type: N$/],
    ['between two types', 'n BETWEEN :v AND :w', { ':v': { N: '1' }, ':w': { S: '2' } }, /same data type/],
    [
      'between bounds the wrong way round',
      'n BETWEEN :v AND :w',
      { ':v': { N: '10' }, ':w': { N: '9' } },
      /upper bound/,
    ],
  ])('%s', (_why, condition, values, message) => {
    expect(judge(condition, values)).toMatch(message);
  });

  test('with names and values that are not given, or not used', () => {
    expect(judge('n = :w', N('1'))).toMatch(/ExpressionAttributeValues unused in expressions: keys: {:v}$/);
    expect(judge('n = :v AND s = :w', N('1'))).toMatch(/value used in expression is not defined; attribute value: :w$/);
    expect(judge('n = :v')).toMatch(/attribute value: :v$/);
    expect(judge('#a = :v', N('1'))).toMatch(/not defined; attribute name: #a$/);
    expect(judge('n = :v', N('1'), { '#a': 'n' })).toMatch(/ExpressionAttributeNames unused .* {#a}$/);
    expect(judge('attribute_exists(n)', {})).toBe('ExpressionAttributeValues must not be empty');
    expect(() => new SimTable().put(key('s'), { ExpressionAttributeNames: { '#a': 'n' } })).toThrow(
      'ExpressionAttributeNames can only be specified when using expressions',
    );
  });

  test.each(['map.a = :v', 'list[0] = :v', 'contains(s, :v)'])('as a gap of the simulation: %s', (condition) => {
    expect(() => judge(condition, N('1'))).toThrow('the simulated DynamoDB does not know');
  });
});
