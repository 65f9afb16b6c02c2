/** How much faster than on AWS alarms look at time. Metrics keep real time; only the periods of alarms are shorter. */
export interface TimeScale {
  /** What one data point covers: a minute on AWS. */
  readonly resolutionMs: number;
  /** How long a period of an alarm is here. */
  periodMs(seconds: number): number;
}

const MINUTE_MS = 60_000;

/** @param scale 1 as on AWS; with 60, five minutes of an alarm are five seconds. @throws RangeError unless it divides 60,000 */
export function makeTimeScale(scale: number): TimeScale {
  if (!Number.isInteger(MINUTE_MS / scale) || !Number.isInteger(scale) || scale < 1) {
    throw new RangeError(`alarms.periodScale is ${scale}; it must be a whole number that divides 60000, such as 60`);
  }
  return { resolutionMs: MINUTE_MS / scale, periodMs: (seconds) => (seconds * 1_000) / scale };
}
