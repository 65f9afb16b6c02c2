import type { QueryCommandInput } from '@aws-sdk/client-dynamodb';
import { giveItem, type SdkItem, takeItem } from './attribute-values.ts';
import { filterExpression } from './condition-expression.ts';
import type { Names, Parsed } from './expression.ts';
import { keyConditionExpression } from './key-condition-expression.ts';
import { keyOf, partitionKeyOf } from './keys.ts';
import { projectionExpression } from './projection-expression.ts';
import type { ReadDeps } from './reads.ts';
import { invalid } from './refusals.ts';
import { referencesOf, requireKnownMembers } from './request.ts';
import { type SortRange, sortRangeOf } from './sort-range.ts';
import { firstIndex, type Table } from './table.ts';
import type { Stored, Versions } from './versions.ts';

/** One page is full once it holds as much (DynamoDB API reference, Query). */
const MAX_PAGE_BYTES = 1_048_576;

const MEMBERS = new Set([
  'TableName',
  'KeyConditionExpression',
  'FilterExpression',
  'ProjectionExpression',
  'ExpressionAttributeNames',
  'ExpressionAttributeValues',
  'ConsistentRead',
  'ScanIndexForward',
  'Limit',
  'ExclusiveStartKey',
]);

/** One page of the items under a partition key. */
export function query(deps: ReadDeps, table: Table, input: QueryCommandInput): object {
  requireKnownMembers(input, MEMBERS);
  const { FilterExpression, ProjectionExpression, Limit = Number.POSITIVE_INFINITY } = input;
  const keyCondition = keyConditionExpression(input.KeyConditionExpression ?? '');
  const filter = FilterExpression === undefined ? undefined : filterExpression(FilterExpression);
  const projection = ProjectionExpression === undefined ? undefined : projectionExpression(ProjectionExpression);
  const { names, values } = referencesOf(input, [keyCondition, filter, projection]);
  if (filter) requireNoKey(filter, names);
  if (Limit < 1) throw invalid('Limit must be greater than or equal to 1');

  const condition = keyCondition.run(names, values);
  const pk = requireText(condition.pk.S);
  const rows = table.partition(pk);
  const span = spanOf(table, pk, rows, sortRangeOf(table, condition.sk), input);
  const instantMs = deps.instantMs(input.ConsistentRead === true);
  const page = pageOf(rows, span, instantMs, Math.min(Limit, deps.pageItems()));

  const found = filter ? page.read.filter(({ item }) => filter.run({ item, names, values })) : page.read;
  return {
    $metadata: {},
    Items: found.map(({ item }) => giveItem(projection ? projection.run(item, names) : item)),
    Count: found.length,
    ScannedCount: page.read.length,
    ...(page.isFull && { LastEvaluatedKey: lastKeyOf(page.read) }),
  };
}

/** Rows to be read, one after the other: from one index up to another, which is not read; downwards where it is the lower. */
interface Span {
  readonly from: number;
  readonly to: number;
}

function spanOf(table: Table, pk: string, rows: readonly Versions[], range: SortRange, input: QueryCommandInput): Span {
  const isForward = input.ScanIndexForward !== false;
  let first = firstIndex(rows, ({ sk }) => !range.isBefore(sk));
  let end = firstIndex(rows, ({ sk }) => range.isAfter(sk));
  if (input.ExclusiveStartKey) {
    const start = keyOf(takeItem(input.ExclusiveStartKey), table.sortKey);
    if (start.pk !== pk) {
      throw invalid('The provided starting key is outside query boundaries based on provided conditions');
    }
    if (range.isBefore(start.sk) || range.isAfter(start.sk)) {
      throw invalid('The provided starting key does not match the range key predicate');
    }
    if (isForward) first = firstIndex(rows, ({ sk }) => table.compare(sk, start.sk) > 0);
    else end = firstIndex(rows, ({ sk }) => table.compare(sk, start.sk) >= 0);
  }
  if (first >= end) return { from: 0, to: 0 };
  return isForward ? { from: first, to: end } : { from: end - 1, to: first - 1 };
}

function pageOf(rows: readonly Versions[], { from, to }: Span, instantMs: number, maxItems: number) {
  const read: Stored[] = [];
  const step = from <= to ? 1 : -1;
  let bytes = 0;
  for (let index = from; index !== to; index += step) {
    const stored = rows[index]?.at(instantMs);
    if (!stored) continue;
    read.push(stored);
    bytes += stored.bytes;
    // A full page says so even where nothing comes after it.
    if (read.length >= maxItems || bytes >= MAX_PAGE_BYTES) return { read, isFull: true };
  }
  return { read, isFull: false };
}

function lastKeyOf(read: readonly Stored[]): SdkItem | undefined {
  const { pk, sk } = read.at(-1)?.item ?? {};
  return pk && sk && giveItem({ pk, sk });
}

function requireNoKey({ kind, attributes }: Parsed<unknown>, names: Names): void {
  const key = attributes.map((nameOf) => nameOf(names)).find((name) => name === 'pk' || name === 'sk');
  if (key === undefined) return;
  throw invalid(`${kind} can only contain non-primary key attributes: Primary key attribute: ${key}`);
}

function requireText(pk: string | undefined): string {
  if (pk !== undefined) return partitionKeyOf(pk);
  throw invalid('One or more parameter values were invalid: Condition parameter type does not match schema type');
}
