import { parseResultMessage } from '../codecs/result-message.ts';
import type { EpochMs } from '../engine/time.ts';
import type { PublishedResult } from '../ports/result-sink.ts';
import { type FollowShardsDeps, type FollowShardsOptions, followShards } from './follow-shards.ts';

/** A message of the results stream. */
export interface ResultMessage {
  readonly shardId: string;
  readonly sequenceNumber: string;
  /** When the stream took it. */
  readonly arrivalMs: EpochMs;
  /** Undefined for what is no such message. */
  readonly result: PublishedResult | undefined;
  /** What is wrong with it; undefined where nothing is. */
  readonly problem: string | undefined;
}

/** `from` is by default what comes from now on. */
export interface ResultMessagesOptions extends Partial<FollowShardsOptions> {}

/**
 * The messages of a results stream until `signal` is aborted, copies and outdated revisions among them; those of one key are in one shard, and
 * mostly in the order of their revisions. Transient failures are ridden out, however long they last.
 *
 * @throws what the service refuses for good, as where a permission is missing or the stream is gone
 */
export async function* readResultMessages(
  deps: FollowShardsDeps,
  { from = 'latest', ...patience }: ResultMessagesOptions = {},
): AsyncGenerator<ResultMessage, void> {
  for await (const { shardId, record } of followShards(deps, { ...patience, from })) {
    const { sequenceNumber, arrivalMs, data } = record;
    const parsed = parseResultMessage(Buffer.from(data).toString('utf8'));
    yield typeof parsed === 'string'
      ? { shardId, sequenceNumber, arrivalMs, result: undefined, problem: parsed }
      : { shardId, sequenceNumber, arrivalMs, result: parsed, problem: undefined };
  }
}

/** What orders the messages of one row. */
type Age = Pick<PublishedResult, 'generation' | 'revision'>;

/** Rows that are remembered unless told otherwise: tens of megabytes. */
const MOST_ROWS = 100_000;

/**
 * Of each row (pipeline, aggregation, key, window) the newest revision among these results, in the order in which those came. For a batch; pure.
 */
export function newestRevisions(results: Iterable<PublishedResult>): PublishedResult[] {
  const newest = new Map<string, PublishedResult>();
  for (const result of results) {
    const id = rowOf(result);
    const held = newest.get(id);
    if (held && !isNewer(result, held)) continue;
    newest.delete(id);
    newest.set(id, result);
  }
  return [...newest.values()];
}

/**
 * Makes what says of one result after another whether it is news: not a copy, and not older than what came before of its row. It remembers
 * so many rows; of one that it has forgotten, because so many others were told of since, a copy is news again.
 */
export function makeRevisionMemory(mostRows: number = MOST_ROWS): (result: PublishedResult) => boolean {
  const ages = new Map<string, Age>();
  return (result) => {
    const id = rowOf(result);
    const held = ages.get(id);
    const isNews = held === undefined || isNewer(result, held);
    ages.delete(id);
    ages.set(id, isNews ? { generation: result.generation, revision: result.revision } : held);
    const [oldest] = ages.keys();
    if (ages.size > mostRows && oldest !== undefined) ages.delete(oldest);
    return isNews;
  };
}

/** A newer generation takes a row over, and its revisions count on. */
function isNewer(a: Age, b: Age): boolean {
  return a.generation === b.generation ? a.revision > b.revision : a.generation > b.generation;
}

/** Names have no `#`; a key, which may hold anything, comes last. */
function rowOf({ pipeline, aggregation, key, windowStartMs }: PublishedResult): string {
  return `${pipeline}#${aggregation}#${windowStartMs}#${key}`;
}
