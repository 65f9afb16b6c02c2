import type { ResultValue } from '../engine/accumulators/accumulator.ts';
import { decodeNumber } from './items/slot-attribute.ts';

type JsonValue = Exclude<ResultValue, bigint>;

/** Measures as they stand in JSON for other programs: whole numbers beyond 2^53 are text, so that no reader rounds them. */
export function exactMeasures(measures: Readonly<Record<string, ResultValue>>): Readonly<Record<string, JsonValue>> {
  return Object.fromEntries(Object.entries(measures).map(([name, value]) => [name, exact(value)]));
}

function exact(value: ResultValue): JsonValue {
  // As a stored row has it, which does not say whether a long whole number was a floating-point one.
  const read = typeof value === 'number' ? decodeNumber(String(value)) : value;
  return typeof read === 'bigint' ? String(read) : read;
}
