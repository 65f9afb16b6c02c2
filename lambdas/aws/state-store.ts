import { makeDynamoDbStateStore } from '../../src/adapters/aws/dynamodb-state-store.ts';
import type { StateStore } from '../../src/ports/state-store.ts';
import type { Surroundings } from './surroundings.ts';

/** The pipeline's state table. */
export function stateStoreOf({ clients, environment }: Surroundings): StateStore {
  return makeDynamoDbStateStore({ client: clients.dynamodb, tableName: environment.text('STATE_TABLE') });
}
