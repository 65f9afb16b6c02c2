import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SimDynamoDb } from './sim-dynamodb.ts';

/** A client whose requests always arrive, and are answered at once. */
export function dynamoDbClientOf(db: SimDynamoDb): DynamoDBClient {
  const client: Pick<DynamoDBClient, 'send'> = { send: async (command: object) => db.execute(command) };
  // A client has more members than can be made here; the adapters call no other.
  return client as DynamoDBClient;
}
