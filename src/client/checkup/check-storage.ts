import { DescribeTableCommand, DescribeTimeToLiveCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { KinesisClient } from '@aws-sdk/client-kinesis';
import type { Resources } from '../resources.ts';
import { type Check, fail, ok, warn } from './check.ts';
import { checkStream } from './check-stream.ts';

export interface StorageDeps {
  readonly dynamodb: DynamoDBClient;
  readonly kinesis: KinesisClient;
  readonly resources: Pick<Resources, 'streamName' | 'stateTable' | 'resultsTable'>;
}

const DEPLOY = 'deploy the state stack again';

/** Whether stream and tables are there and ready. */
export async function checkStorage(deps: StorageDeps): Promise<readonly Check[]> {
  const { streamName, stateTable, resultsTable } = deps.resources;
  return Promise.all([
    checkStream(deps.kinesis, 'stream', streamName),
    checkTable(deps, 'state table', stateTable),
    checkTable(deps, 'results table', resultsTable),
    checkExpiry(deps),
  ]);
}

async function checkTable({ dynamodb }: StorageDeps, name: string, tableName: string): Promise<Check> {
  const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: tableName }));
  const found = `${tableName} ${Table?.TableStatus}`;
  if (Table?.TableStatus === 'ACTIVE') return ok(name, found);
  if (Table?.TableStatus === 'UPDATING') return warn(name, found, 'wait until the change has ended');
  return fail(name, found, DEPLOY);
}

/** Without it the state of expired windows stays for ever, which costs and harms nothing else. */
async function checkExpiry({ dynamodb, resources: { stateTable } }: StorageDeps): Promise<Check> {
  const command = new DescribeTimeToLiveCommand({ TableName: stateTable });
  const { TimeToLiveDescription: expiry } = await dynamodb.send(command);
  const found = `TTL ${expiry?.TimeToLiveStatus ?? 'unknown'}${expiry?.AttributeName ? ` by "${expiry.AttributeName}"` : ''}`;
  const isOn = expiry?.TimeToLiveStatus === 'ENABLED' && expiry.AttributeName === 'ttl';
  return isOn ? ok('expiry', found) : warn('expiry', found, `${DEPLOY}: expired state is not removed`);
}
