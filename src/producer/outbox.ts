import { Fifo } from './fifo.ts';
import { type Consignment, MAX_CALL_BYTES, MAX_CALL_RECORDS } from './outgoing-record.ts';
import { shardSeconds } from './pacer.ts';

/**
 * Which order records keep.
 *
 * - `as-sent`: one call at a time, in the order of sending. What a call does not store goes again before any later record, so it
 *   falls behind the rest of that call at most.
 * - `per-key`: several calls at once, but never two records of one partition key: none ever overtakes an earlier one of its key.
 * - `none`: several calls at once, whatever they hold.
 */
export type Ordering = 'as-sent' | 'per-key' | 'none';

/** Records that wait for a call, in the order in which they may go. */
export class Outbox {
  readonly #ordering: Ordering;
  /** Were not stored and may go again. */
  readonly #again = new Fifo<Consignment>();
  readonly #ready = new Fifo<Consignment>();
  /** Of each partition key with a record that is ready or under way, the later ones. Only for `per-key`. */
  readonly #behind = new Map<string, Fifo<Consignment>>();
  #bytes = 0;
  #cost = 0;

  constructor(ordering: Ordering) {
    this.#ordering = ordering;
  }

  /** How many records may go. */
  get length(): number {
    return this.#again.length + this.#ready.length;
  }

  /** What the records that may go take of the stream, in shard-seconds. */
  get cost(): number {
    return this.#cost;
  }

  /** True where the records that may go fill a call. */
  get fillsCall(): boolean {
    return this.length >= MAX_CALL_RECORDS || this.#bytes >= MAX_CALL_BYTES;
  }

  /** True where a record of this key would have to wait for an earlier one. */
  holdsBack(partitionKey: string): boolean {
    return this.#behind.has(partitionKey);
  }

  push(record: Consignment): void {
    if (this.#ordering === 'per-key') {
      const earlier = this.#behind.get(record.partitionKey);
      if (earlier) {
        earlier.push(record);
        return;
      }
      this.#behind.set(record.partitionKey, new Fifo());
    }
    this.#admit(this.#ready, record);
  }

  /** Takes out what goes into one call: at least one record, if there is any, and not much more than the stream is good for. */
  take(maxCost: number): Consignment[] {
    const taken: Consignment[] = [];
    let bytes = 0;
    let cost = 0;
    const fits = (record: Consignment): boolean =>
      taken.length === 0 ||
      (taken.length < MAX_CALL_RECORDS && bytes + record.bytes <= MAX_CALL_BYTES && cost < maxCost);
    const queues = this.#ordering === 'as-sent' && this.#again.length > 0 ? [this.#again] : [this.#again, this.#ready];
    for (const queue of queues) {
      for (let next = queue.peek(); next && fits(next); next = queue.peek()) {
        queue.shift();
        taken.push(next);
        bytes += next.bytes;
        cost += shardSeconds(next.bytes);
      }
    }
    this.#bytes -= bytes;
    this.#cost = this.length === 0 ? 0 : this.#cost - cost;
    return taken;
  }

  /** To be told of each record that a call stored. */
  stored({ partitionKey }: Consignment): void {
    if (this.#ordering !== 'per-key') return;
    const next = this.#behind.get(partitionKey)?.shift();
    if (next) this.#admit(this.#ready, next);
    else this.#behind.delete(partitionKey);
  }

  /** Takes back a record that a call did not store, to go before others. */
  giveBack(record: Consignment): void {
    this.#admit(this.#again, record);
  }

  #admit(queue: Fifo<Consignment>, record: Consignment): void {
    queue.push(record);
    this.#bytes += record.bytes;
    this.#cost += shardSeconds(record.bytes);
  }
}
