import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  DynamoDBServiceException,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { fc } from '../../../support/fast-check.ts';
import { makeEmbeddedDynamoDb, type Outcome } from './embedded-dynamodb.ts';
import { randomCommand, TABLES } from './random-commands.ts';
import { anyValue, attributeName, randomCondition } from './random-conditions.ts';
import { SimDynamoDb } from './sim-dynamodb.ts';

function outcomeOf(db: SimDynamoDb, command: object): Outcome {
  try {
    const { $metadata: _, ...answer } = { $metadata: {}, ...db.execute(command) };
    return { answer };
  } catch (error) {
    if (!(error instanceof DynamoDBServiceException)) throw error;
    const item = error instanceof ConditionalCheckFailedException ? error.Item : undefined;
    return { error: error.name, ...(item && { item }) };
  }
}

/** The items of a batch come in no particular order. */
function inOrder(outcome: Outcome): unknown {
  const rows = 'answer' in outcome && 'Responses' in outcome.answer && outcome.answer.Responses;
  return rows ? Object.values(rows).flat().map(textOf).sort() : outcome;
}

function textOf(row: object): string {
  const attributes = Object.entries(row).map((attribute) => JSON.stringify(attribute));
  return attributes.sort().join();
}

test.each(['S', 'N'] as const)('answers as the local AWS does, with sort keys of type %s', async (sortKey) => {
  await fc.assert(
    fc.asyncProperty(fc.array(randomCommand(sortKey), { minLength: 1, maxLength: 30 }), async (commands) => {
      const embedded = await makeEmbeddedDynamoDb();
      const db = new SimDynamoDb({ nowMs: () => 0, ageMs: () => 0, onWrite: () => {} });
      await embedded.createTable(TABLES[sortKey], sortKey);
      db.createTable(TABLES[sortKey], sortKey);
      for (const command of commands) {
        expect(inOrder(outcomeOf(db, command))).toEqual(inOrder(await embedded.outcomeOf(command)));
      }
    }),
  );
});

test('judges conditions as the local AWS does', async () => {
  const key = { pk: { S: 'a' }, sk: { S: 'b' } };
  const embedded = await makeEmbeddedDynamoDb();
  await embedded.createTable(TABLES.S, 'S');
  const attributes = fc.dictionary(attributeName, anyValue);
  await fc.assert(
    fc.asyncProperty(attributes, randomCondition, async (more, { text, values }) => {
      const db = new SimDynamoDb({ nowMs: () => 0, ageMs: () => 0, onWrite: () => {} });
      db.createTable(TABLES.S, 'S');
      const put = new PutItemCommand({ TableName: TABLES.S, Item: { ...key, ...more } });
      const command = new DeleteItemCommand({
        TableName: TABLES.S,
        Key: key,
        ConditionExpression: text,
        ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
      });
      expect(outcomeOf(db, put)).toEqual(await embedded.outcomeOf(put));
      expect(outcomeOf(db, command)).toEqual(await embedded.outcomeOf(command));
    }),
  );
});
