/** What is left of an invocation. */
export interface InvocationTime {
  getRemainingTimeInMillis(): number;
}

/** Most of the time that a stretch of work may be left to finish. */
const MAX_MARGIN_MS = 8_000;
const MARGIN_SHARE = 0.2;
/** What is left at least for the answer itself. */
const LAST_MARGIN_MS = 1_000;

export interface Deadline {
  /** True once no more work is to be begun. */
  isNear(): boolean;
  /** True once not even clearing up is to be begun. */
  isOver(): boolean;
}

/**
 * Says when to stop starting work, so that the invocation ends by itself: a function killed by its timeout reports nothing, and
 * its whole batch comes back.
 */
export function makeDeadline(time: InvocationTime): Deadline {
  const marginMs = Math.min(MAX_MARGIN_MS, time.getRemainingTimeInMillis() * MARGIN_SHARE);
  return {
    isNear: () => time.getRemainingTimeInMillis() < marginMs,
    isOver: () => time.getRemainingTimeInMillis() < Math.min(LAST_MARGIN_MS, marginMs),
  };
}
