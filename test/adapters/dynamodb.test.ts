import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll } from 'vitest';
import { makeDynamoDbStateStore } from '../../src/adapters/aws/dynamodb-state-store.ts';
import { controlStoreContract } from '../contracts/control-store-contract.ts';
import { expiryContract } from '../contracts/expiry-contract.ts';
import { markStoreContract } from '../contracts/mark-store-contract.ts';
import { partialStoreContract } from '../contracts/partial-store-contract.ts';
import { progressStoreContract } from '../contracts/progress-store-contract.ts';
import { redriveStoreContract } from '../contracts/redrive-store-contract.ts';
import { makeFaultyClient } from '../support/faulty-client.ts';
import { intercept } from '../support/intercept.ts';
import { type LocalAws, startLocalAws } from '../support/local-aws.ts';
import { runContract } from '../support/run-contract.ts';
import { dynamoDbContracts } from './on-dynamodb.ts';

let aws: LocalAws;
beforeAll(async () => {
  aws = await startLocalAws();
});
afterAll(() => aws.stop());

dynamoDbContracts(
  () => aws,
  (name, checks, makeFixture) => runContract(`${name} on DynamoDB`, checks, makeFixture),
);

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
