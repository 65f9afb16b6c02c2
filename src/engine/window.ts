import type { EpochMs } from './time.ts';

/** How event time is cut into windows. Windows are half-open `[start, end)`, in UTC, aligned to the epoch plus `offsetMs`. */
export interface TumblingWindow {
  readonly kind: 'tumbling';
  readonly sizeMs: number;
  readonly offsetMs: number;
}

/**
 * Windows of one length, side by side: each instant lies in exactly one.
 *
 * @param sizeMs length of a window, a whole number of milliseconds above 0
 * @param options.offsetMs moves every boundary, 0 ≤ offset < size (weeks that start on Monday: `{ offsetMs: days(4) }`)
 */
export function tumbling(sizeMs: number, options: { readonly offsetMs?: number } = {}): TumblingWindow {
  return { kind: 'tumbling', sizeMs, offsetMs: options.offsetMs ?? 0 };
}

/** Start of the window that holds `timeMs`. */
export function windowStartOf(window: TumblingWindow, timeMs: EpochMs): EpochMs {
  const remainder = (timeMs - window.offsetMs) % window.sizeMs;
  return timeMs - (remainder < 0 ? remainder + window.sizeMs : remainder);
}

/** First instant after the window that starts at `startMs`. */
export function windowEndOf(window: TumblingWindow, startMs: EpochMs): EpochMs {
  return startMs + window.sizeMs;
}

/** The end of the last window that lies wholly before or at `watermarkMs`. */
export function lastWindowEndAt(window: TumblingWindow, watermarkMs: EpochMs): EpochMs {
  return windowStartOf(window, watermarkMs);
}
