import {
  DeleteTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  GetItemCommand,
  ListTablesCommand,
  ListTagsOfResourceCommand,
  PutItemCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import { sharedHarness } from './harness.ts';
import { createTable, key } from './tables.ts';

const harness = sharedHarness();

const describeTable = async (TableName: string) =>
  (await harness().dynamodb.send(new DescribeTableCommand({ TableName }))).Table;

describe('tables', () => {
  test('show what they were created with, and are active at once', async () => {
    const table = await createTable(harness(), {
      DeletionProtectionEnabled: true,
      SSESpecification: { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: 'alias/mine' },
      TableClass: 'STANDARD_INFREQUENT_ACCESS',
    });
    expect(await describeTable(table)).toMatchObject({
      TableStatus: 'ACTIVE',
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
      DeletionProtectionEnabled: true,
      SSEDescription: { Status: 'ENABLED', SSEType: 'KMS', KMSMasterKeyArn: 'alias/mine' },
      TableClassSummary: { TableClass: 'STANDARD_INFREQUENT_ACCESS' },
      TableArn: `arn:aws:dynamodb:us-east-1:000000000000:table/${table}`,
    });
  });

  test('under deletion protection are not deleted until it is off', async () => {
    const TableName = await createTable(harness(), { DeletionProtectionEnabled: true });
    const remove = () => harness().dynamodb.send(new DeleteTableCommand({ TableName }));
    await expect(remove()).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining('protected against deletion'),
    });
    const update = new UpdateTableCommand({ TableName, DeletionProtectionEnabled: false });
    expect((await harness().dynamodb.send(update)).TableDescription?.DeletionProtectionEnabled).toBe(false);
    await remove();
    await expect(describeTable(TableName)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test('a deleted table takes its items and settings along', async () => {
    const TableName = await createTable(harness(), { Tags: [{ Key: 'a', Value: '1' }] });
    await harness().dynamodb.send(new PutItemCommand({ TableName, Item: key('p', 's') }));
    await harness().dynamodb.send(new DeleteTableCommand({ TableName }));
    await createTable(harness(), { TableName });
    const read = new GetItemCommand({ TableName, Key: key('p', 's') });
    expect((await harness().dynamodb.send(read)).Item).toBeUndefined();
    const ResourceArn = (await describeTable(TableName))?.TableArn;
    const { Tags } = await harness().dynamodb.send(new ListTagsOfResourceCommand({ ResourceArn }));
    expect(Tags).toEqual([]);
  });

  test('time to live is kept and shown; what changes nothing is refused', async () => {
    const TableName = await createTable(harness());
    const ttl = async () =>
      (await harness().dynamodb.send(new DescribeTimeToLiveCommand({ TableName }))).TimeToLiveDescription;
    const update = (Enabled: boolean) =>
      harness().dynamodb.send(
        new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification: { AttributeName: 'ttl', Enabled } }),
      );
    expect(await ttl()).toEqual({ TimeToLiveStatus: 'DISABLED' });
    expect((await update(true)).TimeToLiveSpecification).toEqual({ AttributeName: 'ttl', Enabled: true });
    expect(await ttl()).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'ttl' });
    await expect(update(true)).rejects.toMatchObject({ message: 'TimeToLive is already enabled' });
    await update(false);
    expect(await ttl()).toEqual({ TimeToLiveStatus: 'DISABLED' });
  });

  test('point-in-time recovery is kept and shown', async () => {
    const TableName = await createTable(harness());
    const backups = async () => {
      const output = await harness().dynamodb.send(new DescribeContinuousBackupsCommand({ TableName }));
      return output.ContinuousBackupsDescription?.PointInTimeRecoveryDescription;
    };
    expect(await backups()).toEqual({ PointInTimeRecoveryStatus: 'DISABLED' });
    const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 7 };
    await harness().dynamodb.send(new UpdateContinuousBackupsCommand({ TableName, PointInTimeRecoverySpecification }));
    expect(await backups()).toMatchObject({ PointInTimeRecoveryStatus: 'ENABLED', RecoveryPeriodInDays: 7 });
  });

  test('tags come with creation or later, and go', async () => {
    const TableName = await createTable(harness(), { Tags: [{ Key: 'made', Value: 'here' }] });
    const ResourceArn = (await describeTable(TableName))?.TableArn;
    const { dynamodb } = harness();
    await dynamodb.send(new TagResourceCommand({ ResourceArn, Tags: [{ Key: 'a', Value: '1' }] }));
    await dynamodb.send(new UntagResourceCommand({ ResourceArn, TagKeys: ['made'] }));
    const { Tags } = await dynamodb.send(new ListTagsOfResourceCommand({ ResourceArn }));
    expect(Tags).toEqual([{ Key: 'a', Value: '1' }]);
  });

  test('are listed page by page', async () => {
    const names = [await createTable(harness()), await createTable(harness())].sort();
    const list = (input: object) => harness().dynamodb.send(new ListTablesCommand(input));
    const all = (await list({})).TableNames ?? [];
    expect(all).toEqual(expect.arrayContaining(names));
    const first = await list({ Limit: 1 });
    expect(first).toMatchObject({ TableNames: [all[0]], LastEvaluatedTableName: all[0] });
    const next = await list({ Limit: 1, ExclusiveStartTableName: first.LastEvaluatedTableName });
    expect(next.TableNames).toEqual([all[1]]);
  });

  test('what is not implemented is refused, not ignored', async () => {
    const stream = createTable(harness(), {
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
    });
    await expect(stream).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining('Streams'),
    });
    const update = new UpdateTableCommand({ TableName: 'nowhere', DeletionProtectionEnabled: true });
    await expect(harness().dynamodb.send(update)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});
