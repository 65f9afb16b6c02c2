import { type MemoryStream, makeMemoryStream } from '../../src/adapters/memory/memory-stream-reader.ts';
import type { RecordGiven } from '../support/lambda-events.ts';
import type { Random } from './random.ts';
import type { SimEvent } from './workload.ts';

/** A record as it lies in its shard, with what it means beside it for the oracle. */
export interface SimRecord extends RecordGiven {
  /** Null: bytes that are no event. */
  readonly event: SimEvent | null;
}

export interface SimShard {
  readonly shardId: string;
  /** Hash slots of partition keys that it takes. */
  readonly slots: readonly number[];
  readonly parents: readonly SimShard[];
  readonly records: SimRecord[];
  isClosed: boolean;
  nextSequenceNumber: bigint;
}

const SLOTS = 16;
export const STREAM = { streamName: 'events', streamCreatedMs: 1_000 };

/** A stream: shards that only grow, split and merge. */
export class SimStream {
  readonly shards: SimShard[] = [];
  /** What functions may look at. */
  readonly reader: MemoryStream = makeMemoryStream(STREAM);
  readonly #random: Random;

  constructor(random: Random, shardCount: number) {
    this.#random = random;
    const slots = Array.from({ length: SLOTS }, (_, slot) => slot);
    for (let shard = 0; shard < shardCount; shard += 1) {
      this.#open(
        slots.filter((slot) => slot % shardCount === shard),
        [],
      );
    }
  }

  get records(): readonly SimRecord[] {
    return this.shards.flatMap(({ records }) => records);
  }

  append(partitionKey: string, event: SimEvent | null, nowMs: number): SimShard {
    const slot = slotOf(partitionKey);
    const shard = this.shards.find(({ isClosed, slots }) => !isClosed && slots.includes(slot));
    if (!shard) throw new RangeError(`no open shard takes slot ${slot}`);
    const sequenceNumber = String(shard.nextSequenceNumber);
    shard.nextSequenceNumber += BigInt(this.#random.int(1, 5));
    const dataBase64 = Buffer.from(event ? JSON.stringify(event) : '{"id":').toString('base64');
    const { shardId } = shard;
    shard.records.push({ shardId, sequenceNumber, partitionKey, arrivalMs: nowMs, dataBase64, event });
    this.reader.append(shardId, sequenceNumber);
    return shard;
  }

  /** Splits one open shard in two, or merges two into one. @returns the children */
  reshard(): readonly SimShard[] {
    const open = this.shards.filter(({ isClosed }) => !isClosed);
    const [first, second] = open;
    if (first && second && this.#random.chance(0.4)) {
      this.#close([first, second]);
      return [this.#open([...first.slots, ...second.slots], [first, second])];
    }
    const parent = open.find(({ slots }) => slots.length > 1);
    if (!parent) return [];
    this.#close([parent]);
    const middle = parent.slots.length >> 1;
    return [this.#open(parent.slots.slice(0, middle), [parent]), this.#open(parent.slots.slice(middle), [parent])];
  }

  #open(slots: readonly number[], parents: readonly SimShard[]): SimShard {
    const shardId = `shardId-${String(this.shards.length).padStart(12, '0')}`;
    // Just below a power of ten, so that numbers of different length meet: 998, 999, 1000, …
    const nextSequenceNumber = 10n ** BigInt(this.#random.pick([1, 3, 17, 55])) - BigInt(this.#random.int(1, 9));
    const shard = { shardId, slots, parents, records: [], isClosed: false, nextSequenceNumber };
    this.shards.push(shard);
    this.reader.open(shardId);
    return shard;
  }

  #close(shards: readonly SimShard[]): void {
    for (const shard of shards) {
      shard.isClosed = true;
      this.reader.close(shard.shardId);
    }
  }
}

function slotOf(partitionKey: string): number {
  return [...partitionKey].reduce((sum, character) => sum * 31 + (character.codePointAt(0) ?? 0), 7) % SLOTS;
}
