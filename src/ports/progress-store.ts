import type { Progress } from '../engine/progress.ts';
import type { Lane } from './lane.ts';

/** Where lanes' progress is kept. Reads are consistent: they see every write that was answered before they began. */
export interface ProgressStore {
  /** The lane's progress; `NO_PROGRESS` where nothing was written. */
  readProgress(lane: Lane): Promise<Progress>;
  /**
   * Writes `next` with version `expectedVersion + 1` if the stored version is `expectedVersion` (0: nothing stored).
   *
   * @returns `conflict` with what is stored instead. After an unknown outcome (`RetryableError`) the caller re-reads.
   */
  writeProgress(lane: Lane, next: Progress, expectedVersion: number): Promise<ProgressWrite>;
  /** Every lane of the stream that has progress. */
  listProgress(stream: Pick<Lane, 'streamName' | 'streamCreatedMs'>): Promise<readonly LaneProgress[]>;
}

export type ProgressWrite =
  | { readonly kind: 'written'; readonly progress: Progress }
  | { readonly kind: 'conflict'; readonly stored: Progress };

export interface LaneProgress {
  readonly lane: Lane;
  readonly progress: Progress;
}
