import type { Evaluated } from '../../src/engine/evaluate.ts';
import type { RejectReason } from '../../src/engine/rejection.ts';

/** From when on throwing is a fault of the deployed code, not of the events. */
export interface CircuitBreakerPolicy {
  /** Share of the events that user code ran on, above 0 up to 1. */
  readonly share: number;
  /** Least number of events that it threw on. */
  readonly events: number;
}

/** What opened the circuit. */
export interface OpenCircuit {
  /** Events that user code threw on, of so many that it ran on. */
  readonly threw: number;
  readonly ran: number;
  /** What was thrown first in this batch. */
  readonly message: string;
}

export interface CircuitBreaker {
  /**
   * Looks at what user code made of the undecided events of a batch, those from index `from` on, together with those decided just before.
   *
   * @returns undefined where it may be decided about them
   */
  check(evaluated: readonly Evaluated[], from: number): OpenCircuit | undefined;
  /** Events `[from, end)` have been decided. */
  remember(evaluated: readonly Evaluated[], from: number, end: number): void;
}

/** Reasons that come from user code, or from what it returned. */
const OF_USER_CODE: ReadonlySet<RejectReason> = new Set<RejectReason>([
  'USER_CODE_THREW',
  'INVALID_EVENT_ID',
  'INVALID_EVENT_TIME',
  'FUTURE_EVENT_TIME',
  'INVALID_KEY',
  'INVALID_MEASURE_VALUE',
  'TOO_MANY_CONTRIBUTIONS',
]);
/** Memory reaches back over as many events as may be needed to tell, and as many again. */
const MEMORY_FACTOR = 2;

/**
 * Keeps code that throws on most events from rejecting them all: as a deployment fault it is mended by another deployment, and then every
 * event can still be counted in its place.
 *
 * Events decided just before, by this instance, are looked at too, or code that gets one event at a time would never be noticed. They
 * fade, and what is not decided is not remembered: the same batch, delivered again, is judged the same.
 */
export function makeCircuitBreaker({ share, events }: CircuitBreakerPolicy): CircuitBreaker {
  const mostRemembered = (MEMORY_FACTOR * events) / share;
  let ranBefore = 0;
  let threwBefore = 0;

  return {
    check(evaluated, from) {
      const { ran, threw, message } = tally(evaluated, from, evaluated.length);
      const [allThrew, allRan] = [threwBefore + threw, ranBefore + ran];
      if (message === undefined || allThrew < events || allThrew < share * allRan) return undefined;
      return { threw: allThrew, ran: allRan, message };
    },
    remember(evaluated, from, end) {
      const { ran, threw } = tally(evaluated, from, end);
      ranBefore += ran;
      threwBefore += threw;
      if (ranBefore <= mostRemembered) return;
      threwBefore *= mostRemembered / 2 / ranBefore;
      ranBefore = mostRemembered / 2;
    },
  };
}

interface Tally {
  readonly ran: number;
  readonly threw: number;
  readonly message: string | undefined;
}

function tally(evaluated: readonly Evaluated[], from: number, end: number): Tally {
  let ran = 0;
  let threw = 0;
  let message: string | undefined;
  for (let index = from; index < end; index += 1) {
    const event = evaluated[index];
    if (event?.kind === 'event') ran += 1;
    else if (event?.kind === 'rejected' && OF_USER_CODE.has(event.rejection.reason)) {
      ran += 1;
      if (event.rejection.reason !== 'USER_CODE_THREW') continue;
      threw += 1;
      message ??= event.rejection.message;
    }
  }
  return { ran, threw, message };
}
