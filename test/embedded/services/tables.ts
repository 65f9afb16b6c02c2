import { type AttributeValue, CreateTableCommand, type CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import type { Consumed } from '../../../localstack/embedded/dynamodb/capacity.ts';
import { tableSchema } from '../../support/table-schema.ts';
import { type Harness, uniqueName } from './harness.ts';

/** Creates a table with string keys `pk` and `sk`, on demand. */
export async function createTable({ dynamodb }: Harness, more: Partial<CreateTableCommandInput> = {}): Promise<string> {
  const TableName = uniqueName('table');
  await dynamodb.send(new CreateTableCommand({ ...tableSchema(TableName, 'S'), ...more }));
  return TableName;
}

export const key = (pk: string, sk: string): Record<string, AttributeValue> => ({ pk: { S: pk }, sk: { S: sk } });

/** What a table has consumed, as the local AWS counts it. */
export async function consumed(aws: Harness, table: string): Promise<Consumed> {
  const response = await fetch(`${aws.endpoint}/_millrace/consumed`);
  const all: Record<string, Consumed> = JSON.parse(await response.text());
  return all[table] ?? { writeUnits: 0, readUnits: 0, writeUnitsByKind: {} };
}
