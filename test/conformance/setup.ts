import type { TestProject } from 'vitest/node';
import type { Found } from '../interop/found.ts';
import { makeDynamoDbLocal } from './dynamodb-local.ts';
import type { StandInName } from './found.ts';
import { makeMoto } from './moto.ts';

/** Fetches the stand-ins, and says what there is not. */
export default function setup(project: TestProject): void {
  provide('DynamoDB Local', makeDynamoDbLocal());
  provide('moto', makeMoto());

  function provide(name: StandInName, found: Found): void {
    if ('missing' in found) process.stdout.write(`${name} is skipped: ${found.missing}\n`);
    project.provide(name, found);
  }
}
