/** SQS API reference, ChangeMessageVisibility: 12 hours. */
const MAX_SECONDS = 43_200;

/** A visibility timeout as SQS takes it. @throws RangeError where it is not whole seconds up to 12 h */
export function visibilitySeconds(delayMs: number): number {
  const seconds = delayMs / 1_000;
  if (Number.isInteger(seconds) && seconds >= 0 && seconds <= MAX_SECONDS) return seconds;
  throw new RangeError(`a message is hidden for whole seconds from 0 to ${MAX_SECONDS}, got ${delayMs} ms`);
}
