import type { StateStore } from '../../ports/state-store.ts';
import { makeDynamoDbClaimStore } from './dynamodb-claim-store.ts';
import { makeDynamoDbControlStore } from './dynamodb-control-store.ts';
import { makeDynamoDbMarkStore } from './dynamodb-mark-store.ts';
import { makeDynamoDbPartialStore } from './dynamodb-partial-store.ts';
import { makeDynamoDbProgressStore } from './dynamodb-progress-store.ts';
import { makeDynamoDbRedriveStore } from './dynamodb-redrive-store.ts';
import type { DynamoDbTable } from './dynamodb-table.ts';
import { makeDynamoDbWindowIndex } from './dynamodb-window-index.ts';

/**
 * The state table: partition key `pk` and sort key `sk`, both text. Its items are laid out in `src/codecs/items`.
 *
 * Errors: `RetryableError` for what is transient (throttled, timed out, connection lost, service down), then the outcome of a write is
 * unknown; other errors of the SDK as they are.
 */
export function makeDynamoDbStateStore(table: DynamoDbTable): StateStore {
  return {
    ...makeDynamoDbProgressStore(table),
    ...makeDynamoDbPartialStore(table),
    ...makeDynamoDbMarkStore(table),
    ...makeDynamoDbControlStore(table),
    ...makeDynamoDbClaimStore(table),
    ...makeDynamoDbRedriveStore(table),
    ...makeDynamoDbWindowIndex(table),
  };
}
