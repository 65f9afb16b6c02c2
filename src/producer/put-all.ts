import type { KinesisClient } from '@aws-sdk/client-kinesis';
import type { Clock } from '../ports/clock.ts';
import type { OutgoingRecord } from './buffer.ts';
import { ProducerError } from './errors.ts';
import { putRecords } from './put-records.ts';

const FIRST_DELAY_MS = 50;
const MAX_DELAY_MS = 5_000;
/** Calls in a row that store nothing before the sender is told: about half a minute. */
const MAX_VAIN_CALLS = 12;

export interface PutAllDeps {
  readonly client: Pick<KinesisClient, 'send'>;
  readonly streamName: string;
  readonly clock: Clock;
  /** Uniform in [0, 1): spreads the retries of many senders. */
  readonly random: () => number;
}

/**
 * Puts records until all of them are stored: what a call does not store goes again, alone, after a jittered, growing delay.
 *
 * @param onCall told after each call how many records it stored, and how many it did not
 * @throws ProducerError where the stream refuses, or stores nothing for long
 */
export async function putAll(
  { client, streamName, clock, random }: PutAllDeps,
  records: readonly OutgoingRecord[],
  onCall: (stored: number, failed: number) => void,
): Promise<void> {
  let left = records;
  let vainCalls = 0;
  while (left.length > 0) {
    const { failed, reason } = await putRecords(client, streamName, left);
    onCall(left.length - failed.length, failed.length);
    if (failed.length === 0) return;
    vainCalls = failed.length < left.length ? 0 : vainCalls + 1;
    if (vainCalls === MAX_VAIN_CALLS) {
      throw new ProducerError(`stream ${streamName} took nothing in ${MAX_VAIN_CALLS} attempts: ${reason}`);
    }
    left = failed;
    await clock.after(random() * Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** vainCalls));
  }
}
