/** Why a record cannot be processed, now or ever. The code is stable: dashboards, queues and redrives filter by it. */
export type RejectReason =
  | 'UNDECODABLE'
  | 'UNKNOWN_SCHEMA'
  | 'INCOMPATIBLE_SCHEMA'
  | 'UNKNOWN_EVENT_TYPE'
  | 'INVALID_EVENT'
  | 'INVALID_EVENT_ID'
  | 'INVALID_EVENT_TIME'
  | 'FUTURE_EVENT_TIME'
  | 'USER_CODE_THREW'
  | 'INVALID_KEY'
  | 'INVALID_MEASURE_VALUE'
  | 'TOO_MANY_CONTRIBUTIONS'
  /** Its processing ended the process, time and again, without a word. */
  | 'PROCESSOR_CRASHED'
  /** Too large for an invocation: nothing has looked at it yet. */
  | 'UNDELIVERABLE';

/** A record refused as a value: bad input is expected, so it is never thrown across a seam. */
export interface Rejection {
  readonly reason: RejectReason;
  /** What was wrong and what was given, for a person; never the payload. */
  readonly message: string;
}

/** Thrown inside `evaluate` by the engine's own checks of user results and caught there; never crosses a seam. */
export class RejectedValue extends Error {
  readonly reason: RejectReason;

  constructor(reason: RejectReason, message: string) {
    super(message);
    this.reason = reason;
  }
}
