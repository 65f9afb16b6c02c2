import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll } from 'vitest';
import { intercept } from '../support/intercept.ts';
import { type LocalAws, startLocalAws } from '../support/local-aws.ts';
import { runContract } from '../support/run-contract.ts';
import { dynamoDbContracts } from './on-dynamodb.ts';

let aws: LocalAws;
beforeAll(async () => {
  aws = await startLocalAws();
});
afterAll(() => aws.stop());

/** As services answer that know nothing of `ReturnValuesOnConditionCheckFailure`. */
function terse(): LocalAws {
  const dynamodb = intercept(aws.clients.dynamodb, async (_operation, perform) => {
    try {
      return await perform();
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) delete error.Item;
      throw error;
    }
  });
  return { ...aws, clients: { ...aws.clients, dynamodb } };
}

dynamoDbContracts(terse, (name, checks, makeFixture) => {
  if (name === 'results') runContract(`${name} where refusals bring no item`, checks, makeFixture);
});
