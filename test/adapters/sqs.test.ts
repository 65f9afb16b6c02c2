import { afterAll, beforeAll } from 'vitest';
import { systemClock } from '../../src/adapters/aws/system-clock.ts';
import { clockContract } from '../contracts/clock-contract.ts';
import { type LocalAws, startLocalAws } from '../support/local-aws.ts';
import { runContract } from '../support/run-contract.ts';
import { sqsContracts } from './on-sqs.ts';

let aws: LocalAws;
beforeAll(async () => {
  aws = await startLocalAws();
});
afterAll(() => aws.stop());

sqsContracts(
  () => aws,
  (name, checks, makeFixture) => runContract(`${name} on SQS`, checks, makeFixture),
);

runContract('clock of the machine', clockContract, () => ({ clock: systemClock, pass: () => {} }));
