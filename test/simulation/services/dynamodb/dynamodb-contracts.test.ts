import { dynamoDbContracts } from '../../../adapters/on-dynamodb.ts';
import { connectAws, type LocalAws } from '../../../support/local-aws.ts';
import { runContract } from '../../../support/run-contract.ts';
import { dynamoDbClientOf } from './dynamodb-client.ts';
import { SimDynamoDb } from './sim-dynamodb.ts';

/** One simulated DynamoDB for all contracts, in place of the local AWS. */
function simulatedAws(pageItems: number): LocalAws {
  const db = new SimDynamoDb({ nowMs: () => 0, ageMs: () => 0, onWrite: () => {}, pageItems: () => pageItems });
  const nowhere = connectAws('http://nowhere.invalid', () => {});
  let tables = 0;
  return {
    ...nowhere,
    clients: { ...nowhere.clients, dynamodb: dynamoDbClientOf(db) },
    async createTable(sortKey) {
      tables += 1;
      db.createTable(`table-${tables}`, sortKey);
      return `table-${tables}`;
    },
  };
}

const whole = simulatedAws(Number.POSITIVE_INFINITY);
dynamoDbContracts(
  () => whole,
  (name, checks, makeFixture) => runContract(`${name} on the simulated DynamoDB`, checks, makeFixture),
);

/** Its fixture looks at one page of what is stored. */
const LOOKS_AT_ONE_PAGE = /^the unstamped partials of a window-partition are those of all/;

const cut = simulatedAws(1);
dynamoDbContracts(
  () => cut,
  (name, checks, makeFixture) => {
    const paged = checks.filter((check) => !LOOKS_AT_ONE_PAGE.test(check.name));
    runContract(`${name} on the simulated DynamoDB, an item a page`, paged, makeFixture);
  },
);
