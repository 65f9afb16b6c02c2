import { afterAll, beforeAll } from 'vitest';
import { type LocalAws, startLocalAws } from '../support/local-aws.ts';
import { runContract } from '../support/run-contract.ts';
import { glueContracts } from './on-glue.ts';

let aws: LocalAws;
beforeAll(async () => {
  aws = await startLocalAws();
});
afterAll(() => aws.stop());

glueContracts(
  () => aws,
  (name, checks, makeFixture) => runContract(`${name} on Glue`, checks, makeFixture),
);
