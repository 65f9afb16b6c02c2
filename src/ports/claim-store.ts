import type { Claim } from '../engine/claim.ts';
import type { Fingerprint } from '../engine/hash.ts';
import type { Position } from '../engine/position.ts';
import type { EpochMs } from '../engine/time.ts';
import type { Lane } from './lane.ts';
import type { RedrivenEvent } from './redrive-store.ts';

/** The ids that accepted events of one stretch of a lane hold. */
export interface ClaimSegment {
  /** Position of the stretch's last event. */
  readonly through: Position;
  /** When the last of its records reached the stream. */
  readonly arrivalMs: EpochMs;
  /** When the first of them did; left out: then as well. */
  readonly firstArrivalMs?: EpochMs;
  /** Fingerprints, two numbers each: high, low. */
  readonly fingerprints: Uint32Array;
  /** For the one id of a redriven event, which holds it from right behind the stretch on: that event. */
  readonly owner?: RedrivenEvent;
}

/** A redriven event's hold on its id. */
export interface OwnedClaim {
  readonly owner: RedrivenEvent;
  readonly claim: Claim;
}

/** Where ids of accepted events are kept. Reads are consistent. */
export interface ClaimStore {
  /**
   * Adds a segment; one that ends at the same position is replaced.
   *
   * @param expiresAtMs from when on the store may forget it
   */
  putClaims(lane: Lane, segment: ClaimSegment, expiresAtMs: EpochMs): Promise<void>;
  /** Segments that end after `after`, and what redriven events hold from `after` on, newest first. A large one may come in parts. */
  claimsAfter(lane: Lane, after: Position): AsyncIterable<ClaimSegment>;
  /** Those that `claimsAfter` gives, oldest first. */
  claimsSince(lane: Lane, after: Position): AsyncIterable<ClaimSegment>;
  /** The others, newest first. */
  claimsThrough(lane: Lane, through: Position): AsyncIterable<ClaimSegment>;
  /**
   * Adds what a redriven event holds, behind the segments through `through`; again it replaces itself there.
   *
   * @param expiresAtMs from when on the store may forget it
   */
  putOwnedClaim(lane: Lane, through: Position, claim: OwnedClaim, expiresAtMs: EpochMs): Promise<void>;
  /** What redriven events hold of one id in a lane; one of them may come more than once. */
  ownedClaims(lane: Lane, fingerprint: Fingerprint): Promise<readonly OwnedClaim[]>;
  /** Notes that the lane has been left: its records are all done, and those of its children are judged from now on. */
  leaveLane(lane: Lane): Promise<void>;
  isLeft(lane: Lane): Promise<boolean>;
}
