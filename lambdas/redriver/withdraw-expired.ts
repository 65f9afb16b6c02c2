import { InvariantError } from '../../src/engine/errors.ts';
import { aggregationNamed, type Plan } from '../../src/engine/plan.ts';
import { contributionsOf, type HasExpired, type RedriveTarget, withExpired } from '../../src/engine/redrive.ts';
import type { ControlStore } from '../../src/ports/control-store.ts';
import type { RedriveStore } from '../../src/ports/redrive-store.ts';
import type { DecidedEvent } from './decide-events.ts';
import { closeShare } from './event-partials.ts';
import { type WindowsState, windowsStateOf } from './windows-state.ts';

export interface WithdrawExpiredDeps {
  readonly plan: Plan;
  readonly store: Pick<RedriveStore, 'putEventPartial' | 'amendRedrive'> & Pick<ControlStore, 'readControls'>;
}

/** Deals with decisions that an earlier attempt took and did not finish, where windows that they count in have expired since. */
export interface WithdrawExpired {
  /**
   * Withdraws an event from those of its windows that it has not reached; for them it goes to the late queue instead.
   *
   * @throws InvariantError where such a window is collected
   */
  withdraw(decided: DecidedEvent, windows: WindowsState): Promise<DecidedEvent>;
  /** @throws InvariantError where a window is collected by now that had expired before these events were written into it */
  requireKept(decided: readonly DecidedEvent[], windows: WindowsState): Promise<void>;
}

export function makeWithdrawExpired({ plan, store }: WithdrawExpiredDeps): WithdrawExpired {
  const targetsWhere = ({ decision }: DecidedEvent, holds: HasExpired): readonly RedriveTarget[] =>
    decision.counted.filter(({ aggregation, generation, windowStartMs }) => {
      const found = aggregationNamed(plan, aggregation);
      return found?.aggregation.generation === generation && holds({ plan: found, windowStartMs });
    });

  /** Where a window is collected, what is absent may have been there: nobody can say any more whether the event was counted. */
  const refuseCollected = (decided: DecidedEvent, windows: WindowsState): void => {
    const [gone] = targetsWhere(decided, windows.isCollected);
    if (!gone) return;
    throw new InvariantError(
      `the event at ${decided.event.position} was to be counted by "${gone.aggregation}" in the window of ${gone.windowStartMs}, whose state ` +
        'was collected before that was known to be done: look whether its results have the event, then purge the letter',
    );
  };

  return {
    async withdraw(decided, windows) {
      const { event, decision, evaluated } = decided;
      const expired = targetsWhere(decided, windows.hasExpired);
      if (expired.length === 0 || !evaluated) return decided;
      refuseCollected(decided, windows);
      const withdrawn: RedriveTarget[] = [];
      for (const target of expired) {
        const [bucket] = contributionsOf(plan.aggregations, event.position, evaluated, [target]) ?? [];
        if (bucket && (await closeShare(store, { event, bucket }))) withdrawn.push(target);
      }
      if (withdrawn.length === 0) return decided;
      // What was absent a moment ago may have been collected just before.
      refuseCollected(decided, windowsStateOf(await store.readControls()));
      return { ...decided, decision: await store.amendRedrive(event, decision, withExpired(decision, withdrawn)) };
    },

    async requireKept(decided, windows) {
      const inExpired = decided.filter((one) => targetsWhere(one, windows.hasExpired).length > 0);
      if (inExpired.length === 0) return;
      const now = windowsStateOf(await store.readControls());
      for (const one of inExpired) refuseCollected(one, now);
    },
  };
}
