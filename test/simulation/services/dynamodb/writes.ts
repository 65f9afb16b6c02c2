import {
  ConditionalCheckFailedException,
  type DeleteItemCommandInput,
  type PutItemCommandInput,
  type ReturnValue,
  type ReturnValuesOnConditionCheckFailure,
  type UpdateItemCommandInput,
  type UpdateItemCommandOutput,
} from '@aws-sdk/client-dynamodb';
import type { StoredAttribute, StoredItem } from '../../../../src/codecs/items/attribute.ts';
import { itemBytes, MAX_ITEM_BYTES } from '../../../../src/codecs/items/item-size.ts';
import { giveItem, takeItem } from './attribute-values.ts';
import { areItemsEqual } from './compare-values.ts';
import { type Condition, conditionExpression } from './condition-expression.ts';
import type { Parsed } from './expression.ts';
import { type Key, keyOf, keyOfItem } from './keys.ts';
import { invalid, notSimulated } from './refusals.ts';
import { type References, referencesOf, requireKnownMembers } from './request.ts';
import type { Table } from './table.ts';
import { type AttributeUpdate, updateExpression } from './update-expression.ts';
import type { Stored } from './versions.ts';

/** A write that changed something: the item before and after, of which one may be missing. */
export type Changed = (table: Table, before: StoredItem | undefined, after: StoredItem | undefined) => void;

export interface WriteDeps {
  readonly nowMs: () => number;
  readonly onChange: Changed;
}

interface ConditionalInput {
  readonly ConditionExpression?: string | undefined;
  readonly ReturnValuesOnConditionCheckFailure?: ReturnValuesOnConditionCheckFailure | undefined;
}

const CONDITIONAL = [
  'TableName',
  'ConditionExpression',
  'ExpressionAttributeNames',
  'ExpressionAttributeValues',
  'ReturnValuesOnConditionCheckFailure',
];
const PUT_MEMBERS = new Set([...CONDITIONAL, 'Item']);
const DELETE_MEMBERS = new Set([...CONDITIONAL, 'Key']);
const UPDATE_MEMBERS = new Set([...DELETE_MEMBERS, 'UpdateExpression', 'ReturnValues']);

export function putItem(deps: WriteDeps, table: Table, input: PutItemCommandInput): object {
  requireKnownMembers(input, PUT_MEMBERS);
  const condition = conditionOf(input);
  const references = referencesOf(input, [condition]);
  const item = takeItem(input.Item ?? {});
  const key = keyOfItem(item, table.sortKey);
  const bytes = requireSize(item, 'Item size has exceeded the maximum allowed size');
  requireCondition(input, condition, references, table.find(key)?.now?.item);
  commit(deps, table, key, { item, bytes });
  return { $metadata: {} };
}

export function deleteItem(deps: WriteDeps, table: Table, input: DeleteItemCommandInput): object {
  requireKnownMembers(input, DELETE_MEMBERS);
  const condition = conditionOf(input);
  const references = referencesOf(input, [condition]);
  const key = keyOf(takeItem(input.Key ?? {}), table.sortKey);
  requireCondition(input, condition, references, table.find(key)?.now?.item);
  commit(deps, table, key, undefined);
  return { $metadata: {} };
}

export function updateItem(deps: WriteDeps, table: Table, input: UpdateItemCommandInput): object {
  requireKnownMembers(input, UPDATE_MEMBERS);
  const condition = conditionOf(input);
  const update = input.UpdateExpression === undefined ? undefined : updateExpression(input.UpdateExpression);
  const references = referencesOf(input, [update, condition]);
  const attributes = takeItem(input.Key ?? {});
  const key = keyOf(attributes, table.sortKey);
  requireDistinct(update?.run ?? [], references);
  const before = table.find(key)?.now?.item;
  requireCondition(input, condition, references, before);
  const item = updated(before, attributes, update?.run ?? [], references);
  const bytes = requireSize(item, 'Item size to update has exceeded the maximum allowed size');
  commit(deps, table, key, { item, bytes });
  return { $metadata: {}, ...returned(input.ReturnValues, item, update?.run ?? [], references) };
}

/** What an update is answered with: where asked, the attributes that it names as they are after it. */
function returned(
  asked: ReturnValue | undefined,
  item: StoredItem,
  updates: readonly AttributeUpdate[],
  { names }: References,
): Pick<UpdateItemCommandOutput, 'Attributes'> {
  if (asked === undefined || asked === 'NONE') return {};
  if (asked !== 'UPDATED_NEW') throw notSimulated(`ReturnValues ${asked}`);
  const updated = updates.flatMap(({ nameOf }): [string, StoredAttribute][] => {
    const name = nameOf(names);
    const value = item[name];
    return value ? [[name, value]] : [];
  });
  return updated.length > 0 ? { Attributes: giveItem(Object.fromEntries(updated)) } : {};
}

/** Stores, unless that is what is stored already, and tells of it. */
export function commit({ nowMs, onChange }: WriteDeps, table: Table, key: Key, next: Stored | undefined): void {
  const before = table.find(key)?.now?.item;
  if (before === undefined ? next === undefined : next && areItemsEqual(before, next.item)) return;
  table.set(key, next, nowMs());
  onChange(table, before, next?.item);
}

function conditionOf({ ConditionExpression: text }: ConditionalInput): Parsed<Condition> | undefined {
  return text === undefined ? undefined : conditionExpression(text);
}

function requireCondition(
  input: ConditionalInput,
  condition: Parsed<Condition> | undefined,
  { names, values }: References,
  item: StoredItem | undefined,
): void {
  if (!condition || condition.run({ item, names, values })) return;
  const isAsked = input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD';
  throw new ConditionalCheckFailedException({
    message: 'The conditional request failed',
    $metadata: {},
    ...(isAsked && item && { Item: giveItem(item) }),
  });
}

/** An update names each attribute once, and none of the key. */
function requireDistinct(updates: readonly AttributeUpdate[], { names }: References): void {
  const seen = new Set<string>();
  for (const { nameOf } of updates) {
    const name = nameOf(names);
    if (name === 'pk' || name === 'sk') {
      const problem = `Cannot update attribute ${name}. This attribute is part of the key`;
      throw invalid(`One or more parameter values were invalid: ${problem}`);
    }
    if (seen.has(name)) {
      const problem = 'Two document paths overlap with each other; must remove or rewrite one of these paths';
      throw invalid(`Invalid UpdateExpression: ${problem}; path one: [${name}], path two: [${name}]`);
    }
    seen.add(name);
  }
}

/** The item after an update; where there was none, one begins with its key. */
function updated(
  before: StoredItem | undefined,
  key: StoredItem,
  updates: readonly AttributeUpdate[],
  { names, values }: References,
): StoredItem {
  const after: Record<string, StoredAttribute> = { ...(before ?? key) };
  for (const { nameOf, next } of updates) {
    const value = next({ item: before, names, values });
    const name = nameOf(names);
    if (value) after[name] = value;
    else delete after[name];
  }
  return after;
}

function requireSize(item: StoredItem, problem: string): number {
  const bytes = itemBytes(item);
  if (bytes > MAX_ITEM_BYTES) throw invalid(problem);
  return bytes;
}
