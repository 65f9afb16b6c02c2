import { DeleteItemCommand, PutItemCommand, QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { StoredItem } from '../../../src/codecs/items/attribute.ts';
import type { FunctionKind } from '../fleet.ts';
import { type ItemKind, kindOfItem } from '../item-kind.ts';
import { type Broken, instanceMutant, type Mutant } from './mutant.ts';

/** Writes of one kind of item whatever is stored, in the instances of one function. */
export function unconditional(broken: Broken, of: FunctionKind, kind: ItemKind): Mutant {
  return rewriting(broken, of, (command) => withoutCondition(command, kind));
}

/** Queries of one kind of item that do not ask for consistency, in the instances of one function. */
export function inconsistent(broken: Broken, of: FunctionKind, kind: ItemKind): Mutant {
  return rewriting({ profile: { rates: { 'read sees what was before': 0.8 } }, ...broken }, of, (command) =>
    withoutConsistency(command, kind),
  );
}

/** Commands that are sent as others, in the instances of one function. */
export function rewriting(broken: Broken, of: FunctionKind, rewrite: (command: object) => object | undefined): Mutant {
  return instanceMutant(broken, (kind) => (kind === of ? { rewrite } : {}));
}

/** The same write whatever is stored; undefined for a command that writes no such item. */
export function withoutCondition(command: object, kind: ItemKind): object | undefined {
  if (command instanceof PutItemCommand && isOf(kind, command.input.Item)) {
    const { TableName, Item } = command.input;
    return new PutItemCommand({ TableName, Item });
  }
  if (command instanceof DeleteItemCommand && isOf(kind, command.input.Key)) {
    const { TableName, Key } = command.input;
    return new DeleteItemCommand({ TableName, Key });
  }
  if (command instanceof UpdateItemCommand && isOf(kind, command.input.Key)) {
    const { ConditionExpression: _dropped, ...input } = command.input;
    return new UpdateItemCommand(input);
  }
  return undefined;
}

function withoutConsistency(command: object, kind: ItemKind): object | undefined {
  if (!(command instanceof QueryCommand)) return undefined;
  const { ':pk': pk = { S: '' }, ':prefix': sk = { S: '' } } = command.input.ExpressionAttributeValues ?? {};
  return kindOfItem({ pk, sk }) === kind ? new QueryCommand({ ...command.input, ConsistentRead: false }) : undefined;
}

export function isOf(kind: ItemKind, item: StoredItem | undefined): boolean {
  return item !== undefined && kindOfItem(item) === kind;
}
