import type { HasExpired } from '../../src/engine/redrive.ts';
import type { EpochMs } from '../../src/engine/time.ts';
import { windowEndOf } from '../../src/engine/window.ts';
import type { Control } from '../../src/ports/control-store.ts';

/** How far windows have come, as control items said when they were read. */
export interface WindowsState {
  /** Nothing new is counted into the window. */
  readonly hasExpired: HasExpired;
  /** Its items may be gone, so that what is absent may have been there. */
  readonly isCollected: HasExpired;
}

/**
 * Reads them anew for each letter. A window is collected an hour after it has expired at the earliest, and no invocation lasts that long: in
 * what has not expired here partials can be written until its end.
 */
export function windowsStateOf(controls: readonly Control[]): WindowsState {
  const through =
    (boundOf: (control: Control) => EpochMs | null): HasExpired =>
    ({ plan: { aggregation }, windowStartMs }) => {
      const { name, generation, window } = aggregation;
      const control = controls.find((one) => one.aggregation === name && one.generation === generation);
      const boundMs = control ? boundOf(control) : null;
      return boundMs !== null && windowEndOf(window, windowStartMs) <= boundMs;
    };
  return {
    hasExpired: through(({ expiredThroughMs }) => expiredThroughMs),
    isCollected: through(({ collectedThroughMs }) => collectedThroughMs),
  };
}
