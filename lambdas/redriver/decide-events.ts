import type { DeadLetter } from '../../src/codecs/dead-letter.ts';
import { aggregationNamed, type Plan } from '../../src/engine/plan.ts';
import { decideRedrive, type RedriveDecision, type RedriveOrigin, type Usable } from '../../src/engine/redrive.ts';
import type { Rejection } from '../../src/engine/rejection.ts';
import { RetryableError } from '../../src/ports/errors.ts';
import type { RedriveStore } from '../../src/ports/redrive-store.ts';
import type { WritePool } from '../shared/write-pool.ts';
import type { LetterEvent } from './open-letter.ts';
import { DUPLICATE, type TakeId } from './take-id.ts';
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
  /** What keeps events from being decided now, one for each. */
  readonly held: readonly RetryableError[];
  /** Positions of events of which this code makes something else than was decided, or than their letter says. */
  readonly contradicted: readonly string[];
}

export interface DecideEventsDeps {
  readonly plan: Plan;
  readonly store: Pick<RedriveStore, 'readRedrive' | 'decideRedrive'>;
  readonly pool: WritePool;
  readonly takeId: TakeId;
}

export type DecideEvents = (
  letter: DeadLetter,
  events: readonly LetterEvent[],
  windows: WindowsState,
  isTimeUp: () => boolean,
) => Promise<DecidedEvents>;

/** Makes what finds each event's one decision: the stored one, or else one that it stores. */
export function makeDecideEvents({ plan, store, pool, takeId }: DecideEventsDeps): DecideEvents {
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
    const rejections: Rejection[] = [];
    const held: RetryableError[] = [];
    const contradicted: string[] = [];
    const proposals: Proposal[] = [];
    const decide = async ({ event, evaluated, proposed }: Proposal): Promise<void> => {
      decided.push({ event, evaluated, decision: await store.decideRedrive(event, proposed) });
    };
    const judge = async (event: LetterEvent): Promise<void> => {
      const decision = stored.get(event);
      if (decision?.isDone) {
        decided.push({ event, decision, evaluated: undefined });
        return;
      }
      const evaluated = await event.evaluate(decision !== undefined);
      if (evaluated.kind === 'rejected') {
        if (decision || origin.origin === 'tooLate') contradicted.push(event.position);
        else rejections.push(evaluated.rejection);
      } else if (decision) decided.push({ event, decision, evaluated });
      else if (!isKnown) contradicted.push(event.position);
      else {
        const proposed = decideRedrive(evaluated, origin, windows.hasExpired);
        const claim = origin.origin === 'rejected' && evaluated.kind === 'event' ? evaluated.claim : undefined;
        if (!claim) proposals.push({ event, evaluated, proposed });
        else {
          const { partitionKey } = event.record();
          const outcome = await takeId(event, partitionKey, claim);
          // At once: an id that is taken holds up every event that has the same.
          await decide({ event, evaluated, proposed: outcome === 'taken' ? proposed : DUPLICATE });
        }
      }
    };
    for (const event of events) {
      if (isTimeUp()) throw new RetryableError('no time is left to judge all events of a letter');
      try {
        await judge(event);
      } catch (error) {
        if (!(error instanceof RetryableError)) throw error;
        held.push(error);
      }
    }
    await pool.run(proposals, decide, isTimeUp);
    return { decided, rejections, held, contradicted };
  };
}

interface Proposal {
  readonly event: LetterEvent;
  readonly evaluated: Usable;
  readonly proposed: RedriveDecision;
}

function originOf(letter: DeadLetter): RedriveOrigin {
  if (letter.kind === 'rejected') return { origin: 'rejected' };
  return { origin: 'tooLate', aggregations: letter.windows.map(({ aggregation }) => aggregation) };
}
