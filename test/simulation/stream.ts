import { createHash } from 'node:crypto';
import { packRecord } from '../../src/codecs/kpl/pack-record.ts';
import { encodePosition, LAST_IN_RECORD, type Position } from '../../src/engine/position.ts';
import type { RecordGiven } from '../support/lambda-events.ts';
import type { Random } from './random.ts';
import type { Arrival, Content } from './workload.ts';

/** One event as it lies in its shard, with what it means beside it for the oracle. */
export interface SimEntry {
  readonly position: Position;
  readonly arrivalMs: number;
  readonly content: Content | 'nothing packed';
  /** The record that it came in. */
  readonly record: RecordGiven;
  /** What a queue is to hold of it. */
  readonly queued: Pick<RecordGiven, 'shardId' | 'sequenceNumber' | 'partitionKey' | 'dataBase64'>;
}

export interface SimRecord extends RecordGiven {
  /** Where it is done to its end. */
  readonly lastPosition: Position;
}

export interface SimShard {
  readonly shardId: string;
  /** Hash slots of partition keys that it takes. */
  readonly slots: readonly number[];
  /** Hashes that it takes, both ends included. */
  readonly hashKeys: { readonly first: bigint; readonly last: bigint };
  readonly parents: readonly SimShard[];
  readonly openedMs: number;
  readonly records: SimRecord[];
  /** The events of its records. */
  readonly entries: SimEntry[];
  isClosed: boolean;
  nextSequenceNumber: bigint;
}

const SLOT_BITS = 4;
const SLOTS = 1 << SLOT_BITS;
const HASHES_PER_SLOT = 1n << BigInt(128 - SLOT_BITS);
export const STREAM = { streamName: 'events', streamCreatedMs: 1_000 };

/** A stream: shards that only grow, split and merge. */
export class SimStream {
  readonly shards: SimShard[] = [];
  readonly #random: Random;

  constructor(random: Random, shardCount: number, nowMs: number) {
    this.#random = random;
    const slots = Array.from({ length: SLOTS }, (_, slot) => slot);
    for (let shard = 0; shard < shardCount; shard += 1) {
      this.#open(
        // Neighbours, as a shard takes one range of hashes.
        slots.filter((slot) => Math.floor((slot * shardCount) / SLOTS) === shard),
        [],
        nowMs,
      );
    }
  }

  get entries(): readonly SimEntry[] {
    return this.shards.flatMap(({ entries }) => entries);
  }

  append(
    { partitionKey, packing }: Pick<Arrival, 'partitionKey' | 'packing'>,
    contents: readonly Content[],
    nowMs: number,
  ): SimShard {
    const slot = slotOf(partitionKey);
    const shard = this.shards.find(({ isClosed, slots }) => !isClosed && slots.includes(slot));
    if (!shard) throw new RangeError(`no open shard takes slot ${slot}`);
    const sequenceNumber = String(shard.nextSequenceNumber);
    shard.nextSequenceNumber += BigInt(this.#random.int(1, 5));
    const { shardId } = shard;
    const dataBase64 = dataOf(packing, partitionKey, contents).toString('base64');
    const ownKey = packing === 'none' ? partitionKey : PACKED_KEY;
    const record = { shardId, sequenceNumber, partitionKey: ownKey, arrivalMs: nowMs, dataBase64 };
    const entries = entriesOf(record, packing, partitionKey, contents);
    shard.entries.push(...entries);
    shard.records.push({ ...record, lastPosition: entries.at(-1)?.position ?? '' });
    return shard;
  }

  /** Splits one open shard in two, or merges two into one. @returns the children */
  reshard(nowMs: number): readonly SimShard[] {
    const open = this.shards.filter(({ isClosed }) => !isClosed).sort((a, b) => (a.slots[0] ?? 0) - (b.slots[0] ?? 0));
    const [first, second] = open;
    if (first && second && this.#random.chance(0.4)) {
      this.#close([first, second]);
      return [this.#open([...first.slots, ...second.slots], [first, second], nowMs)];
    }
    const parent = open.find(({ slots }) => slots.length > 1);
    if (!parent) return [];
    this.#close([parent]);
    const middle = parent.slots.length >> 1;
    return [parent.slots.slice(0, middle), parent.slots.slice(middle)].map((slots) =>
      this.#open(slots, [parent], nowMs),
    );
  }

  #open(slots: readonly number[], parents: readonly SimShard[], openedMs: number): SimShard {
    const shardId = `shardId-${String(this.shards.length).padStart(12, '0')}`;
    // Just below a power of ten, so that numbers of different length meet: 998, 999, 1000, …
    const nextSequenceNumber = 10n ** BigInt(this.#random.pick([1, 3, 17, 55])) - BigInt(this.#random.int(1, 9));
    const hashKeys = {
      first: BigInt(slots[0] ?? 0) * HASHES_PER_SLOT,
      last: BigInt((slots.at(-1) ?? 0) + 1) * HASHES_PER_SLOT - 1n,
    };
    const shard: SimShard = {
      ...{ shardId, slots, hashKeys, parents, openedMs, nextSequenceNumber },
      records: [],
      entries: [],
      isClosed: false,
    };
    this.shards.push(shard);
    return shard;
  }

  #close(shards: readonly SimShard[]): void {
    for (const shard of shards) shard.isClosed = true;
  }
}

/** The partition key of a packed record says nothing: its events have their own. */
const PACKED_KEY = 'packed';

function textOf(content: Content): Buffer {
  return Buffer.from(content ? JSON.stringify(content) : '{"id":');
}

function dataOf(packing: Arrival['packing'], partitionKey: string, contents: readonly Content[]): Buffer {
  if (packing === 'none') return Buffer.concat(contents.map(textOf));
  const packed = Buffer.from(packRecord(contents.map((content) => ({ partitionKey, data: textOf(content) }))));
  if (packing === 'corrupt') packed.writeUInt8(packed.readUInt8(packed.length - 1) ^ 1, packed.length - 1);
  return packed;
}

function entriesOf(
  record: RecordGiven,
  packing: Arrival['packing'],
  partitionKey: string,
  contents: readonly Content[],
): SimEntry[] {
  const { sequenceNumber, arrivalMs } = record;
  const whole = { position: encodePosition(sequenceNumber), arrivalMs, record, queued: record };
  if (packing === 'corrupt') return [{ ...whole, content: null }];
  if (packing === 'packed' && contents.length === 0) return [{ ...whole, content: 'nothing packed' }];
  return contents.map((content, place) => {
    if (packing === 'none') return { ...whole, content };
    const isLast = place === contents.length - 1;
    const queued = { ...record, partitionKey, dataBase64: textOf(content).toString('base64') };
    const position = encodePosition(sequenceNumber, isLast ? LAST_IN_RECORD : place);
    return { position, arrivalMs, record, queued, content };
  });
}

/** As Kinesis spreads partition keys: by the first bits of their MD5 (Kinesis API reference, PutRecord). */
function slotOf(partitionKey: string): number {
  return createHash('md5').update(partitionKey).digest().readUInt8(0) >> (8 - SLOT_BITS);
}
