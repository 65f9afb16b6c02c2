import { GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { makeDynamoDbResultStore } from '../../src/adapters/aws/dynamodb-result-store.ts';
import { makeDynamoDbStateStore } from '../../src/adapters/aws/dynamodb-state-store.ts';
import { partialPartitionKey } from '../../src/codecs/items/partial-item.ts';
import { decodeResult, resultKeyAttributes } from '../../src/codecs/items/result-item.ts';
import type { WindowPartition } from '../../src/ports/partial-store.ts';
import { claimStoreContract } from '../contracts/claim-store-contract.ts';
import { controlStoreContract } from '../contracts/control-store-contract.ts';
import { expiryContract } from '../contracts/expiry-contract.ts';
import { markStoreContract } from '../contracts/mark-store-contract.ts';
import { partialStoreContract } from '../contracts/partial-store-contract.ts';
import { progressStoreContract } from '../contracts/progress-store-contract.ts';
import { redriveStoreContract } from '../contracts/redrive-store-contract.ts';
import { resultStoreContract } from '../contracts/result-store-contract.ts';
import { windowIndexContract } from '../contracts/window-index-contract.ts';
import { makeFaultyClient } from '../support/faulty-client.ts';
import type { LocalAws } from '../support/local-aws.ts';
import type { RunContract } from '../support/run-contract.ts';

/** The ports that DynamoDB serves: each with its contract, over tables of its own. */
export function dynamoDbContracts(aws: () => LocalAws, run: RunContract): void {
  const stateFixture = async () => {
    const { client, failNext } = makeFaultyClient(aws().clients.dynamodb);
    const tableName = await aws().createTable('S');
    return {
      store: makeDynamoDbStateStore({ client, tableName }),
      failNext,
      async stampsOf(window: WindowPartition) {
        const command = new QueryCommand({
          TableName: tableName,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': { S: partialPartitionKey(window) } },
        });
        const { Items = [] } = await aws().clients.dynamodb.send(command);
        return new Map(Items.map(({ sk, ttl }) => [sk?.S ?? '', ttl?.N === undefined ? null : Number(ttl.N)]));
      },
    };
  };

  run('progress', progressStoreContract, stateFixture);
  run('partials', partialStoreContract, stateFixture);
  run('marks', markStoreContract, stateFixture);
  run('controls', controlStoreContract, stateFixture);
  run('expiry', expiryContract, stateFixture);
  run('window index', windowIndexContract, stateFixture);
  run('claims', claimStoreContract, stateFixture);
  run('redrives', redriveStoreContract, stateFixture);

  run('results', resultStoreContract, async () => {
    const { client, failNext } = makeFaultyClient(aws().clients.dynamodb);
    const tableName = await aws().createTable('N');
    return {
      store: makeDynamoDbResultStore({ client, tableName }),
      failNext,
      async row(ref) {
        const command = new GetItemCommand({
          TableName: tableName,
          Key: resultKeyAttributes(ref),
          ConsistentRead: true,
        });
        const { Item } = await aws().clients.dynamodb.send(command);
        return Item && decodeResult(Item);
      },
    };
  });
}
