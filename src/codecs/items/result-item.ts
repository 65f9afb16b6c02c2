import type { ResultValue } from '../../engine/accumulators/accumulator.ts';
import type { Result } from '../../engine/merge.ts';
import type { ResultRef, StoredResult } from '../../ports/result-store.ts';
import { type Attribute, type Item, integerOf, missing, type StoredItem, textOf } from './attribute.ts';
import { decodeSlot } from './slot-attribute.ts';

const SEPARATOR = '#';

/** Partition key of a key's rows, one a window. Aggregations have no `#` in their names, keys may. */
export function resultPartitionKey(aggregation: string, key: string): string {
  return `${aggregation}${SEPARATOR}${key}`;
}

export function resultKeyAttributes(ref: ResultRef): { pk: { S: string }; sk: { N: string } } {
  return { pk: { S: resultPartitionKey(ref.aggregation, ref.key) }, sk: { N: String(ref.windowStartMs) } };
}

/** Measures as readers of the table see them: numbers exact, declared decimals as text, absent ones as null. */
export function encodeMeasures(measures: Result['measures']): Record<string, Attribute> {
  const encoded: Record<string, Attribute> = {};
  for (const [name, value] of Object.entries(measures)) encoded[name] = encodeMeasure(value);
  return encoded;
}

/** The whole row, as it is stored. */
export function encodeResult(ref: ResultRef, result: Result, revision: number): Item {
  return {
    ...resultKeyAttributes(ref),
    generation: { N: String(ref.generation) },
    n: { N: String(result.n) },
    revision: { N: String(revision) },
    measures: { M: encodeMeasures(result.measures) },
  };
}

/**
 * A row read from the results table. Whole numbers beyond 2^53 come back as `bigint`, also those that were floating-point numbers
 * (largest, smallest, mean): the row does not say which they were.
 */
export function decodeResult(item: StoredItem): StoredResult {
  const measures: Record<string, ResultValue> = {};
  for (const [name, value] of Object.entries(item.measures?.M ?? missing(item, 'measures', 'a map'))) {
    const slot = decodeSlot(value);
    measures[name] = slot === undefined ? missing(item, 'measures', `a value for "${name}"`) : slot;
  }
  return {
    key: keyOfResult(item),
    windowStartMs: integerOf(item, 'sk'),
    generation: integerOf(item, 'generation'),
    n: integerOf(item, 'n'),
    revision: integerOf(item, 'revision'),
    measures,
  };
}

/** The group key of a row. */
function keyOfResult(item: StoredItem): string {
  const pk = textOf(item, 'pk');
  return pk.slice(pk.indexOf(SEPARATOR) + SEPARATOR.length);
}

/** Numbers are never boxed here, unlike in state: people and other tools read these rows. */
function encodeMeasure(value: ResultValue): Attribute {
  switch (typeof value) {
    case 'number':
    case 'bigint':
      return { N: String(value) };
    case 'string':
      return { S: value };
    case 'boolean':
      return { BOOL: value };
    default:
      return { NULL: true };
  }
}
