import {
  ExpiredIteratorException,
  GetRecordsCommand,
  GetShardIteratorCommand,
  InvalidArgumentException,
  type KinesisClient,
  type _Record as KinesisRecord,
} from '@aws-sdk/client-kinesis';
import type { Clock } from '../../ports/clock.ts';
import { RetryableError } from '../../ports/errors.ts';
import { answerTo } from './aws-errors.ts';

export interface KinesisDeps {
  readonly client: KinesisClient;
  readonly streamName: string;
  readonly clock: Clock;
}

/** Where in a shard to begin. */
export type Start =
  | { readonly ShardIteratorType: 'TRIM_HORIZON' | 'LATEST' }
  | { readonly ShardIteratorType: 'AT_TIMESTAMP'; readonly Timestamp: Date }
  | {
      readonly ShardIteratorType: 'AT_SEQUENCE_NUMBER' | 'AFTER_SEQUENCE_NUMBER';
      readonly StartingSequenceNumber: string;
    };

export const OLDEST: Start = { ShardIteratorType: 'TRIM_HORIZON' };
export const LATEST: Start = { ShardIteratorType: 'LATEST' };

/** Service and reader tell at most this much different times: beyond it requests are refused, and the client reckons with the difference. */
const CLOCKS_APART_MS = 300_000;

/**
 * The place of a start for whoever comes back to it later than now. `LATEST` is another place each time: in its stead stands an instant that
 * lies before it by the service's clock too, so that nothing is left out, and records of up to ten minutes before it may be given.
 */
export function lastingStart(start: Start, { client, clock }: KinesisDeps): Start {
  if (start.ShardIteratorType !== 'LATEST') return start;
  const nowMs = clock.nowMs() + client.config.systemClockOffset;
  return { ShardIteratorType: 'AT_TIMESTAMP', Timestamp: new Date(nowMs - CLOCKS_APART_MS) };
}

export interface ShardPage {
  readonly records: readonly KinesisRecord[];
  /** True where the shard held nothing after these when they were read. */
  readonly isTip: boolean;
  /** The iterator that goes on after them; absent where the shard is closed and they are its last. */
  readonly next: string | undefined;
}

/** A sparse shard answers with empty pages before its tip; this many bring a reader far beyond any seen in practice. */
const MAX_FRUITLESS_READS = 40;
/** A shard answers five reads a second, from all its readers together (Kinesis API reference, GetRecords). */
const BETWEEN_READS_MS = 200;
const AFTER_THROTTLE_MS = 1_000;

/**
 * An iterator at `start`, or where the service refuses it at what comes next to it: for a sequence number at the oldest record, for an instant,
 * which is refused only ahead of the service's clock, at the tip. What it answers for a sequence number whose record has left the stream is
 * not documented; either way everything that is still there comes after it.
 */
async function iteratorAt({ client, streamName }: KinesisDeps, shardId: string, start: Start): Promise<string> {
  const ask = async (from: Start): Promise<string> => {
    const command = new GetShardIteratorCommand({ StreamName: streamName, ShardId: shardId, ...from });
    const { ShardIterator } = await answerTo('asking for a shard iterator', client.send(command));
    if (!ShardIterator) throw new RetryableError(`no iterator was given for shard ${shardId} of ${streamName}`);
    return ShardIterator;
  };
  try {
    return await ask(start);
  } catch (error) {
    const instead = error instanceof InvalidArgumentException ? insteadOf(start) : undefined;
    if (!instead) throw error;
    return ask(instead);
  }
}

function insteadOf({ ShardIteratorType: type }: Start): Start | undefined {
  switch (type) {
    case 'AT_TIMESTAMP':
      return LATEST;
    case 'AT_SEQUENCE_NUMBER':
    case 'AFTER_SEQUENCE_NUMBER':
      return OLDEST;
    default:
      return undefined;
  }
}

/**
 * The pages of a shard from `start` on, those that tell something: with records, at the tip, or the end. Waits out throttles, replaces
 * expired iterators; ends after the shard's end only, so a caller stops at the tip where it wants no more.
 *
 * @param maxRecords that a page may have. The first asks for one, each next one for twice as many: a shard gives two megabytes a second
 * to the mapping and to this reader together, and what is wanted is mostly little
 * @throws RetryableError where many reads in a row told nothing
 */
export async function* readShard(
  deps: KinesisDeps,
  shardId: string,
  start: Start,
  maxRecords: number,
): AsyncGenerator<ShardPage, void> {
  const { streamName, clock } = deps;
  let from = lastingStart(start, deps);
  let iterator = await iteratorAt(deps, shardId, start);
  let limit = 1;
  let fruitless = 0;
  while (fruitless < MAX_FRUITLESS_READS) {
    fruitless += 1;
    const read = await readOnce(deps, iterator, limit);
    if (read === 'expired') {
      iterator = await iteratorAt(deps, shardId, from);
      continue;
    }
    if (read === 'throttled') {
      await clock.after(AFTER_THROTTLE_MS);
      continue;
    }
    if (read.records.length > 0 || read.isTip) {
      fruitless = 0;
      yield read;
    }
    if (!read.next) return;
    iterator = read.next;
    const last = read.records.at(-1)?.SequenceNumber;
    if (last) from = { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber: last };
    limit = Math.min(limit * 2, maxRecords);
    await clock.after(BETWEEN_READS_MS);
  }
  throw new RetryableError(`shard ${shardId} of ${streamName} was not read further in ${MAX_FRUITLESS_READS} reads`);
}

async function readOnce(
  { client }: KinesisDeps,
  ShardIterator: string,
  Limit: number,
): Promise<ShardPage | 'expired' | 'throttled'> {
  try {
    const page = await answerTo('reading a shard', client.send(new GetRecordsCommand({ ShardIterator, Limit })));
    const isTip = !page.NextShardIterator || page.MillisBehindLatest === 0;
    return { records: page.Records ?? [], isTip, next: page.NextShardIterator };
  } catch (error) {
    if (error instanceof ExpiredIteratorException) return 'expired';
    if (error instanceof RetryableError && error.throttled) return 'throttled';
    throw error;
  }
}
