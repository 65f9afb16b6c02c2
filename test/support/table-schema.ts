import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';

/** A table of items with keys `pk`, a text, and `sk`, on demand. */
export function tableSchema(TableName: string, sortKey: 'S' | 'N') {
  return {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'sk', AttributeType: sortKey },
    ],
  } satisfies CreateTableCommandInput;
}
