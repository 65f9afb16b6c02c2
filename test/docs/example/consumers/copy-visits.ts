import { ConditionalCheckFailedException, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { KinesisStreamEvent } from 'aws-lambda';
import { newestRevisions, type PublishedResult, parseResultMessage } from '../src/client/index.ts';

const dynamodb = new DynamoDBClient();

/** Keeps the newest revision of each row in a table of one's own, whatever comes twice, late or out of order. */
export async function handler(event: KinesisStreamEvent): Promise<void> {
  const results = event.Records.flatMap(({ kinesis }): PublishedResult[] => {
    const message = parseResultMessage(Buffer.from(kinesis.data, 'base64').toString());
    if (typeof message === 'object') return [message];
    // Thrown, it would hold up its shard for as long as the stream keeps it.
    process.stderr.write(`record ${kinesis.sequenceNumber} is no result: ${message}\n`);
    return [];
  });
  for (const result of newestRevisions(results)) await keep(result);
}

async function keep({ key, windowStartMs, generation, revision, measures }: PublishedResult): Promise<void> {
  const command = new PutItemCommand({
    TableName: process.env.COPY_TABLE,
    Item: {
      page: { S: key },
      windowStartMs: { N: String(windowStartMs) },
      generation: { N: String(generation) },
      revision: { N: String(revision) },
      visits: { N: String(measures.visits) },
    },
    ConditionExpression:
      'attribute_not_exists(revision) OR generation < :generation OR (generation = :generation AND revision < :revision)',
    ExpressionAttributeValues: { ':generation': { N: String(generation) }, ':revision': { N: String(revision) } },
  });
  try {
    await dynamodb.send(command);
  } catch (error) {
    // A copy, or a revision that a newer one has overtaken.
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}
