import { dynaliteDb } from './dynalite.ts';

/** "Up to 32 levels deep" (DynamoDB developer guide, quotas): a value in 31 lists and maps, as DynamoDB Local counts. */
const MAX_CONTAINERS = 31;
/** "Up to 38 digits of precision" (as above). */
const MAX_DIGITS = 38;

/** Makes dynalite refuse to store what no request may hold but an update can make, and nesting, which it does not look at. */
export function keepItemLimits(): void {
  const { updateIndexes } = dynaliteDb;
  // Called with each item before anything of it is stored.
  dynaliteDb.updateIndexes = (store, table, oldItem, item, callback) => {
    const problem = item ? problemOf(Object.values(item), 0) : undefined;
    if (problem === undefined) updateIndexes(store, table, oldItem, item, callback);
    else callback(dynaliteDb.validationError(problem));
  };
}

function problemOf(values: readonly unknown[], containers: number): string | undefined {
  if (containers > MAX_CONTAINERS) {
    return 'Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit';
  }
  for (const value of values) {
    if (typeof value !== 'object' || value === null) continue;
    if ('N' in value && typeof value.N === 'string' && digitsOf(value.N) > MAX_DIGITS) {
      return 'Attempting to store more than 38 significant digits in a Number';
    }
    const inner = 'L' in value ? value.L : 'M' in value ? value.M : undefined;
    if (typeof inner !== 'object' || inner === null) continue;
    const problem = problemOf(Object.values(inner), containers + 1);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** Significant digits of a number that is written without an exponent, as dynalite stores them. */
function digitsOf(number: string): number {
  if (number.length <= MAX_DIGITS) return number.length;
  const digits = number.replace(/[-.]/g, '').replace(/^0+/, '');
  return digits.replace(/0+$/, '').length;
}
