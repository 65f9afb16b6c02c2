import type { Position } from '../engine/position.ts';
import type { EpochMs } from '../engine/time.ts';
import type { Lane } from './lane.ts';

/** The ids that accepted events of one stretch of a lane hold. */
export interface ClaimSegment {
  /** Position of the stretch's last event. */
  readonly through: Position;
  /** When the last of its records reached the stream. */
  readonly arrivalMs: EpochMs;
  /** Fingerprints, two numbers each: high, low. */
  readonly fingerprints: Uint32Array;
}

/** Where ids of accepted events are kept. */
export interface ClaimStore {
  /**
   * Adds a segment; one that ends at the same position is replaced.
   *
   * @param expiresAtMs from when on the store may forget it
   */
  putClaims(lane: Lane, segment: ClaimSegment, expiresAtMs: EpochMs): Promise<void>;
  /** Segments that end after `after`, newest first, read consistently. A large one may come in parts. */
  claimsAfter(lane: Lane, after: Position): AsyncIterable<ClaimSegment>;
}
