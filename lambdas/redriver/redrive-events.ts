import type { DeadLetter } from '../../src/codecs/dead-letter.ts';
import { InvariantError } from '../../src/engine/errors.ts';
import type { Plan } from '../../src/engine/plan.ts';
import { contributionsOf } from '../../src/engine/redrive.ts';
import type { Rejection } from '../../src/engine/rejection.ts';
import type { EpochMs } from '../../src/engine/time.ts';
import type { ControlStore } from '../../src/ports/control-store.ts';
import type { DeadLetters, TooLateRecord } from '../../src/ports/dead-letters.ts';
import type { MarkStore } from '../../src/ports/mark-store.ts';
import type { WindowPartition } from '../../src/ports/partial-store.ts';
import type { RedriveStore } from '../../src/ports/redrive-store.ts';
import { BoundedSet } from '../shared/bounded-set.ts';
import { windowId, windowsOf } from '../shared/windows-of.ts';
import type { WritePool } from '../shared/write-pool.ts';
import type { DecidedEvent, DecideEvents } from './decide-events.ts';
import { type EventShare, firstOfWindows, writeShare } from './event-partials.ts';
import type { LetterEvent } from './open-letter.ts';
import { windowsStateOf } from './windows-state.ts';
import type { WithdrawExpired } from './withdraw-expired.ts';

const REMEMBERED_MARKS = 10_000;

export interface RedriveEventsDeps {
  readonly plan: Plan;
  readonly store: RedriveStore & MarkStore & Pick<ControlStore, 'readControls'>;
  readonly decideEvents: DecideEvents;
  readonly withdrawExpired: WithdrawExpired;
  /** Write, then look: asks for corrections of windows that were announced. */
  readonly refire: (windows: readonly WindowPartition[], isTimeUp: () => boolean) => Promise<number>;
  readonly deadLetters: Pick<DeadLetters, 'sendTooLate'>;
  readonly pool: WritePool;
  readonly nonce: () => string;
  /** So many events have been decided and are done. */
  readonly onRedriven: (events: number) => void;
}

/** @returns why an event is still rejected, undefined where none is; the others are done. @throws InvariantError where this code cannot do it */
export type RedriveEvents = (
  letter: DeadLetter,
  events: readonly LetterEvent[],
  isTimeUp: () => boolean,
) => Promise<Rejection | undefined>;

/**
 * Makes what gives the events of one letter their outcome, each exactly once however often it comes by.
 *
 * The order is that of the protocol: decide, mark, write, look, and only then let the letter go.
 */
export function makeRedriveEvents(deps: RedriveEventsDeps): RedriveEvents {
  const { plan, store, decideEvents, withdrawExpired, refire, deadLetters, pool, nonce, onRedriven } = deps;
  const marked = new BoundedSet(REMEMBERED_MARKS);

  const count = async (shares: readonly EventShare[], isTimeUp: () => boolean): Promise<void> => {
    const windows = windowsOf(shares.map(({ bucket }) => bucket));
    const unmarked = windows.filter((window) => !marked.has(windowId(window)));
    await pool.run(unmarked, (window) => store.ensureMark({ window, nonce: nonce() }), isTimeUp);
    for (const window of unmarked) marked.add(windowId(window));
    const { first, rest } = firstOfWindows(shares);
    await pool.run(first, (share) => writeShare(store, share), isTimeUp);
    await pool.run(rest, (share) => writeShare(store, share), isTimeUp);
    await refire(windows, isTimeUp);
  };

  /** The event for the late queue, naming windows that had expired; undefined where it does not go there (again). */
  const lateRecord = (letter: DeadLetter, { event, decision, evaluated }: DecidedEvent): TooLateRecord | undefined => {
    const { expired, isDone } = decision;
    // Where it has just come from the late queue, it goes back there: that was its only copy.
    if (expired.length === 0 || (isDone && letter.kind !== 'tooLate')) return undefined;
    const eventTimeMs = letter.kind === 'tooLate' ? letter.eventTimeMs : eventTimeOf(evaluated);
    const windows = expired.map(({ aggregation, windowStartMs }) => ({
      aggregation,
      windowStartMs,
      reason: 'STATE_EXPIRED' as const,
    }));
    return { record: event.record(), position: event.position, eventTimeMs, windows };
  };

  return async (letter, events, isTimeUp) => {
    const windows = windowsStateOf(await store.readControls());
    const { decided, rejections, held, contradicted } = await decideEvents(letter, events, windows, isTimeUp);
    // What was done before comes without the event itself. A duplicate is done as soon as it is decided.
    onRedriven(decided.filter(({ decision, evaluated }) => decision.isDone && evaluated).length);
    const current: DecidedEvent[] = [];
    for (const one of decided) current.push(one.decision.isDone ? one : await withdrawExpired.withdraw(one, windows));

    const undone = current.filter(({ decision }) => !decision.isDone);
    const able: DecidedEvent[] = [];
    const shares: EventShare[] = [];
    for (const one of undone) {
      const { event, decision, evaluated } = one;
      const buckets = evaluated && contributionsOf(plan.aggregations, event.position, evaluated, decision.counted);
      if (!buckets) continue;
      able.push(one);
      for (const bucket of buckets) shares.push({ event, bucket });
    }
    await count(shares, isTimeUp);
    await withdrawExpired.requireKept(able, windows);
    const late = [...able, ...current.filter(({ decision }) => decision.isDone)].map((one) => lateRecord(letter, one));
    const toLateQueue = late.filter((record) => record !== undefined);
    if (toLateQueue.length > 0) await deadLetters.sendTooLate(toLateQueue);
    await pool.run(
      able,
      async ({ event, decision }) => {
        await store.amendRedrive(event, decision, { ...decision, isDone: true });
        onRedriven(1);
      },
      isTimeUp,
    );

    const [trouble] = held;
    if (trouble) throw trouble;
    // The letter goes to the dead-letter queue in the end, where somebody sees it and other code may take it up.
    const [unable = undone.find((one) => !able.includes(one))?.event.position] = contradicted;
    if (unable !== undefined) {
      throw new InvariantError(
        `of the event at ${unable} this code makes something else than was decided, or than its letter says: deploy code that does it, then redrive`,
      );
    }
    return rejections[0];
  };
}

/** Only what happened at some time belongs to a window. */
function eventTimeOf(evaluated: DecidedEvent['evaluated']): EpochMs {
  if (evaluated?.kind === 'event') return evaluated.eventTimeMs;
  throw new InvariantError('an event without a time was decided to be of a window');
}
