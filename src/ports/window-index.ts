import type { EpochMs } from '../engine/time.ts';
import type { WindowPartition } from './partial-store.ts';

/** Which window-partitions have state, and their items' way out of the table. Reads are consistent. */
export interface WindowIndex {
  /** Notes that the window-partition has state. Noting it again changes nothing. */
  noteWindow(window: WindowPartition): Promise<void>;
  /** Window-partitions noted that end at or before `endMs`, oldest first. */
  windowsThrough(aggregation: string, generation: number, endMs: EpochMs): AsyncIterable<WindowPartition>;
  /** Partials of the window-partition that have no stamp yet, those of redriven events too, page by page. */
  unstampedPartials(window: WindowPartition): AsyncIterable<readonly StoredPartial[]>;
  /** Lets the store drop the partial any time from `expiresAtMs` on. One that is gone stays so. */
  stampPartial(partial: StoredPartial, expiresAtMs: EpochMs): Promise<void>;
  /** Undoes `noteWindow`. */
  forgetWindow(window: WindowPartition): Promise<void>;
}

/** A partial, by where it is stored: enough to stamp it, whoever wrote it. */
export interface StoredPartial {
  readonly window: WindowPartition;
  /** Names the partial among those of its window-partition. */
  readonly sortKey: string;
}
