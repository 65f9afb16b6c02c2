import type { Judgement, ModelEvent, Scope } from './scope.ts';
import { LANES } from './state.ts';

/** The events of a scope by lane and place, as an attempt meets them. */
export class Lanes {
  readonly #events: readonly (readonly number[])[];
  readonly #scope: Scope;

  constructor(scope: Scope) {
    this.#scope = scope;
    this.#events = Array.from({ length: LANES }, (_, lane) =>
      scope.events.flatMap((event, index) => (event.lane === lane ? [index] : [])),
    );
  }

  lengthOf(lane: number): number {
    return this.#events[lane]?.length ?? 0;
  }

  /** Versions of the code that a lane's events tell apart. */
  versionsOf(lane: number): number {
    const counts = (this.#events[lane] ?? []).map((event) => this.event(event).processor.length);
    return Math.max(1, ...counts);
  }

  /** The number of the event at a position, which counts from 1. */
  eventAt(lane: number, position: number): number {
    const event = this.#events[lane]?.[position - 1];
    if (event === undefined) throw new RangeError(`lane ${lane} has nothing at ${position}`);
    return event;
  }

  positionOf(event: number): number {
    return (this.#events[this.event(event).lane]?.indexOf(event) ?? -1) + 1;
  }

  event(event: number): ModelEvent {
    const found = this.#scope.events[event];
    if (!found) throw new RangeError(`there is no event ${event}`);
    return found;
  }
}

/** What a version makes of an event, by a list that is shorter where versions agree. */
export function judgementOf(versions: readonly Judgement[], version: number): Judgement {
  const judgement = versions[Math.min(version, versions.length - 1)];
  if (!judgement) throw new RangeError('an event must be judged by some version');
  return judgement;
}
