import { createDecipheriv } from 'node:crypto';
import { AwsError } from '../gateway/aws-error.ts';
import { type SequenceParts, sequences } from './kinesalite.ts';
import type { RecordStore } from './record-store.ts';

/** Where a shard iterator points: kinesalite's own encrypted form, taken apart. */
export interface IteratorPosition {
  readonly createdMs: number;
  readonly streamName: string;
  readonly shardId: string;
  readonly shardIx: number;
  /** Reads records at or after this. */
  readonly sequence: string;
}

/** An iterator may be used for five minutes (Kinesis API reference, GetShardIterator). */
const ITERATOR_LIFE_MS = 300_000;
const HEADER_BYTES = 8;

/** @throws AwsError InvalidArgumentException, ExpiredIteratorException */
export function decodeIterator(iterator: string, nowMs: number): IteratorPosition {
  const position = decode(iterator);
  if (!position) throw new AwsError('InvalidArgumentException', 'Invalid ShardIterator.');
  if (nowMs - position.createdMs > ITERATOR_LIFE_MS) {
    throw new AwsError(
      'ExpiredIteratorException',
      `Iterator expired. The iterator was created at time ${new Date(position.createdMs).toUTCString()} while right now it is ` +
        `${new Date(nowMs).toUTCString()} which is further in the future than the tolerated delay of ${ITERATOR_LIFE_MS} milliseconds.`,
    );
  }
  return position;
}

/** An iterator for the record after the one with these parts. */
export function iteratorAfter(streamName: string, shardId: string, parts: SequenceParts): string {
  return sequences.createShardIterator(streamName, shardId, sequences.incrementSequence(parts));
}

/** The first record of a shard that arrived at or after a time. */
export async function firstSequenceAt(
  records: RecordStore,
  stream: string,
  shardIx: number,
  timestampSeconds: number,
): Promise<string | undefined> {
  const pageSize = 1_000;
  for (let fromKey = `${sequences.shardIxToHex(shardIx)}/`; ; ) {
    const page = await records.read(stream, fromKey, pageSize);
    const found = page.find(({ value }) => value.ApproximateArrivalTimestamp >= timestampSeconds);
    if (found) return found.key.slice(found.key.indexOf('/') + 1);
    const last = page.at(-1);
    if (!last || page.length < pageSize) return undefined;
    fromKey = `${last.key}~`;
  }
}

function decode(iterator: string): IteratorPosition | undefined {
  try {
    const encrypted = Buffer.from(iterator, 'base64').subarray(HEADER_BYTES);
    const decipher = createDecipheriv('aes-256-cbc', sequences.ITERATOR_PWD_KEY, sequences.ITERATOR_PWD_IV);
    const text = Buffer.concat([decipher.update(encrypted), decipher.final()]).toString('utf8');
    const [created, streamName, shardId, sequence] = text.split('/');
    if (!created || !streamName || !shardId || !sequence) return undefined;
    sequences.parseSequence(sequence);
    return { createdMs: Number(created), streamName, sequence, ...sequences.resolveShardId(shardId) };
  } catch {
    return undefined;
  }
}
