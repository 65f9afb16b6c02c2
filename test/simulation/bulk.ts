import type { Random } from './random.ts';
import { type Arrival, makeEvent, type Sending } from './workload.ts';

type Episodes = readonly (readonly Arrival[])[];

/** Records that burst in with each that is there already. */
const BURST_RECORDS = 6;
const PACKED_EVENTS = 30;
const KEYS = 40;

export interface BulkOptions {
  readonly newestSchema: number;
  readonly isPacking: boolean;
}

/** Adds bursts of honest events to what senders do: batches are full, and many keys share items. */
export function bulky(random: Random, episodes: Episodes, { newestSchema, isPacking }: BulkOptions): Episodes {
  let made = 0;
  const sendingOf = (k: string): Sending => {
    made += 1;
    const content = makeEvent(random, `bulk-${made}`, k, newestSchema);
    return { content, lagMs: random.int(0, 2_000), intoLast: null };
  };
  const burst = (): Arrival[] =>
    Array.from({ length: BURST_RECORDS }, () => {
      const partitionKey = `k${random.int(1, KEYS)}`;
      const count = isPacking ? random.int(1, PACKED_EVENTS) : 1;
      const sendings = Array.from({ length: count }, () => sendingOf(partitionKey));
      return { afterMs: 0, partitionKey, sendings, packing: isPacking ? 'packed' : 'none' };
    });
  return episodes.map((arrivals) => arrivals.flatMap((arrival) => [arrival, ...burst()]));
}
