import type { ExpiryMemory } from '../engine/expiry.ts';
import type { Layout } from '../engine/layout.ts';
import type { EpochMs } from '../engine/time.ts';
import type { GlobalWatermark } from '../engine/watermark.ts';

/** One generation of one aggregation: what its state means, and how far it has been announced. */
export interface Control {
  readonly aggregation: string;
  readonly generation: number;
  readonly definitionHash: string;
  readonly layout: Layout;
  /** Every window ending at or before it has been announced for materialization; null: none. */
  readonly firedThroughMs: EpochMs | null;
  /** No event is counted into a window that ends at or before it any more; null: none has expired. */
  readonly expiredThroughMs: EpochMs | null;
  /** Windows that end at or before it are garbage: their items may go at any time. Never after `expiredThroughMs`. */
  readonly collectedThroughMs: EpochMs | null;
}

export interface ControlStore {
  /** All control items of the pipeline, read consistently. */
  readControls(): Promise<readonly Control[]>;
  /** Creates the item if there is none. @returns what is stored. Hash and layout of a stored item never change. */
  ensureControl(control: Control): Promise<Control>;
  /** Raises `firedThroughMs`; never lowers it. */
  raiseFiredThrough(aggregation: string, generation: number, toMs: EpochMs): Promise<void>;
  /** Raises `expiredThroughMs`; never lowers it. @throws InvariantError where windows through `toMs` have not fired */
  raiseExpiredThrough(aggregation: string, generation: number, toMs: EpochMs): Promise<void>;
  /** Raises `collectedThroughMs`; never lowers it. @throws InvariantError where windows through `toMs` have not expired */
  raiseCollectedThrough(aggregation: string, generation: number, toMs: EpochMs): Promise<void>;
  /** What the keeper remembers so that windows expire, read consistently; `NO_EXPIRY_MEMORY` where nothing was written. */
  readExpiryMemory(aggregation: string, generation: number): Promise<ExpiryMemory>;
  /** Writes it, whatever is there: what is lost to another keeper makes windows expire later, never earlier. */
  writeExpiryMemory(aggregation: string, generation: number, memory: ExpiryMemory): Promise<void>;
  /** The keeper's memory, read consistently. */
  readWatermark(): Promise<VersionedWatermark>;
  /** Writes it if the stored version is `expectedVersion` (0: nothing stored). Leaves `drainFloorMs` as stored. */
  writeWatermark(next: GlobalWatermark, expectedVersion: number): Promise<'written' | 'conflict'>;
  /** Raises the drain floor; never lowers it. */
  raiseDrainFloor(floorMs: EpochMs): Promise<void>;
}

export interface VersionedWatermark {
  readonly version: number;
  readonly watermark: GlobalWatermark;
}
