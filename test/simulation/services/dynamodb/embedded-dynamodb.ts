import { makeMeter } from '../../../../localstack/embedded/dynamodb/capacity.ts';
import { makeDynaliteStore } from '../../../../localstack/embedded/dynamodb/dynalite-store.ts';
import { makeDynamoDb } from '../../../../localstack/embedded/dynamodb/dynamodb.ts';
import { AwsError } from '../../../../localstack/embedded/gateway/aws-error.ts';
import { openStores } from '../../../../localstack/embedded/stores.ts';
import { tableSchema } from '../../../support/table-schema.ts';
import type { SortKeyType } from './keys.ts';

/** What one request came to, as both simulations of DynamoDB say it. */
export type Outcome = { readonly answer: object } | { readonly error: string; readonly item?: unknown };

/** The local AWS's DynamoDB, whose operations are called without HTTP between. */
export interface EmbeddedDynamoDb {
  createTable(tableName: string, sortKey: SortKeyType): Promise<void>;
  outcomeOf(command: { readonly input: object }): Promise<Outcome>;
}

const CONTEXT = { requestId: '', onGone: () => {} };

export async function makeEmbeddedDynamoDb(): Promise<EmbeddedDynamoDb> {
  const { items, tableSettings: settings } = await openStores(undefined);
  const store = makeDynaliteStore({ items, accountId: '000000000000', region: 'us-east-1' });
  const { operations } = makeDynamoDb({ store, settings, meter: makeMeter(), clock: () => 0 });

  const call = async (operation: string, input: object): Promise<object> => {
    // Requests arrive as JSON, which knows nothing undefined.
    const answer = await operations[operation]?.(JSON.parse(JSON.stringify(input)), CONTEXT);
    return answer ?? {};
  };

  return {
    async createTable(TableName, sortKey) {
      await call('CreateTable', tableSchema(TableName, sortKey));
    },
    async outcomeOf(command) {
      try {
        return { answer: await call(command.constructor.name.replace(/Command$/, ''), command.input) };
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        const { Item: item } = error.options.fields ?? {};
        return { error: error.code.replace(/^.*#/, ''), ...(item !== undefined && { item }) };
      }
    },
  };
}
