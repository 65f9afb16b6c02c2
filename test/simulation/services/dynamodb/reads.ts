import type { BatchGetItemCommandInput, GetItemCommandInput, KeysAndAttributes } from '@aws-sdk/client-dynamodb';
import { giveItem, type SdkItem, takeItem } from './attribute-values.ts';
import type { Names, Parsed } from './expression.ts';
import { type Key, keyOf } from './keys.ts';
import { type Projection, projectionExpression } from './projection-expression.ts';
import { invalid } from './refusals.ts';
import { type ExpressionInput, referencesOf, requireKnownMembers } from './request.ts';
import type { Table } from './table.ts';

/** What reads ask of the world. */
export interface ReadDeps {
  /** The instant of which a read sees what was stored then: now, or before where it did not ask for consistency. */
  readonly instantMs: (isConsistent: boolean) => number;
  /** Items that one page of a query holds at most. */
  readonly pageItems: () => number;
  /** The part of the keys of a BatchGetItem that it leaves unprocessed: the last ones. */
  readonly unprocessedShare: () => number;
}

interface ReadInput extends ExpressionInput {
  readonly ProjectionExpression?: string | undefined;
  readonly ConsistentRead?: boolean | undefined;
}

/** DynamoDB API reference, BatchGetItem. */
const MAX_KEYS = 100;

const READ = ['ProjectionExpression', 'ExpressionAttributeNames', 'ConsistentRead'];
const GET_MEMBERS = new Set([...READ, 'TableName', 'Key']);
const BATCH_MEMBERS = new Set(['RequestItems']);
const KEYS_MEMBERS = new Set([...READ, 'Keys']);

export function getItem(deps: ReadDeps, table: Table, input: GetItemCommandInput): object {
  requireKnownMembers(input, GET_MEMBERS);
  const view = viewOf(input);
  const found = view(deps, table, keyOf(takeItem(input.Key ?? {}), table.sortKey));
  return { $metadata: {}, ...(found && { Item: found }) };
}

export function batchGetItem(
  deps: ReadDeps,
  tableOf: (name: string | undefined) => Table,
  input: BatchGetItemCommandInput,
): object {
  requireKnownMembers(input, BATCH_MEMBERS);
  const requests = Object.entries(input.RequestItems ?? {});
  requireCount(requests.reduce((sum, [, { Keys = [] }]) => sum + Keys.length, 0));
  const Responses: Record<string, SdkItem[]> = {};
  const UnprocessedKeys: Record<string, KeysAndAttributes> = {};
  for (const [name, request] of requests) {
    requireKnownMembers(request, KEYS_MEMBERS);
    const { Keys = [], ...rest } = request;
    const table = tableOf(name);
    const view = viewOf(request);
    const keys = Keys.map((key) => keyOf(takeItem(key), table.sortKey));
    requireDistinct(keys);
    const processed = keys.length - Math.floor(keys.length * deps.unprocessedShare());
    // "In no particular order" (DynamoDB API reference): so not in that of the request.
    Responses[name] = presentOf(keys.slice(0, processed).map((key) => view(deps, table, key))).reverse();
    if (processed < keys.length) UnprocessedKeys[name] = { ...rest, Keys: Keys.slice(processed) };
  }
  return { $metadata: {}, Responses, UnprocessedKeys };
}

type View = (deps: ReadDeps, table: Table, key: Key) => SdkItem | undefined;

/** How one request sees an item. */
function viewOf(input: ReadInput): View {
  const { ProjectionExpression: text, ConsistentRead = false } = input;
  const projection: Parsed<Projection> | undefined = text === undefined ? undefined : projectionExpression(text);
  const { names }: { names: Names } = referencesOf(input, [projection]);
  return (deps, table, key) => {
    const item = table.find(key)?.at(deps.instantMs(ConsistentRead))?.item;
    return item && giveItem(projection ? projection.run(item, names) : item);
  };
}

function presentOf(items: readonly (SdkItem | undefined)[]): SdkItem[] {
  return items.filter((item) => item !== undefined);
}

function requireCount(keys: number): void {
  if (keys > MAX_KEYS) throw invalid('Too many items requested for the BatchGetItem call');
  if (keys < 1) throw invalid('The list of keys in RequestItems for BatchGetItem is required');
}

function requireDistinct(keys: readonly Key[]): void {
  if (new Set(keys.map(({ pk, sk }) => `${pk.length} ${pk}${sk}`)).size === keys.length) return;
  throw invalid('Provided list of item keys contains duplicates');
}
