import { makeDynamoDbResultStore } from '../../src/adapters/aws/dynamodb-result-store.ts';
import type { ResultStore } from '../../src/ports/result-store.ts';
import type { Surroundings } from './surroundings.ts';

/** The pipeline's results table. */
export function resultStoreOf({ clients, environment }: Surroundings): ResultStore {
  return makeDynamoDbResultStore({ client: clients.dynamodb, tableName: environment.text('RESULTS_TABLE') });
}
