import { DeleteItemCommand, PutItemCommand, QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { StoredItem } from '../../../src/codecs/items/attribute.ts';
import type { FunctionKind } from '../fleet.ts';
import { type ItemKind, kindOfItem } from '../item-kind.ts';
import type { Mutation } from '../mutation.ts';
import type { Mutant } from './mutant.ts';

/** Writes of one kind of item whatever is stored, in the instances of one function. */
export function unconditional(name: string, of: FunctionKind, kind: ItemKind): Mutant {
  return { name, mutation: () => rewriting(of, (command) => withoutCondition(command, kind)) };
}

/** Queries of one kind of item that do not ask for consistency, in the instances of one function. */
export function inconsistent(name: string, of: FunctionKind, kind: ItemKind): Mutant {
  return {
    name,
    mutation: () => rewriting(of, (command) => withoutConsistency(command, kind)),
    profile: { rates: { 'read sees what was before': 0.8 } },
  };
}

function rewriting(of: FunctionKind, rewrite: (command: object) => object | undefined): Mutation {
  return { instance: (kind) => (kind === of ? { rewrite } : {}) };
}

function withoutCondition(command: object, kind: ItemKind): object | undefined {
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

function isOf(kind: ItemKind, item: StoredItem | undefined): boolean {
  return item !== undefined && kindOfItem(item) === kind;
}
