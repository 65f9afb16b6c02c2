import { z } from 'zod';
import { AwsError } from '../gateway/aws-error.ts';
import type { JsonObject, Operation, Operations } from '../gateway/service.ts';
import { checksOf, type DynaliteStore, runAction, type Table, validate } from './dynalite.ts';
import {
  applySettings,
  DEFAULT_SETTINGS,
  describeBackups,
  describeSettings,
  describeTimeToLive,
  type SettingsByTable,
  setRecovery,
  setTimeToLive,
  type TableSettings,
} from './table-settings.ts';
import { findTable, settled } from './table-status.ts';

const tags = z.array(z.object({ Key: z.string().min(1).max(128), Value: z.string().max(256) })).max(50);
const settingsInput = z.object({
  DeletionProtectionEnabled: z.boolean().optional(),
  SSESpecification: z
    .object({ Enabled: z.boolean().optional(), SSEType: z.string().optional(), KMSMasterKeyId: z.string().optional() })
    .optional(),
  TableClass: z.enum(['STANDARD', 'STANDARD_INFREQUENT_ACCESS']).optional(),
});
const named = z.object({ TableName: z.string() });
const resource = z.object({ ResourceArn: z.string() });

export interface TableOperationsDeps {
  readonly store: DynaliteStore;
  readonly settings: SettingsByTable;
  readonly clock: () => number;
}

interface Description {
  readonly TableDescription: Table;
}

/** As dynalite's checks have left it. */
interface ListTablesInput {
  readonly Limit?: number;
  readonly ExclusiveStartTableName?: string;
}

/** Operations on tables: dynalite's, completed with the settings it does not know. */
export function tableOperations({ store, settings, clock }: TableOperationsDeps): Operations {
  const settingsOf = (table: string) => settings.get(table) ?? DEFAULT_SETTINGS;

  const inner = <O extends object>(operation: string, input: JsonObject) =>
    runAction<O>(operation, store, validate(input, checksOf(operation), store));

  const described = (table: Table) => ({ ...table, ...describeSettings(settingsOf(table.TableName)) });

  const change = async (table: string, to: (now: TableSettings) => TableSettings): Promise<TableSettings> => {
    await findTable(store, table);
    const changed = to(settingsOf(table));
    settings.set(table, changed);
    return changed;
  };

  return {
    CreateTable: async (input) => {
      if (input.StreamSpecification !== undefined) {
        throw new AwsError('ValidationException', 'The local AWS does not implement DynamoDB Streams');
      }
      const wanted = parse(settingsInput.extend({ Tags: tags.default([]) }), input);
      const { TableDescription } = await inner<Description>('createTable', input);
      const created = applySettings({ ...DEFAULT_SETTINGS, tags: toRecord(wanted.Tags) }, wanted);
      settings.set(TableDescription.TableName, created);
      await settled(store, TableDescription.TableName);
      return { TableDescription: described(TableDescription) };
    },
    DescribeTable: async (input) => {
      const { Table } = await inner<{ Table: Table }>('describeTable', input);
      return { Table: described(Table) };
    },
    UpdateTable: async (input) => {
      const { TableName, ...wanted } = parse(named.extend(settingsInput.shape), input);
      await change(TableName, (now) => applySettings(now, wanted));
      const { DeletionProtectionEnabled: _, SSESpecification: __, TableClass: ___, ...rest } = input;
      if (Object.keys(rest).length === 1) return { TableDescription: described(await findTable(store, TableName)) };
      const { TableDescription } = await inner<Description>('updateTable', rest);
      await settled(store, TableName);
      return { TableDescription: described(TableDescription) };
    },
    DeleteTable: async (input) => {
      const { TableName } = parse(named, input);
      await findTable(store, TableName);
      if (settingsOf(TableName).deletionProtected) {
        const cure = 'Disable deletion protection first.';
        throw new AwsError(
          'ValidationException',
          `Resource cannot be deleted as it is currently protected against deletion. ${cure}`,
        );
      }
      const output = await inner<Description>('deleteTable', input);
      settings.delete(TableName);
      await settled(store, TableName);
      return output;
    },
    ListTables: (input) => {
      const checks = checksOf('listTables');
      const { Limit = 100, ExclusiveStartTableName: after = '' } = validate(input, checks, store) as ListTablesInput;
      const names = [...store.tableDb.keys()].filter((name) => name > after).sort();
      const TableNames = names.slice(0, Limit);
      return { TableNames, ...(names.length > Limit ? { LastEvaluatedTableName: TableNames.at(-1) } : {}) };
    },
    UpdateTimeToLive: async (input) => {
      const spec = z.object({ AttributeName: z.string().min(1).max(255), Enabled: z.boolean() });
      const { TableName, TimeToLiveSpecification } = parse(named.extend({ TimeToLiveSpecification: spec }), input);
      await change(TableName, (now) => setTimeToLive(now, TimeToLiveSpecification));
      return { TimeToLiveSpecification };
    },
    DescribeTimeToLive: async (input) => {
      const table = await findTable(store, parse(named, input).TableName);
      return describeTimeToLive(settingsOf(table.TableName));
    },
    UpdateContinuousBackups: async (input) => {
      const spec = z.object({
        PointInTimeRecoveryEnabled: z.boolean(),
        RecoveryPeriodInDays: z.int().min(1).max(35).optional(),
      });
      const request = parse(named.extend({ PointInTimeRecoverySpecification: spec }), input);
      const wanted = request.PointInTimeRecoverySpecification;
      return describeBackups(await change(request.TableName, (now) => setRecovery(now, wanted, clock())), clock());
    },
    DescribeContinuousBackups: async (input) => {
      const table = await findTable(store, parse(named, input).TableName);
      return describeBackups(settingsOf(table.TableName), clock());
    },
    TagResource: async (input) => {
      const { ResourceArn, Tags } = parse(resource.extend({ Tags: tags }), input);
      await change(nameOf(ResourceArn), (now) => ({ ...now, tags: { ...now.tags, ...toRecord(Tags) } }));
      return undefined;
    },
    UntagResource: async (input) => {
      const { ResourceArn, TagKeys } = parse(resource.extend({ TagKeys: z.array(z.string()) }), input);
      const without = (record: Readonly<Record<string, string>>) =>
        Object.fromEntries(Object.entries(record).filter(([key]) => !TagKeys.includes(key)));
      await change(nameOf(ResourceArn), (now) => ({ ...now, tags: without(now.tags) }));
      return undefined;
    },
    ListTagsOfResource: async (input) => {
      const table = await findTable(store, nameOf(parse(resource, input).ResourceArn));
      return { Tags: Object.entries(settingsOf(table.TableName).tags).map(([Key, Value]) => ({ Key, Value })) };
    },
  } satisfies Record<string, Operation>;
}

function parse<T>(schema: z.ZodType<T>, input: JsonObject): T {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new AwsError('ValidationException', `${issue?.path.join('.') || 'input'}: ${issue?.message}`);
}

function nameOf(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}

function toRecord(list: readonly { readonly Key: string; readonly Value: string }[]): Record<string, string> {
  return Object.fromEntries(list.map(({ Key, Value }) => [Key, Value]));
}
