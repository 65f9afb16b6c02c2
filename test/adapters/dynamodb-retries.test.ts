import { BatchGetItemCommand, type BatchGetItemCommandInput, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { makeDynamoDbResultStore } from '../../src/adapters/aws/dynamodb-result-store.ts';
import { makeDynamoDbStateStore } from '../../src/adapters/aws/dynamodb-state-store.ts';
import { RetryableError } from '../../src/ports/errors.ts';
import { partialAt, positionOf, REF } from '../contracts/samples.ts';
import { timeout } from '../support/faulty-client.ts';
import { intercept } from '../support/intercept.ts';
import { type LocalAws, startLocalAws } from '../support/local-aws.ts';

let aws: LocalAws;
beforeAll(async () => {
  aws = await startLocalAws();
});
afterAll(() => aws.stop());

const LOSE_ANSWERS = 'loseAnswers';
afterEach(() => void aws.clients.dynamodb.middlewareStack.remove(LOSE_ANSWERS));

/** Loses the answers of the next `count` attempts inside the SDK, below its own retries. */
function loseAnswers(count: number): void {
  let left = count;
  aws.clients.dynamodb.middlewareStack.add(
    (next) => async (args) => {
      const answer = await next(args);
      left -= 1;
      if (left >= 0) throw timeout();
      return answer;
    },
    { step: 'deserialize', name: LOSE_ANSWERS, priority: 'low' },
  );
}

test('a put that the SDK sends again after a lost answer finds its own state', async () => {
  const store = makeDynamoDbStateStore({ client: aws.clients.dynamodb, tableName: await aws.createTable('S') });
  loseAnswers(1);
  expect(await store.putPartial(REF, partialAt(0), undefined)).toEqual({ kind: 'conflict', stored: partialAt(0) });
  expect(await store.putPartial(REF, partialAt(1), positionOf(0))).toMatchObject({ kind: 'written' });
});

test('a put whose answers are lost on every attempt is an unknown outcome, with the cause kept', async () => {
  const store = makeDynamoDbStateStore({ client: aws.clients.dynamodb, tableName: await aws.createTable('S') });
  loseAnswers(3);
  const failure = await store.putPartial(REF, partialAt(0), undefined).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(RetryableError);
  expect(failure).toMatchObject({ throttled: false, cause: { name: 'TimeoutError', $metadata: { attempts: 3 } } });
  expect(await store.readPartial(REF)).toEqual(partialAt(0));
});

test('a table that is not there is no transient failure', async () => {
  const store = makeDynamoDbStateStore({ client: aws.clients.dynamodb, tableName: 'nowhere' });
  await expect(store.readPartial(REF)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test('a put is conditional on what it was computed from, and asks for what is stored instead', async () => {
  const sent: unknown[] = [];
  const client = intercept(aws.clients.dynamodb, ({ args }, perform) => {
    sent.push(args[0]);
    return perform();
  });
  const store = makeDynamoDbStateStore({ client, tableName: await aws.createTable('S') });
  await store.putPartial(REF, partialAt(1), positionOf(0));
  const [put] = sent;
  expect(put).toBeInstanceOf(PutItemCommand);
  expect(put).toMatchObject({
    input: {
      ConditionExpression: 'a = :a',
      ExpressionAttributeValues: { ':a': { S: positionOf(0) } },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    },
  });
});

/** A table that leaves keys unprocessed, as one does that is near its limit: it answers at most `most(call)` keys of a call. */
async function reluctantTable(most: (call: number) => number) {
  const tableName = await aws.createTable('N');
  const calls: number[] = [];
  const client = intercept(aws.clients.dynamodb, async ({ args: [command] }, perform) => {
    if (!(command instanceof BatchGetItemCommand)) return perform();
    const { Keys = [], ...rest } = command.input.RequestItems?.[tableName] ?? {};
    calls.push(Keys.length);
    const taken = Keys.slice(0, most(calls.length));
    const left = Keys.slice(taken.length);
    const asked: BatchGetItemCommandInput = { RequestItems: { [tableName]: { ...rest, Keys: taken } } };
    const answer =
      taken.length > 0 ? await aws.clients.dynamodb.send(new BatchGetItemCommand(asked)) : { Responses: {} };
    return { ...answer, UnprocessedKeys: left.length > 0 ? { [tableName]: { ...rest, Keys: left } } : {} };
  });
  return { store: makeDynamoDbResultStore({ client, tableName }), calls };
}

const refs = Array.from({ length: 10 }, (_, index) => ({
  aggregation: 'hourly',
  generation: 1,
  key: `key-${index}`,
  windowStartMs: 0,
}));

test('rows that a call left over are asked for again', async () => {
  const { store, calls } = await reluctantTable(() => 4);
  for (const ref of refs) await store.writeResult(ref, { key: ref.key, n: 1, measures: {} });
  expect((await store.readRows(refs)).size).toBe(10);
  expect(calls).toEqual([10, 6, 2]);
});

test('a call that brings nothing at all is a throttle: the caller backs off', async () => {
  const { store, calls } = await reluctantTable((call) => (call === 1 ? 4 : 0));
  await expect(store.readRows(refs)).rejects.toMatchObject({ name: 'RetryableError', throttled: true });
  expect(calls).toEqual([10, 6]);
});
