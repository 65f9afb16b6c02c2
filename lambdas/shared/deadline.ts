/** What is left of an invocation. */
export interface InvocationTime {
  getRemainingTimeInMillis(): number;
}

/** Most of the time that a stretch of work may be left to finish. */
const MAX_MARGIN_MS = 8_000;
const MARGIN_SHARE = 0.2;

/**
 * Says when to stop starting work, so that the invocation ends by itself: a function killed by its timeout reports nothing, and
 * its whole batch comes back.
 */
export function makeDeadline(time: InvocationTime): { readonly isNear: () => boolean } {
  const marginMs = Math.min(MAX_MARGIN_MS, time.getRemainingTimeInMillis() * MARGIN_SHARE);
  return { isNear: () => time.getRemainingTimeInMillis() < marginMs };
}
