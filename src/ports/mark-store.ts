import type { EpochMs } from '../engine/time.ts';
import type { WindowPartition } from './partial-store.ts';

/** "This window-partition needs materializing." */
export interface Mark {
  readonly window: WindowPartition;
  /** Names one request: only a materializer that read it may clear it. */
  readonly nonce: string;
}

export interface MarkStore {
  /** Makes sure that a mark exists; one that is there keeps its nonce. */
  ensureMark(mark: Mark): Promise<void>;
  /** Writes the mark with this nonce, whatever is there. */
  renewMark(mark: Mark): Promise<void>;
  /** The stored nonce, read consistently; undefined where there is no mark. */
  readMark(window: WindowPartition): Promise<string | undefined>;
  /** Deletes the mark if its nonce is still this one. */
  clearMark(mark: Mark): Promise<'cleared' | 'renewed'>;
  /** Marks of windows ending at or before `throughMs`, oldest first, read consistently. */
  marksThrough(aggregation: string, generation: number, throughMs: EpochMs): AsyncIterable<Mark>;
}
