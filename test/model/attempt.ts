import type { Phase } from './attempt-phases.ts';
import { phasesOf } from './attempt-phases.ts';
import { judgementOf, type Lanes } from './lanes.ts';
import type { Setting } from './scope.ts';
import {
  APPLIED,
  at,
  attempt,
  clear,
  DECIDED,
  EXCEPTION,
  ITERATOR,
  LAST,
  PARTIAL,
  partialAt,
  REJECTED,
  STEP,
  type State,
  WINDOWS,
  ZOMBIE,
} from './state.ts';

/** Where an attempt is, and what of a batch is left to do for it: everything but the steps themselves. */
export class Attempts {
  readonly lanes: Lanes;
  readonly #off: Setting['off'];
  readonly #phases: readonly Phase[];

  constructor({ off }: Setting, lanes: Lanes) {
    this.lanes = lanes;
    this.#off = off;
    this.#phases = phasesOf(off);
  }

  phaseOf(state: State, slot: number): Phase {
    return this.#phases[at(state, slot + STEP) - 1] ?? 'done';
  }

  /**
   * Reads progress and judges what it does not tell. Everything up to `end` that cannot be done by this code, because it rejects what
   * was decided to count, is left to another attempt.
   */
  begin(state: State, slot: number): void {
    const lane = at(state, slot + attempt.lane);
    const last = this.#off.has('no skip by progress') ? 0 : at(state, LAST + lane);
    const from = Math.max(at(state, ITERATOR + lane), last);
    const decided = this.#off.has('decide anew on retry') ? from : at(state, DECIDED + lane);
    let end = at(state, slot + attempt.end);
    for (let position = from + 1; position <= end; position += 1) {
      const event = this.lanes.eventAt(lane, position);
      const { late, rejects } = judgementOf(this.lanes.event(event).processor, at(state, slot + attempt.version));
      const stored = at(state, EXCEPTION + event);
      if (position <= decided && rejects && stored !== REJECTED) {
        end = position - 1;
        break;
      }
      const judged = rejects ? REJECTED : late;
      state[slot + attempt.outcome + position - 1] = position <= decided ? stored : judged;
    }
    state[slot + attempt.from] = from;
    state[slot + attempt.end] = end;
    state[slot + attempt.fresh] = 1;
    state[slot + attempt.decides] = end > Math.max(from, decided) ? 1 : 0;
    state[slot + STEP] = 1;
    state[slot + attempt.cursor] = 0;
    if (end <= from) this.finish(state, slot, Math.min(end, last));
    else this.settle(state, slot);
  }

  /** Goes on to where something is to be done. */
  settle(state: State, slot: number): void {
    // Nobody is there to go on after a write that lands late.
    if (at(state, slot + attempt.isWriteOnly) === 1) {
      clear(state, slot, attempt.bytes);
      return;
    }
    for (;;) {
      if (at(state, slot + attempt.cursor) >= this.#length(state, slot)) {
        state[slot + attempt.cursor] = 0;
        state[slot + STEP] = at(state, slot + STEP) + 1;
        if (at(state, slot + STEP) > this.#phases.length) {
          this.finish(state, slot, at(state, slot + attempt.end));
          return;
        }
        this.#forget(state, slot);
      }
      if (this.#isAtPut(state, slot)) this.#hold(state, slot, at(state, slot + attempt.cursor) >> 1);
      if (this.#hasWork(state, slot)) return;
      state[slot + attempt.cursor] = at(state, slot + attempt.cursor) + 1;
    }
  }

  /** Drops what no later step asks for, so that states which differ only in that are one. */
  #forget(state: State, slot: number): void {
    const step = at(state, slot + STEP) - 1;
    const isPast = (phase: Phase): boolean => this.#phases.indexOf(phase) < step;
    if (isPast('decide')) state[slot + attempt.version] = state[slot + attempt.fresh] = 0;
    if (isPast('write')) state[slot + attempt.heldApplied] = state[slot + attempt.held] = 0;
    if (isPast('refire')) state[slot + attempt.fired] = state[slot + attempt.wrote] = 0;
    const isLast = this.#phases[step] === 'done' && step === this.#phases.length - 1;
    if (isLast && !this.#off.has('compare-and-set dropped')) {
      state[slot + attempt.from] = 0;
      state.fill(0, slot + attempt.outcome, slot + attempt.bytes);
    }
  }

  /** One thing is done; on to the next. */
  next(state: State, slot: number): void {
    state[slot + attempt.cursor] = at(state, slot + attempt.cursor) + 1;
    this.settle(state, slot);
  }

  /** Answers: the mapping goes on behind `through`, unless it has given the attempt up. */
  finish(state: State, slot: number, through: number): void {
    const lane = at(state, slot + attempt.lane);
    if (slot !== ZOMBIE) state[ITERATOR + lane] = Math.max(at(state, ITERATOR + lane), through);
    clear(state, slot, attempt.bytes);
  }

  /** Windows that the batch counts in, whoever wrote them. */
  concerned(state: State, slot: number): number {
    const lane = at(state, slot + attempt.lane);
    let windows = 0;
    for (let position = at(state, slot + attempt.from) + 1; position <= at(state, slot + attempt.end); position += 1) {
      windows |= this.countedIn(state, slot, lane, position);
    }
    return windows;
  }

  /** Windows that the event at a position counts in, by this attempt's decisions. */
  countedIn(state: State, slot: number, lane: number, position: number): number {
    const outcome = at(state, slot + attempt.outcome + position - 1);
    return outcome === REJECTED ? 0 : this.lanes.event(this.lanes.eventAt(lane, position)).windows & ~outcome;
  }

  /** Positions that its partial of a window lacks, by what it holds of it. */
  *missing(state: State, slot: number, window: number): Generator<number> {
    const lane = at(state, slot + attempt.lane);
    const applied = at(state, slot + attempt.heldApplied);
    const from = Math.max(at(state, slot + attempt.from), applied);
    for (let position = from + 1; position <= at(state, slot + attempt.end); position += 1) {
      if ((this.countedIn(state, slot, lane, position) & (1 << window)) !== 0) yield position;
    }
  }

  #length(state: State, slot: number): number {
    const phase = this.phaseOf(state, slot);
    if (phase === 'aside') return at(state, slot + attempt.end);
    if (phase === 'write') return 2 * WINDOWS;
    return phase === 'refire' ? WINDOWS : 1;
  }

  #hasWork(state: State, slot: number): boolean {
    const cursor = at(state, slot + attempt.cursor);
    switch (this.phaseOf(state, slot)) {
      case 'decide':
        return at(state, slot + attempt.decides) === 1;
      case 'aside':
        return cursor >= at(state, slot + attempt.from) && at(state, slot + attempt.outcome + cursor) !== 0;
      case 'write':
        return this.#mustWrite(state, slot, cursor >> 1, (cursor & 1) === 0);
      case 'look':
        return this.concerned(state, slot) !== 0 && !this.#off.has('no look');
      case 'refire':
        return (at(state, slot + attempt.fired) & (1 << cursor)) !== 0;
      case 'done':
        return true;
    }
  }

  #mustWrite(state: State, slot: number, window: number, isMark: boolean): boolean {
    if ((this.concerned(state, slot) & (1 << window)) === 0) return false;
    if (isMark) return !this.#off.has('no mark');
    return !this.missing(state, slot, window).next().done;
  }

  #isAtPut(state: State, slot: number): boolean {
    return this.phaseOf(state, slot) === 'write' && (at(state, slot + attempt.cursor) & 1) === 1;
  }

  /** Reads the partial that is to be written next; what it held of another one is of no use any more. */
  #hold(state: State, slot: number, window: number): void {
    const place = partialAt(at(state, slot + attempt.lane), window);
    state[slot + attempt.heldApplied] = at(state, APPLIED + place);
    state[slot + attempt.held] = at(state, PARTIAL + place);
  }
}
