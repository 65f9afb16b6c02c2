import type { ResultValue } from '../engine/accumulators/accumulator.ts';
import { fingerprint64 } from '../engine/hash.ts';
import type { PublishedResult } from '../ports/result-sink.ts';
import { exactMeasures } from './exact-measures.ts';
import { resultPartitionKey } from './items/result-item.ts';
import { type Fields, fieldsOf, Misfit } from './json-fields.ts';

const VERSION = 1;
/** Characters of a partition key (Kinesis API reference, PutRecordsRequestEntry). */
const MAX_PARTITION_KEY = 256;

/** A row as a message of the results stream: JSON, with whole numbers beyond 2^53 as text, so that no reader rounds them. */
export function writeResultMessage(row: PublishedResult): string {
  const { pipeline, aggregation, generation, key, windowStartMs, windowEndMs, revision, n, measures } = row;
  const message = {
    v: VERSION,
    pipeline,
    aggregation,
    generation,
    key,
    windowStartMs,
    windowEndMs,
    revision,
    n,
    measures: exactMeasures(measures),
  };
  return JSON.stringify(message);
}

/**
 * The row in a message's text; whole numbers beyond 2^53 stay text. Members that this version does not know are left out: a later one may
 * have added them.
 *
 * @returns what is wrong with it, for a person, where it is none
 */
export function parseResultMessage(text: string): PublishedResult | string {
  try {
    const parsed: unknown = JSON.parse(text);
    const fields = fieldsOf(parsed);
    if (fields.whole('v') !== VERSION) return fields.refuse('v', String(VERSION));
    return {
      pipeline: fields.text('pipeline'),
      aggregation: fields.text('aggregation'),
      generation: fields.whole('generation', 1),
      key: fields.text('key'),
      windowStartMs: fields.whole('windowStartMs'),
      windowEndMs: fields.whole('windowEndMs'),
      revision: fields.whole('revision', 1),
      n: fields.whole('n', 0),
      measures: measuresIn(fields, parsed),
    };
  } catch (error) {
    if (error instanceof Misfit) return error.message;
    if (error instanceof SyntaxError) return `the text must be a JSON object: ${error.message}`;
    throw error;
  }
}

/** The partition key of a row's message: the same for all its revisions, so that they stay in one shard. */
export function resultMessageKey({ aggregation, key }: Pick<PublishedResult, 'aggregation' | 'key'>): string {
  const text = resultPartitionKey(aggregation, key);
  return text.length <= MAX_PARTITION_KEY ? text : fingerprint64(text);
}

function measuresIn(fields: Fields, parsed: unknown): PublishedResult['measures'] {
  const named = fields.object('measures');
  // A parse boundary: the line above has seen that it is there, and an object.
  const { measures } = parsed as { readonly measures: Readonly<Record<string, unknown>> };
  const entries = Object.entries(measures).map(([name, value]): [string, ResultValue] => {
    const isValue = value === null || typeof value === 'string' || typeof value === 'number';
    return [name, isValue || typeof value === 'boolean' ? value : named.refuse(name, 'a value')];
  });
  return Object.fromEntries(entries);
}
