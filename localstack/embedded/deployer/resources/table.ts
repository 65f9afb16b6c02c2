import {
  CreateTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  ResourceNotFoundException,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { z } from 'zod';
import { DeployError } from '../deploy-error.ts';
import { boolean, integer, TAGS } from '../property.ts';
import { resourceType } from '../resource-type.ts';

const MAX_NAME = 255;

const keySchema = z.array(z.strictObject({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }));
const projection = z.strictObject({
  ProjectionType: z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']),
  NonKeyAttributes: z.array(z.string()).optional(),
});
const throughput = z.strictObject({ ReadCapacityUnits: integer, WriteCapacityUnits: integer });
const index = z.strictObject({ IndexName: z.string(), KeySchema: keySchema, Projection: projection });

/** AWS::DynamoDB::Table. A table that exists keeps its items; only its time to live follows the template. */
export const table = resourceType({
  applied: z.strictObject({
    TableName: z.string().optional(),
    KeySchema: keySchema,
    AttributeDefinitions: z.array(
      z.strictObject({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) }),
    ),
    BillingMode: z.enum(['PAY_PER_REQUEST', 'PROVISIONED']).optional(),
    ProvisionedThroughput: throughput.optional(),
    GlobalSecondaryIndexes: z.array(index.extend({ ProvisionedThroughput: throughput.optional() })).optional(),
    LocalSecondaryIndexes: z.array(index).optional(),
    TimeToLiveSpecification: z.strictObject({ AttributeName: z.string().optional(), Enabled: boolean }).optional(),
  }),
  withoutEffect: {
    ...TAGS,
    DeletionProtectionEnabled: 'the local AWS deletes a table on request only',
    PointInTimeRecoverySpecification: 'there are no backups locally',
    SSESpecification: 'nothing is encrypted locally',
    ContributorInsightsSpecification: 'which keys are used most is not counted locally',
    TableClass: 'it concerns prices only',
  },
  async deploy({ TableName, TimeToLiveSpecification, ...properties }, { clients: { dynamodb }, name }) {
    const tableName = name(TableName, MAX_NAME);
    const existing = await describe(dynamodb, tableName);
    if (existing && !sameKeys(existing.KeySchema ?? [], properties.KeySchema)) {
      throw new DeployError(`table ${tableName} exists with another key schema, and a table's key never changes`);
    }
    if (!existing) await dynamodb.send(new CreateTableCommand({ TableName: tableName, ...properties }));
    const created = existing ?? (await describe(dynamodb, tableName));
    if (!created?.TableArn) throw new DeployError(`table ${tableName} was not created`);
    if (TimeToLiveSpecification) await setTimeToLive(dynamodb, tableName, TimeToLiveSpecification);
    return { ref: tableName, attributes: { Arn: created.TableArn } };
  },
});

async function describe(dynamodb: DynamoDBClient, tableName: string) {
  try {
    return (await dynamodb.send(new DescribeTableCommand({ TableName: tableName }))).Table;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

/** Asked for again, an unchanged setting is an error of DynamoDB. */
async function setTimeToLive(
  dynamodb: DynamoDBClient,
  tableName: string,
  wanted: { readonly AttributeName?: string | undefined; readonly Enabled: boolean },
): Promise<void> {
  const current = await dynamodb.send(new DescribeTimeToLiveCommand({ TableName: tableName }));
  const attribute = wanted.AttributeName ?? current.TimeToLiveDescription?.AttributeName;
  const enabled = current.TimeToLiveDescription?.TimeToLiveStatus === 'ENABLED';
  if (attribute === undefined || enabled === wanted.Enabled) return;
  await dynamodb.send(
    new UpdateTimeToLiveCommand({
      TableName: tableName,
      TimeToLiveSpecification: { AttributeName: attribute, Enabled: wanted.Enabled },
    }),
  );
}

type KeyElement = { readonly AttributeName?: string | undefined; readonly KeyType?: string | undefined };

const sameKeys = (left: readonly KeyElement[], right: readonly KeyElement[]): boolean => {
  const text = (keys: readonly KeyElement[]) =>
    keys
      .map((key) => `${key.KeyType} ${key.AttributeName}`)
      .sort()
      .join();
  return text(left) === text(right);
};
