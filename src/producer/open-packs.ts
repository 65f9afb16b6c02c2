import { packRecord } from '../codecs/kpl/pack-record.ts';
import { PackedSize } from '../codecs/kpl/packed-size.ts';
import { type Consignment, recordBytes } from './outgoing-record.ts';

/** Events of one partition key that will go as one record. */
export interface Pack {
  readonly partitionKey: string;
  readonly openedMs: number;
  /** Of its first event; later ones count with it. */
  readonly epoch: number;
  readonly events: Uint8Array[];
  readonly size: PackedSize;
  /** Bytes of its events that count as pending. */
  pendingBytes: number;
}

/** Packs that may still take events, one a partition key at most, oldest first. */
export class OpenPacks {
  readonly #maxBytes: number;
  readonly #packs = new Map<string, Pack>();

  /** @param maxBytes the largest record to make, with its partition key */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get isEmpty(): boolean {
    return this.#packs.size === 0;
  }

  /** True where an event is so large that it goes alone. */
  isTooLarge(partitionKey: string, data: Uint8Array): boolean {
    return new PackedSize().bytesWith(partitionKey, data.length) > this.#room(partitionKey);
  }

  /** The open pack of a key where it has room for an event of this size. */
  withRoom(partitionKey: string, data: Uint8Array): Pack | undefined {
    const pack = this.#packs.get(partitionKey);
    return pack && pack.size.bytesWith(partitionKey, data.length) <= this.#room(partitionKey) ? pack : undefined;
  }

  open(partitionKey: string, nowMs: number, epoch: number): Pack {
    const pack = { partitionKey, openedMs: nowMs, epoch, events: [], size: new PackedSize(), pendingBytes: 0 };
    this.#packs.set(partitionKey, pack);
    return pack;
  }

  /** Closes the pack of a key, if there is one. */
  close(partitionKey: string): Consignment | undefined {
    const pack = this.#packs.get(partitionKey);
    this.#packs.delete(partitionKey);
    return pack && consignmentOf(pack);
  }

  oldestFirst(): Iterable<Pack> {
    return this.#packs.values();
  }

  #room(partitionKey: string): number {
    return this.#maxBytes - Buffer.byteLength(partitionKey);
  }
}

/** A pack of one goes as it is, which every reader of the stream understands. */
function consignmentOf({ partitionKey, events, epoch, pendingBytes }: Pack): Consignment {
  const [first] = events;
  const data =
    first && events.length === 1 ? first : packRecord(events.map((event) => ({ partitionKey, data: event })));
  const bytes = recordBytes(partitionKey, data);
  return { partitionKey, data, bytes, events: events.length, epoch, pendingBytes, failures: 0 };
}
