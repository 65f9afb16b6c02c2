import type { HeldRecord, HeldShard } from './held-shard.ts';

interface OwnShard extends HeldShard {
  records: HeldRecord[];
  isClosed: boolean;
}

type Given = Partial<Pick<HeldRecord, 'partitionKey' | 'dataBase64'>>;

const HASH_KEYS = 1n << 128n;

/** A stream of two shards, with what a test does to it. Its clock stands unless somebody moves it. */
export class HeldStream {
  readonly streamName = 'events';
  readonly streamCreatedMs = 1_700_000_000_000;
  readonly shards: OwnShard[] = [];
  nowMs = 1_700_000_100_000;
  /** Just below where numbers become longer. */
  #nextNumber = 98n;

  constructor() {
    this.#open([], 0n, HASH_KEYS / 2n - 1n);
    this.#open([], HASH_KEYS / 2n, HASH_KEYS - 1n);
  }

  /** @returns the record's sequence number */
  append(shardId: string, { partitionKey = 'key', dataBase64 = 'e30=' }: Given = {}): string {
    const sequenceNumber = String(this.#nextNumber);
    this.#nextNumber += 1n;
    this.shard(shardId).records.push({ sequenceNumber, partitionKey, arrivalMs: this.nowMs, dataBase64 });
    return sequenceNumber;
  }

  split(shardId: string): void {
    const parent = this.shard(shardId);
    const { first, last } = parent.hashKeys;
    const middle = (first + last) / 2n;
    parent.isClosed = true;
    this.#open([parent], first, middle);
    this.#open([parent], middle + 1n, last);
  }

  merge(firstId: string, secondId: string): void {
    const parents = [this.shard(firstId), this.shard(secondId)];
    for (const parent of parents) parent.isClosed = true;
    this.#open(parents, this.shard(firstId).hashKeys.first, this.shard(secondId).hashKeys.last);
  }

  /** All records so far leave the stream. */
  expire(): void {
    for (const shard of this.shards) shard.records = [];
  }

  shard(shardId: string): OwnShard {
    const shard = this.shards.find((candidate) => candidate.shardId === shardId);
    if (!shard) throw new RangeError(`no shard ${shardId}`);
    return shard;
  }

  #open(parents: readonly HeldShard[], first: bigint, last: bigint): void {
    const shardId = `shardId-${String(this.shards.length).padStart(12, '0')}`;
    const hashKeys = { first, last };
    this.shards.push({ shardId, parents, hashKeys, openedMs: this.nowMs, records: [], isClosed: false });
  }
}
