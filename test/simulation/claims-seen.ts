import type { StoredItem } from '../../src/codecs/items/attribute.ts';
import { fingerprintOf } from '../../src/engine/hash.ts';
import type { Position } from '../../src/engine/position.ts';
import type { Exception } from '../../src/engine/progress.ts';
import { shardOfKey } from './item-place.ts';
import type { Span } from './oracle.ts';
import type { SimEntry } from './stream.ts';
import type { SimEvent } from './workload.ts';

/** Where an event lies. */
interface Placed {
  readonly position: Position;
  readonly record: Pick<SimEntry['record'], 'shardId'>;
}

/** What lanes were seen to make of ids: which they claimed together, and which events they decided to be duplicates. */
export class ClaimsSeen {
  /** By shard and fingerprint, the arrival times of what was ever claimed together with it. */
  readonly #spans = new Map<string, Span[]>();
  /** By shard, where runs of duplicates begin, and their ends. */
  readonly #duplicates = new Map<string, Map<Position, Position>>();

  /** Call it for each item of a lane's own claims that is stored. */
  sawClaims({ pk, a, b, f }: StoredItem): void {
    const bytes = Buffer.from(f?.B ?? []);
    const shardId = shardOfKey(pk?.S ?? '');
    const span = { firstMs: Number((b ?? a)?.N), lastMs: Number(a?.N) };
    for (let at = 0; at < bytes.length; at += 8) {
      const word = claimWord(shardId, bytes.readUInt32BE(at), bytes.readUInt32BE(at + 4));
      this.#spans.set(word, [...(this.#spans.get(word) ?? []), span]);
    }
  }

  /** Call it with what each stored progress holds. */
  sawExceptions(shardId: string, exceptions: readonly Exception[]): void {
    const runs = this.#duplicates.get(shardId) ?? new Map<Position, Position>();
    for (const { kind, position, through = position } of exceptions)
      if (kind === 'duplicate') runs.set(position, through);
    this.#duplicates.set(shardId, runs);
  }

  isClaimed(shardId: string, event: Pick<SimEvent, 'type' | 'id'>): boolean {
    return this.#spans.has(claimOf(shardId, event));
  }

  /** When the events arrived that were claimed with this one, at most: after another attempt it may have been fewer. */
  spanOf(shardId: string, event: Pick<SimEvent, 'type' | 'id'>, arrivalMs: number): Span {
    const spans = this.#spans.get(claimOf(shardId, event)) ?? [];
    // The others are of events of the same id that came long before or after.
    const own = spans.filter(({ firstMs, lastMs }) => firstMs <= arrivalMs && arrivalMs <= lastMs);
    return {
      firstMs: Math.min(arrivalMs, ...own.map(({ firstMs }) => firstMs)),
      lastMs: Math.max(arrivalMs, ...own.map(({ lastMs }) => lastMs)),
    };
  }

  /** True where the event's lane has decided that it is a duplicate. */
  isDuplicate({ record, position }: Placed): boolean {
    const runs = this.#duplicates.get(record.shardId) ?? [];
    return [...runs].some(([first, through]) => first <= position && position <= through);
  }
}

function claimOf(shardId: string, { type, id }: Pick<SimEvent, 'type' | 'id'>): string {
  const { high, low } = fingerprintOf(`${type}\n${id}`);
  return claimWord(shardId, high, low);
}

function claimWord(shardId: string, high: number, low: number): string {
  return `${shardId} ${high} ${low}`;
}
