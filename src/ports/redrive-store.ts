import type { Partial } from '../engine/apply.ts';
import type { Position } from '../engine/position.ts';
import type { RedriveDecision } from '../engine/redrive.ts';
import type { EpochMs } from '../engine/time.ts';
import type { Lane } from './lane.ts';
import type { WindowPartition } from './partial-store.ts';

/** An event that came by a queue, by its place in the stream: the same whichever message brings it. */
export interface RedrivenEvent {
  readonly lane: Lane;
  readonly position: Position;
}

/** One stored item: what one redriven event brings to a bucket of a window-partition. */
export interface EventPartialRef extends WindowPartition {
  readonly bucket: number;
  readonly event: RedrivenEvent;
}

/** What is stored about redriven events. Reads are consistent. */
export interface RedriveStore {
  /**
   * Names the dead letter that stands for a record: the first to come. A record may have been sent to the queue more than once.
   *
   * @param letterId id of the envelope, which survives every move between queues
   * @param expiresAtMs from when on the store may forget it
   * @returns the id of the letter that stands for it
   */
  ownLetter(event: RedrivenEvent, letterId: string, expiresAtMs: EpochMs): Promise<string>;
  /** The stored decision; undefined where there is none. */
  readRedrive(event: RedrivenEvent): Promise<RedriveDecision | undefined>;
  /** Stores the decision where there is none yet. @returns what is stored: the only one that may be acted upon */
  decideRedrive(event: RedrivenEvent, decision: RedriveDecision): Promise<RedriveDecision>;
  /** Puts `next` in the place of `before`. @returns what is stored: `next`, or what somebody else has put there */
  amendRedrive(event: RedrivenEvent, before: RedriveDecision, next: RedriveDecision): Promise<RedriveDecision>;
  /** Decisions about a lane's events, by position. */
  redrivesOf(lane: Lane): AsyncIterable<{ readonly position: Position; readonly decision: RedriveDecision }>;
  /**
   * Writes an event's share of a bucket if nothing is there. It is merged with the lanes' partials of the bucket.
   *
   * @returns what is stored: the first that was put
   */
  putEventPartial(ref: EventPartialRef, partial: Partial): Promise<Partial>;
}
