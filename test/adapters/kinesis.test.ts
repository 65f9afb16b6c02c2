import { afterAll, beforeAll } from 'vitest';
import { type LocalAws, startLocalAws } from '../support/local-aws.ts';
import { runContract } from '../support/run-contract.ts';
import { kinesisContracts } from './on-kinesis.ts';

let aws: LocalAws;
beforeAll(async () => {
  aws = await startLocalAws();
});
afterAll(() => aws.stop());

kinesisContracts(
  () => aws,
  (name, checks, makeFixture) => runContract(`${name} on Kinesis`, checks, makeFixture),
);
