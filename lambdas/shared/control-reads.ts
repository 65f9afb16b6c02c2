import { type ExpiredThrough, NOTHING_EXPIRED } from '../../src/engine/expired.ts';
import type { Plan } from '../../src/engine/plan.ts';
import type { EpochMs } from '../../src/engine/time.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { Control, ControlStore } from '../../src/ports/control-store.ts';

/**
 * Age of the control items by which events are judged, at most: whoever announces that windows have expired waits for longer than this
 * before their items go.
 */
const MAX_AGE_MS = 300_000;
/** Below every window end. */
const NOTHING = -1;

/** The control items as one instance reads them, for whatever purpose. */
export interface ControlReads extends Pick<ControlStore, 'readControls'> {
  /** Which windows have expired, as was read at most 5 minutes ago: a busy instance needs no read of its own for it. */
  expiredThrough(): Promise<ExpiredThrough>;
}

export interface ControlReadsDeps {
  readonly plan: Plan;
  readonly store: Pick<ControlStore, 'readControls'>;
  readonly clock: Pick<Clock, 'nowMs'>;
}

export function makeControlReads({ plan, store, clock }: ControlReadsDeps): ControlReads {
  let known: { readonly through: ExpiredThrough; readonly atMs: EpochMs } | undefined;

  const readControls = async (): Promise<readonly Control[]> => {
    // The time before the question: what is announced while the answer is on its way is not in it.
    const atMs = clock.nowMs();
    const controls = await store.readControls();
    known = { through: expiredThroughOf(plan, controls), atMs };
    return controls;
  };

  return {
    readControls,
    async expiredThrough() {
      // Either way: of a clock that was set back nobody knows how old this is.
      if (!known || Math.abs(clock.nowMs() - known.atMs) > MAX_AGE_MS) await readControls();
      return known?.through ?? NOTHING_EXPIRED;
    },
  };
}

function expiredThroughOf(plan: Plan, controls: readonly Control[]): ExpiredThrough {
  return plan.aggregations.map(({ aggregation: { name, generation } }) => {
    const control = controls.find((one) => one.aggregation === name && one.generation === generation);
    return control?.expiredThroughMs ?? NOTHING;
  });
}
