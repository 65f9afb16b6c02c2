import { type AttributeValue, GetItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { expect, it } from 'vitest';
import { sharedHarness } from './harness.ts';
import { createTable, key } from './tables.ts';

const harness = sharedHarness();

/** A value in so many lists and maps. */
function nested(containers: number): AttributeValue {
  if (containers === 0) return { S: 'x' };
  return containers % 2 === 0 ? { M: { a: nested(containers - 1) } } : { L: [nested(containers - 1)] };
}

async function updating(TableName: string, UpdateExpression: string, ExpressionAttributeValues = {}) {
  const input = { TableName, Key: key('p', 's'), UpdateExpression, ExpressionAttributeValues };
  await harness().dynamodb.send(new UpdateItemCommand(input));
}

async function stored(TableName: string) {
  return (await harness().dynamodb.send(new GetItemCommand({ TableName, Key: key('p', 's') }))).Item;
}

const tooDeep = { name: 'ValidationException', message: expect.stringContaining('Nesting Levels have exceeded') };

it('stores what is 32 levels deep, and nothing deeper', async () => {
  const TableName = await createTable(harness());
  const put = (a: AttributeValue) =>
    harness().dynamodb.send(new PutItemCommand({ TableName, Item: { ...key('p', 's'), a } }));
  await put(nested(31));
  await expect(put(nested(32))).rejects.toMatchObject(tooDeep);
  await expect(updating(TableName, 'SET b = :b', { ':b': nested(32) })).rejects.toMatchObject(tooDeep);
  await updating(TableName, 'SET m = :m', { ':m': { M: {} } });
  await expect(updating(TableName, 'SET m.a = :a', { ':a': nested(31) })).rejects.toMatchObject(tooDeep);
  expect(await stored(TableName)).toEqual({ ...key('p', 's'), a: nested(31), m: { M: {} } });
});

it('keeps sums of 38 digits, and makes none of more', async () => {
  const TableName = await createTable(harness());
  const digits = '12345678901234567890123456789012345678';
  const add = (number: string, expression = 'ADD n :n') => updating(TableName, expression, { ':n': { N: number } });
  await add(digits);
  await expect(add('0.1')).rejects.toMatchObject({ name: 'ValidationException' });
  await expect(add('0.1', 'SET n = n + :n')).rejects.toMatchObject({ name: 'ValidationException' });
  expect(await stored(TableName)).toEqual({ ...key('p', 's'), n: { N: digits } });
  // Zeros at either end are no digits of precision.
  await updating(TableName, 'SET n = :n, m = :m', { ':n': { N: '9e60' }, ':m': { N: '-1e-60' } });
  await updating(TableName, 'SET n = n + :n, m = m - :m', { ':n': { N: '9e60' }, ':m': { N: '1e-60' } });
  expect((await stored(TableName))?.n).toEqual({ N: `18${'0'.repeat(60)}` });
});
