import type { AggregationCounts, Counts } from '../../engine/progress.ts';
import type { Attribute, StoredAttribute } from './attribute.ts';

/**
 * Outcomes of records as lists, without what follows from the rest: `[read, duplicate, rejected, ignored]` and per aggregation
 * `[counted, tooLate]`; where the aggregation was absent, `[counted, tooLate, filtered, absent]`. What does not follow stands at the end.
 */
export function encodeCounts(counts: Counts): { totals: Attribute; aggregations: Attribute } {
  const totals = [counts.read, counts.duplicate, counts.rejected, counts.ignored];
  if (counts.accepted !== acceptedOf(totals)) totals.push(counts.accepted);
  const aggregations = Object.entries(counts.aggregations).map(([name, { counted, tooLate, filtered, absent }]) => {
    const list = [counted, tooLate];
    if (absent !== undefined) list.push(filtered, absent);
    else if (filtered !== counts.accepted - counted - tooLate) list.push(filtered);
    return [name, numbers(list)];
  });
  return { totals: numbers(totals), aggregations: { M: Object.fromEntries(aggregations) } };
}

export function decodeCounts(totals: StoredAttribute | undefined, aggregations: StoredAttribute | undefined): Counts {
  const stored = integers(totals);
  const [read = 0, duplicate = 0, rejected = 0, ignored = 0, accepted = acceptedOf(stored)] = stored;
  const byAggregation: Record<string, AggregationCounts> = {};
  for (const [name, list] of Object.entries(aggregations?.M ?? {})) {
    const [counted = 0, tooLate = 0, filtered = accepted - counted - tooLate, absent] = integers(list);
    byAggregation[name] = { counted, filtered, tooLate, ...(absent !== undefined && { absent }) };
  }
  return { read, accepted, duplicate, rejected, ignored, aggregations: byAggregation };
}

function acceptedOf([read = 0, duplicate = 0, rejected = 0, ignored = 0]: readonly number[]): number {
  return read - duplicate - rejected - ignored;
}

function numbers(values: readonly number[]): Attribute {
  return { L: values.map((value) => ({ N: String(value) })) };
}

function integers(stored: StoredAttribute | undefined): number[] {
  return (stored?.L ?? []).map(({ N: text }) => Number(text));
}
