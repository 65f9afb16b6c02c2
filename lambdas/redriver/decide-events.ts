import type { DeadLetter } from '../../src/codecs/dead-letter.ts';
import type { Claim } from '../../src/engine/claim.ts';
import type { Evaluated } from '../../src/engine/evaluate.ts';
import { aggregationNamed, type Plan } from '../../src/engine/plan.ts';
import { decideRedrive, type RedriveDecision, type RedriveOrigin, type Usable } from '../../src/engine/redrive.ts';
import type { Rejection } from '../../src/engine/rejection.ts';
import { RetryableError } from '../../src/ports/errors.ts';
import type { RedriveStore } from '../../src/ports/redrive-store.ts';
import type { WritePool } from '../shared/write-pool.ts';
import type { LetterEvent } from './open-letter.ts';
import type { WindowsState } from './windows-state.ts';

/** An event whose outcome is durable. */
export interface DecidedEvent {
  readonly event: LetterEvent;
  readonly decision: RedriveDecision;
  /** Left out where all that follows is done: then nothing needs to be known of the event. */
  readonly evaluated: Usable | undefined;
}

export interface DecidedEvents {
  readonly decided: readonly DecidedEvent[];
  /** Events that are still rejected, so that nothing is decided about them. */
  readonly rejections: readonly Rejection[];
  /** Positions of events of which this code makes something else than was decided, or than their letter says. */
  readonly contradicted: readonly string[];
}

export interface DecideEventsDeps {
  readonly plan: Plan;
  readonly store: Pick<RedriveStore, 'readRedrive' | 'decideRedrive'>;
  readonly pool: WritePool;
  /** Takes an event's id for it, unless another event holds that: before the event is counted. */
  readonly takeId: (event: LetterEvent, claim: Claim) => Promise<'taken' | 'duplicate'>;
}

export type DecideEvents = (
  letter: DeadLetter,
  events: readonly LetterEvent[],
  windows: WindowsState,
  isTimeUp: () => boolean,
) => Promise<DecidedEvents>;

/** Makes what finds each event's one decision: the stored one, or else one that it stores. */
export function makeDecideEvents({ plan, store, pool, takeId }: DecideEventsDeps): DecideEvents {
  const propose = async (
    event: LetterEvent,
    evaluated: Usable,
    origin: RedriveOrigin,
    windows: WindowsState,
  ): Promise<RedriveDecision> => {
    const proposed = decideRedrive(evaluated, origin, windows.hasExpired);
    // An event that came too late was accepted by its lane, and its id with it.
    if (origin.origin === 'tooLate' || evaluated.kind !== 'event' || !evaluated.claim) return proposed;
    if ((await takeId(event, evaluated.claim)) === 'taken') return proposed;
    return { origin: 'rejected', outcome: 'duplicate', counted: [], expired: [], isDone: true };
  };

  return async (letter, events, windows, isTimeUp) => {
    const stored = new Map<LetterEvent, RedriveDecision>();
    const read = async (event: LetterEvent): Promise<void> => {
      const decision = await store.readRedrive(event);
      if (decision) stored.set(event, decision);
    };
    await pool.run(events, read, isTimeUp);

    const origin = originOf(letter);
    const isKnown = origin.aggregations?.every((name) => aggregationNamed(plan, name) !== undefined) ?? true;
    const decided: DecidedEvent[] = [];
    const undecided: { readonly event: LetterEvent; readonly evaluated: Usable; readonly proposed: RedriveDecision }[] =
      [];
    const rejections: Rejection[] = [];
    const contradicted: string[] = [];
    for (const event of events) {
      if (isTimeUp()) throw new RetryableError('no time is left to judge all events of a letter');
      const decision = stored.get(event);
      if (decision?.isDone) {
        decided.push({ event, decision, evaluated: undefined });
        continue;
      }
      const evaluated: Evaluated = await event.evaluate(decision !== undefined);
      if (evaluated.kind !== 'rejected') {
        if (decision) decided.push({ event, decision, evaluated });
        else if (!isKnown) contradicted.push(event.position);
        else undecided.push({ event, evaluated, proposed: await propose(event, evaluated, origin, windows) });
      } else if (decision || origin.origin === 'tooLate') contradicted.push(event.position);
      else rejections.push(evaluated.rejection);
    }

    await pool.run(
      undecided,
      async ({ event, evaluated, proposed }) => {
        decided.push({ event, decision: await store.decideRedrive(event, proposed), evaluated });
      },
      isTimeUp,
    );
    return { decided, rejections, contradicted };
  };
}

function originOf(letter: DeadLetter): RedriveOrigin {
  if (letter.kind === 'rejected') return { origin: 'rejected' };
  return { origin: 'tooLate', aggregations: letter.windows.map(({ aggregation }) => aggregation) };
}
