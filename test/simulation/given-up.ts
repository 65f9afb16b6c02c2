import { type Position, sequenceNumberOf } from '../../src/engine/position.ts';
import type { SimEntry } from './stream.ts';

/** Attempts at a record that must have ended without a word before it may be given up. */
const SILENT_ATTEMPTS = 4;

/** Records that were given up, wholly or from one of their events on: each of these parts is one rejected event to its lane. */
export class GivenUp {
  /** By record, where it begins. */
  readonly #parts = new Map<string, Position>();
  /** By record, attempts at it alone of whose end nobody can have heard. */
  readonly #silent = new Map<string, number>();

  /** An attempt at this record alone ended without a word, or could not take back that it had begun. */
  endedSilently(shardId: string, sequenceNumber: string): void {
    const record = `${shardId} ${sequenceNumber}`;
    this.#silent.set(record, (this.#silent.get(record) ?? 0) + 1);
  }

  /** @returns what is wrong about giving up the record from `position` on, undefined where nothing is */
  add(shardId: string, position: Position): string | undefined {
    const record = `${shardId} ${sequenceNumberOf(position)}`;
    const silent = this.#silent.get(record) ?? 0;
    const before = this.#parts.get(record);
    this.#parts.set(record, position);
    if (before !== undefined) return `record ${record} was given up twice`;
    return silent < SILENT_ATTEMPTS ? `record ${record} was given up after ${silent} silent attempts` : undefined;
  }

  /** Where the part of its record begins that the event was given up with; undefined where it was not. */
  partOf({ position, record }: SimEntry): Position | undefined {
    const from = this.#parts.get(`${record.shardId} ${record.sequenceNumber}`);
    return from !== undefined && from <= position ? from : undefined;
  }

  /** As how many events its lane has these. */
  count(entries: readonly SimEntry[]): number {
    const parts = new Set<Position>();
    let alone = 0;
    for (const entry of entries) {
      const part = this.partOf(entry);
      if (part === undefined) alone += 1;
      else parts.add(part);
    }
    return alone + parts.size;
  }
}
