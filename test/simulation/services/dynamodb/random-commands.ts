import {
  type AttributeValue,
  BatchGetItemCommand,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { fc } from '../../../support/fast-check.ts';
import type { SortKeyType } from './keys.ts';

export const TABLES: Readonly<Record<SortKeyType, string>> = { S: 'state', N: 'results' };

/** Few of each, so that commands meet. */
const partitionKey = fc.constantFrom('a', 'b|1').map((S) => ({ S }));
const sortKeys: Readonly<Record<SortKeyType, fc.Arbitrary<AttributeValue>>> = {
  S: fc.constantFrom('a|1', 'a|2', 'a|10', 'b', 'ä', '\u{1f600}').map((S) => ({ S })),
  N: fc.constantFrom('-1', '0', '9', '10', '1.5', '1e3', '1700000000000').map((N) => ({ N })),
};
const number = fc
  .constantFrom('-2', '0', '1', '2', '10', '0.5', '1.50', '12345678901234567890123456789012345678', '-1e-3')
  .map((N) => ({ N }));
const text = fc.constantFrom('', 'x', 'y').map((S) => ({ S }));
const value: fc.Arbitrary<AttributeValue> = fc.oneof(
  number,
  text,
  fc.constantFrom<AttributeValue>({ BOOL: true }, { NULL: true }, { L: [{ N: '1' }] }, { M: { mean: { N: '2.0' } } }),
);
const returned = fc.constantFrom('ALL_OLD' as const, undefined);
const answered = fc.constantFrom('UPDATED_NEW' as const, undefined);

/** Requests on one table, with the expressions that the adapters send. */
export function randomCommand(sortKey: SortKeyType): fc.Arbitrary<{ readonly input: object }> {
  const TableName = TABLES[sortKey];
  const Key = fc.record<Record<string, AttributeValue>>({ pk: partitionKey, sk: sortKeys[sortKey] });
  const attributes = fc.dictionary(fc.constantFrom('v', 'a', 'ttl', 'n', 'generation'), value, { maxKeys: 3 });
  const Item = fc.tuple(attributes, Key).map(([more, key]) => ({ ...more, ...key }));
  const conditional = fc.tuple(condition, returned).map(([members, ReturnValuesOnConditionCheckFailure]) => ({
    ...members,
    ...(members.ConditionExpression !== undefined && { ReturnValuesOnConditionCheckFailure }),
  }));
  const commands = fc.oneof(
    {
      weight: 3,
      arbitrary: fc
        .tuple(Item, conditional)
        .map(([item, more]) => new PutItemCommand({ TableName, Item: item, ...more })),
    },
    {
      weight: 3,
      arbitrary: fc
        .tuple(Key, update, answered)
        .map(([key, more, ReturnValues]) => new UpdateItemCommand({ TableName, Key: key, ...more, ReturnValues })),
    },
    fc.tuple(Key, conditional).map(([key, more]) => new DeleteItemCommand({ TableName, Key: key, ...more })),
    Key.map((key) => new GetItemCommand({ TableName, Key: key, ConsistentRead: true })),
    fc
      .tuple(fc.uniqueArray(Key, { minLength: 1, maxLength: 4, selector: (key) => JSON.stringify(key) }), fc.boolean())
      .map(
        ([Keys, isPart]) =>
          new BatchGetItemCommand({
            RequestItems: {
              [TableName]: {
                Keys,
                ...(isPart && {
                  ProjectionExpression: 'pk, #g, #n',
                  ExpressionAttributeNames: { '#g': 'generation', '#n': 'n' },
                }),
              },
            },
          }),
      ),
    randomQuery(sortKey),
  );
  // A command is too long for a report as it is.
  return commands.map((command) =>
    Object.assign(command, {
      [fc.toStringMethod]: () => `${command.constructor.name} ${JSON.stringify(command.input)}`,
    }),
  );
}

const condition = fc.oneof(
  fc.constant({ ConditionExpression: undefined }),
  fc
    .constantFrom('attribute_not_exists(pk)', 'attribute_exists(pk)')
    .map((ConditionExpression) => ({ ConditionExpression })),
  value.map((a) => ({ ConditionExpression: 'a = :a', ExpressionAttributeValues: { ':a': a } })),
  number.map((v) => ({
    ConditionExpression: '#v = :v',
    ExpressionAttributeNames: { '#v': 'v' },
    ExpressionAttributeValues: { ':v': v },
  })),
);

const IS_BELOW = 'attribute_not_exists(#name) OR #name < :to';

const update = fc.oneof(
  fc
    .tuple(number, fc.constantFrom(IS_BELOW, `attribute_exists(pk) AND (${IS_BELOW})`))
    .map(([to, ConditionExpression]) => ({
      UpdateExpression: 'SET #name = :to',
      ConditionExpression,
      ExpressionAttributeNames: { '#name': 'v' },
      ExpressionAttributeValues: { ':to': to },
    })),
  number.map((to) => ({
    UpdateExpression: 'SET #name = :to',
    ConditionExpression: `#after >= :to AND (${IS_BELOW})`,
    ExpressionAttributeNames: { '#name': 'v', '#after': 'n' },
    ExpressionAttributeValues: { ':to': to },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  })),
  fc.tuple(number, number, value).map(([g, n, m]) => ({
    UpdateExpression: 'SET #g = :g, #n = :n, #m = :m ADD #r :one',
    ConditionExpression: 'attribute_not_exists(#g) OR #g < :g OR (#g = :g AND #n < :n)',
    ExpressionAttributeNames: { '#g': 'generation', '#n': 'n', '#m': 'measures', '#r': 'v' },
    ExpressionAttributeValues: { ':g': g, ':n': n, ':m': m, ':one': { N: '1' } },
  })),
  number.map((version) => ({
    UpdateExpression: 'SET #version = :version REMOVE #a, #ttl',
    ConditionExpression: 'attribute_not_exists(#version)',
    ExpressionAttributeNames: { '#version': 'n', '#a': 'a', '#ttl': 'ttl' },
    ExpressionAttributeValues: { ':version': version },
  })),
  number.map((by) => ({
    UpdateExpression: 'SET v = if_not_exists(v, :by) + :by, n = v - :by',
    ExpressionAttributeValues: { ':by': by },
  })),
);

/** Of each query one page, from wherever the last of it ended. */
function randomQuery(sortKey: SortKeyType): fc.Arbitrary<QueryCommand> {
  const bound = sortKeys[sortKey];
  const compared = fc
    .tuple(fc.constantFrom('=', '<', '<=', '>', '>='), bound)
    .map(([operator, sk]): Terms => [`pk = :pk AND sk ${operator} :sk`, { ':sk': sk }]);
  const between = fc
    .tuple(bound, bound)
    .map(([from, to]): Terms => ['sk BETWEEN :from AND :to AND pk = :pk', { ':from': from, ':to': to }]);
  const beginning = fc
    .constantFrom('a', 'a|1', 'b', '\ud83d\ude00')
    .map((S): Terms => ['pk = :pk AND begins_with(sk, :prefix)', { ':prefix': { S } }]);
  const terms = fc.oneof(fc.constant<Terms>(['pk = :pk', {}]), compared, between, beginning);
  const start = fc.option(bound, { nil: undefined });
  const shown = fc.constantFrom<Partial<QueryCommandInput>>(
    {},
    {
      FilterExpression: 'attribute_not_exists(#ttl)',
      ProjectionExpression: 'sk',
      ExpressionAttributeNames: { '#ttl': 'ttl' },
    },
  );
  return fc.tuple(partitionKey, terms, start, shown, fc.constantFrom(1, 2, undefined), fc.boolean()).map(
    ([pk, [KeyConditionExpression, values], sk, more, Limit, ScanIndexForward]) =>
      new QueryCommand({
        TableName: TABLES[sortKey],
        ConsistentRead: true,
        KeyConditionExpression,
        ExpressionAttributeValues: { ':pk': pk, ...values },
        ScanIndexForward,
        ...(sk && { ExclusiveStartKey: { pk, sk } }),
        ...(Limit !== undefined && { Limit }),
        ...more,
      }),
  );
}

type Terms = readonly [condition: string, values: Record<string, AttributeValue>];
