import { ConditionalCheckFailedException, GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll } from 'vitest';
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
import { intercept } from '../support/intercept.ts';
import { type LocalAws, startLocalAws } from '../support/local-aws.ts';
import { runContract } from '../support/run-contract.ts';

let aws: LocalAws;
beforeAll(async () => {
  aws = await startLocalAws();
});
afterAll(() => aws.stop());

async function stateFixture() {
  const { client, failNext } = makeFaultyClient(aws.clients.dynamodb);
  const tableName = await aws.createTable('S');
  return {
    store: makeDynamoDbStateStore({ client, tableName }),
    failNext,
    async stampsOf(window: WindowPartition) {
      const command = new QueryCommand({
        TableName: tableName,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: partialPartitionKey(window) } },
      });
      const { Items = [] } = await aws.clients.dynamodb.send(command);
      return new Map(Items.map(({ sk, ttl }) => [sk?.S ?? '', ttl?.N === undefined ? null : Number(ttl.N)]));
    },
  };
}

runContract('progress on DynamoDB', progressStoreContract, stateFixture);
runContract('partials on DynamoDB', partialStoreContract, stateFixture);
runContract('marks on DynamoDB', markStoreContract, stateFixture);
runContract('controls on DynamoDB', controlStoreContract, stateFixture);
runContract('expiry on DynamoDB', expiryContract, stateFixture);
runContract('window index on DynamoDB', windowIndexContract, stateFixture);
runContract('claims on DynamoDB', claimStoreContract, stateFixture);
runContract('redrives on DynamoDB', redriveStoreContract, stateFixture);

runContract('results on DynamoDB', resultStoreContract, async () => {
  const { client, failNext } = makeFaultyClient(aws.clients.dynamodb);
  const tableName = await aws.createTable('N');
  return {
    store: makeDynamoDbResultStore({ client, tableName }),
    failNext,
    async row(ref) {
      const command = new GetItemCommand({ TableName: tableName, Key: resultKeyAttributes(ref), ConsistentRead: true });
      const { Item } = await aws.clients.dynamodb.send(command);
      return Item && decodeResult(Item);
    },
  };
});

/** As services answer that know nothing of `ReturnValuesOnConditionCheckFailure`. */
async function terseStateFixture() {
  const { client, failNext } = makeFaultyClient(aws.clients.dynamodb);
  const terse = intercept(client, async (_operation, perform) => {
    try {
      return await perform();
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) delete error.Item;
      throw error;
    }
  });
  return { store: makeDynamoDbStateStore({ client: terse, tableName: await aws.createTable('S') }), failNext };
}

const aboutRefusals = ({ name }: { readonly name: string }) =>
  /any other|anything else|concurrent|never changes|only|gone|lost answer/.test(name);

runContract('progress where refusals bring no item', progressStoreContract.filter(aboutRefusals), terseStateFixture);
runContract('partials where refusals bring no item', partialStoreContract.filter(aboutRefusals), terseStateFixture);
runContract('marks where refusals bring no item', markStoreContract.filter(aboutRefusals), terseStateFixture);
runContract('controls where refusals bring no item', controlStoreContract.filter(aboutRefusals), terseStateFixture);
runContract('expiry where refusals bring no item', expiryContract, terseStateFixture);
runContract('redrives where refusals bring no item', redriveStoreContract.filter(aboutRefusals), terseStateFixture);
