import { Attempts } from './attempt.ts';
import { copyOf, type Emit, eventNames, laneNames, named, windowNames } from './emit.ts';
import type { Lanes } from './lanes.ts';
import type { Setting } from './scope.ts';
import {
  APPLIED,
  ATTEMPTS,
  at,
  attempt,
  bumpVersion,
  DECIDED,
  EXCEPTION,
  FIRED_THROUGH,
  faultsLeft,
  ITERATOR,
  LANES,
  LAST,
  LATE_QUEUE,
  LETTER,
  MARK,
  PARTIAL,
  partialAt,
  REJECTED,
  REMEMBERED,
  STEP,
  type State,
  setMark,
  TASK,
  ZOMBIE,
} from './state.ts';
import { addEvent } from './tally.ts';

/** The stream-processor: attempts at batches, each operation on something durable one step. */
export class Processor {
  readonly attempts: Attempts;
  readonly #lanes: Lanes;
  readonly #off: Setting['off'];

  constructor(setting: Setting, lanes: Lanes) {
    this.attempts = new Attempts(setting, lanes);
    this.#lanes = lanes;
    this.#off = setting.off;
  }

  steps(state: State, emit: Emit): void {
    for (let lane = 0; lane < LANES; lane += 1) {
      const slot = ATTEMPTS + lane * attempt.bytes;
      if (at(state, slot + STEP) === 0) this.#start(state, lane, slot, emit);
      else this.#step(state, slot, emit);
    }
    if (at(state, ZOMBIE + STEP) !== 0) this.#step(state, ZOMBIE, emit);
  }

  nameOf(state: State, slot: number): string {
    const lane = laneNames[at(state, slot + attempt.lane)] ?? '';
    if (slot !== ZOMBIE) return lane;
    return at(state, slot + attempt.isWriteOnly) === 1 ? `${lane}, a write that lands late` : `${lane}, given up`;
  }

  /** The mapping sends a batch: from where it is to anywhere, as re-cut batches end anywhere. */
  #start(state: State, lane: number, slot: number, emit: Emit): void {
    for (let end = at(state, ITERATOR + lane) + 1; end <= this.#lanes.lengthOf(lane); end += 1) {
      for (let version = 0; version < this.#lanes.versionsOf(lane); version += 1) {
        const after = copyOf(state);
        after[slot + attempt.lane] = lane;
        after[slot + attempt.version] = version;
        after[slot + attempt.end] = end;
        this.attempts.begin(after, slot);
        emit(after, laneNames[lane] ?? '', `code ${version + 1} reads progress for a batch through its event ${end}`);
      }
    }
  }

  #step(state: State, slot: number, emit: Emit): void {
    const cursor = at(state, slot + attempt.cursor);
    const after = copyOf(state);
    const what = this.#act(after, slot, cursor);
    const lane = at(state, slot + attempt.lane);
    const hasAnswered = at(after, ITERATOR + lane) !== at(state, ITERATOR + lane);
    emit(after, this.nameOf(state, slot), what);
    if (hasAnswered && at(state, faultsLeft.crashes) > 0) {
      const unheard = copyOf(state);
      this.#act(unheard, slot, cursor);
      unheard[ITERATOR + lane] = at(state, ITERATOR + lane);
      unheard[faultsLeft.crashes] = at(state, faultsLeft.crashes) - 1;
      emit(unheard, this.nameOf(state, slot), `${what}, and dies before it answers`);
    }
    if (this.attempts.phaseOf(state, slot) === 'write') this.#variants(state, slot, cursor, emit);
    if (this.#off.has('inconsistent look') && this.attempts.phaseOf(state, slot) === 'look') {
      const stale = copyOf(state);
      this.attempts.next(stale, slot);
      emit(stale, this.nameOf(state, slot), 'looks what is announced, and is told what was long ago: nothing');
    }
  }

  #act(state: State, slot: number, cursor: number): string {
    const lane = at(state, slot + attempt.lane);
    switch (this.attempts.phaseOf(state, slot)) {
      case 'decide':
        return this.#decide(state, slot, lane);
      case 'aside':
        return this.#sendAside(state, slot, lane, cursor);
      case 'write':
        return (cursor & 1) === 0 ? this.#mark(state, slot, lane, cursor >> 1) : this.#put(state, slot, cursor >> 1);
      case 'look':
        return this.#look(state, slot);
      case 'refire':
        setMark(state, cursor, 1);
        state[TASK + cursor] = 1;
        this.attempts.next(state, slot);
        return `renews the mark of ${windowNames[cursor]} and sends its task`;
      case 'done':
        return this.#finish(state, slot, lane);
    }
  }

  #decide(state: State, slot: number, lane: number): string {
    const isUnconditional = this.#off.has('compare-and-set dropped');
    if (at(state, slot + attempt.fresh) === 0 && !isUnconditional) {
      this.#readAnew(state, slot);
      return 'is refused its decisions, and reads progress anew';
    }
    const end = at(state, slot + attempt.end);
    for (let position = at(state, slot + attempt.from) + 1; position <= end; position += 1) {
      state[EXCEPTION + this.#lanes.eventAt(lane, position)] = at(state, slot + attempt.outcome + position - 1);
    }
    if (isUnconditional) state[LAST + lane] = at(state, slot + attempt.from);
    state[DECIDED + lane] = end;
    bumpVersion(state, lane, slot);
    state[slot + attempt.decides] = 0;
    const outcomes = Array.from({ length: end - at(state, slot + attempt.from) }, (_, index) => {
      const position = at(state, slot + attempt.from) + index + 1;
      const event = this.#lanes.eventAt(lane, position);
      return `${eventNames[event]} ${outcomeName(at(state, EXCEPTION + event))}`;
    });
    this.attempts.next(state, slot);
    return `decides: ${outcomes.join(', ')}`;
  }

  #readAnew(state: State, slot: number): void {
    // A write that lands late is refused, and nobody is there to try again.
    if (at(state, slot + attempt.isWriteOnly) === 1) this.attempts.settle(state, slot);
    else this.attempts.begin(state, slot);
  }

  #sendAside(state: State, slot: number, lane: number, cursor: number): string {
    const event = this.#lanes.eventAt(lane, cursor + 1);
    const outcome = at(state, slot + attempt.outcome + cursor);
    if (outcome === REJECTED) state[LETTER + event] = 1;
    else state[LATE_QUEUE + event] = at(state, LATE_QUEUE + event) | outcome;
    this.attempts.next(state, slot);
    return `sends ${eventNames[event]} to the ${outcome === REJECTED ? 'retry' : 'late'} queue`;
  }

  #mark(state: State, slot: number, lane: number, window: number): string {
    if (at(state, MARK + window) === 0) setMark(state, window, 1);
    state[REMEMBERED + lane] = at(state, REMEMBERED + lane) | (1 << window);
    this.attempts.next(state, slot);
    return `makes sure of the mark of ${windowNames[window]}`;
  }

  #put(state: State, slot: number, window: number): string {
    const place = partialAt(at(state, slot + attempt.lane), window);
    const isFree = at(state, slot + attempt.isBlind) === 1 || this.#off.has('drop the condition');
    const isRefused = at(state, slot + attempt.heldApplied) !== at(state, APPLIED + place) && !isFree;
    if (isRefused) {
      // What is stored comes with the refusal.
      this.attempts.settle(state, slot);
      return `is refused its partial of ${windowNames[window]}, and takes what is stored`;
    }
    const lane = at(state, slot + attempt.lane);
    let tally = at(state, slot + attempt.held);
    const added: string[] = [];
    for (const position of this.attempts.missing(state, slot, window)) {
      const event = this.#lanes.eventAt(lane, position);
      tally = addEvent(tally, event);
      added.push(eventNames[event] ?? '');
      state[APPLIED + place] = position;
    }
    state[PARTIAL + place] = tally;
    if (this.#off.has('look only at buckets written')) {
      state[slot + attempt.wrote] = at(state, slot + attempt.wrote) | (1 << window);
    }
    state[slot + attempt.isBlind] = 0;
    this.attempts.next(state, slot);
    return `writes ${added.join(' and ')} into its partial of ${windowNames[window]}`;
  }

  #look(state: State, slot: number): string {
    const announced = (1 << at(state, FIRED_THROUGH)) - 1;
    const wrote = this.#off.has('look only at buckets written') ? at(state, slot + attempt.wrote) : announced;
    const fired = announced & wrote & this.attempts.concerned(state, slot);
    state[slot + attempt.fired] = fired;
    this.attempts.next(state, slot);
    return `looks which of its windows are announced: ${named(fired)}`;
  }

  /** Who is refused takes what is stored and tries again at once, so refusal and success are one step. */
  #finish(state: State, slot: number, lane: number): string {
    const end = at(state, slot + attempt.end);
    const isUnconditional = this.#off.has('compare-and-set dropped');
    if (at(state, LAST + lane) >= end && !isUnconditional) {
      this.attempts.next(state, slot);
      return 'finds its batch done';
    }
    state[LAST + lane] = end;
    state[DECIDED + lane] = isUnconditional ? end : Math.max(end, at(state, DECIDED + lane));
    for (let position = 1; position <= end; position += 1) state[EXCEPTION + this.#lanes.eventAt(lane, position)] = 0;
    bumpVersion(state, lane, slot);
    this.attempts.next(state, slot);
    return `moves progress through its event ${end}`;
  }

  /** What else may come of writing to a window. */
  #variants(state: State, slot: number, cursor: number, emit: Emit): void {
    const window = cursor >> 1;
    const lane = at(state, slot + attempt.lane);
    const name = this.nameOf(state, slot);
    const isWriteOnly = at(state, slot + attempt.isWriteOnly) === 1;
    if (isWriteOnly) return;
    if ((cursor & 1) === 0) {
      if ((at(state, REMEMBERED + lane) & (1 << window)) === 0) return;
      const after = copyOf(state);
      this.attempts.next(after, slot);
      emit(after, name, `remembers the mark of ${windowNames[window]}`);
      return;
    }
    if (at(state, faultsLeft.failures) > 0) this.#fail(state, slot, window, emit);
    if (this.#off.has('un-awaited write') && at(state, ZOMBIE + STEP) === 0) {
      const after = copyOf(state);
      splitOff(after, slot);
      this.attempts.next(after, slot);
      emit(after, name, `sends off its partial of ${windowNames[window]} and does not wait for it`);
    }
  }

  #fail(state: State, slot: number, window: number, emit: Emit): void {
    const after = copyOf(state);
    after[faultsLeft.failures] = at(state, faultsLeft.failures) - 1;
    const lane = at(state, slot + attempt.lane);
    const end = at(state, slot + attempt.end);
    if (this.#off.has('continue after a failure')) this.attempts.next(after, slot);
    else if (this.#off.has('swallow an error')) this.attempts.finish(after, slot, end);
    else if (this.#off.has('highest instead of lowest failed record')) this.attempts.finish(after, slot, end - 1);
    else this.attempts.finish(after, slot, at(state, LAST + lane));
    emit(after, this.nameOf(state, slot), `cannot write its partial of ${windowNames[window]} now`);
  }
}

/** Lets the operation that an attempt is at take place on its own, later or never. */
export function splitOff(state: State, slot: number): void {
  state.copyWithin(ZOMBIE, slot, slot + attempt.bytes);
  state[ZOMBIE + attempt.isWriteOnly] = 1;
}

function outcomeName(outcome: number): string {
  if (outcome === REJECTED) return 'rejected';
  return outcome === 0 ? 'counts' : `too late for ${named(outcome)}`;
}
