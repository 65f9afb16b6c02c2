import { ConditionalCheckFailedException, DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { fc } from '../../../support/fast-check.ts';
import { makeEmbeddedDynamoDb, type Outcome } from './embedded-dynamodb.ts';
import { randomCommand, TABLES } from './random-commands.ts';
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
