import { AwsError } from '../gateway/aws-error.ts';
import type { JsonObject } from '../gateway/service.ts';
import { type Meter, writeUnits } from './capacity.ts';
import { dynaliteDb, type Item, type OperationChecks } from './dynalite.ts';

const refusedItems = new WeakMap<Error, Item>();

/** Makes dynalite remember, with each failed condition, the item that failed it. */
export function rememberRefusedItems(): void {
  const check = dynaliteDb.checkConditional;
  dynaliteDb.checkConditional = (input, existing) => {
    const error = check(input, existing);
    if (error && existing) refusedItems.set(error, existing);
    return error;
  };
}

/** An operation's checks, with the member `ReturnValuesOnConditionCheckFailure` that dynalite lacks. */
export function withFailureValues(checks: OperationChecks): OperationChecks {
  const member = { type: 'String', enum: ['ALL_OLD', 'NONE'] };
  return { ...checks, types: { ...checks.types, ReturnValuesOnConditionCheckFailure: member } };
}

/**
 * Bills a write refused by its condition, though the error carries no capacity, and attaches the item where it was asked for.
 * The developer guide names the size of the stored item in one place and of the new one in another: the larger is billed.
 */
export function refusedWrite(input: JsonObject, error: unknown, meter: Meter): unknown {
  if (!(error instanceof AwsError) || !error.code.endsWith('ConditionalCheckFailedException')) return error;
  const stored = error.cause instanceof Error ? refusedItems.get(error.cause) : undefined;
  // What dynalite's checks have let through.
  const { Item: added, Key: key, TableName } = input as { Item?: Item; Key?: Item; TableName: string };
  meter.write(TableName, writeUnits(stored, added), added ?? key);
  const shown = input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' ? stored : undefined;
  return new AwsError(error.code, error.message, { ...error.options, fields: shown ? { Item: shown } : {} });
}
