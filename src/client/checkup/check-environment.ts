import { explainAwsError } from '../explain-error.ts';
import { type Check, fail, ok } from './check.ts';
import type { CheckupDeps } from './checkup.ts';

/** The least that package.json asks for. */
const LEAST_NODE = 20;

/** @param version as `process.versions.node` has it */
export function checkNode(version: string): Check {
  const major = Number(version.split('.')[0]);
  if (major >= LEAST_NODE) return ok('node', version);
  return fail('node', version, `install Node ${LEAST_NODE} or newer`);
}

/** Where commands go. */
export async function checkRegion({ region, endpoint }: CheckupDeps): Promise<Check> {
  try {
    const name = await region();
    return ok('region', endpoint === undefined ? name : `${name}, at ${endpoint}`);
  } catch (error) {
    return failed('region', error, endpoint);
  }
}

/** Whose credentials are in force, and whether anybody answers. */
export async function checkIdentity({ identify, endpoint }: CheckupDeps): Promise<Check> {
  try {
    const { account, arn } = await identify();
    return ok('credentials', `${arn}, account ${account}`);
  } catch (error) {
    return failed('credentials', error, endpoint);
  }
}

/** A request that came to nothing, as a check. */
export function failed(name: string, error: unknown, endpoint: string | undefined): Check {
  const line = explainAwsError(error, endpoint);
  const [found = '', ...cure] = (line ?? (error instanceof Error ? error.message : String(error))).split(': ');
  return fail(name, found, cure.join(': ') || 'look at what it says');
}
