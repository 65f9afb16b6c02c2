import { copyOf, type Emit, eventNames, named, windowNames } from './emit.ts';
import { judgementOf, type Lanes } from './lanes.ts';
import type { Setting } from './scope.ts';
import {
  APPLIED,
  at,
  clear,
  EVENT_PARTIALS,
  FIRED_THROUGH,
  LATE_QUEUE,
  LETTER,
  MARK,
  PARTIAL,
  partialAt,
  REDRIVE,
  REDRIVERS,
  redrive,
  STEP,
  type State,
  setMark,
  TASK,
  WINDOWS,
} from './state.ts';
import { addEvent } from './tally.ts';

type Phase = 'decide' | 'write' | 'look' | 'refire' | 'late' | 'ack';
const PHASES: readonly Phase[] = ['decide', 'write', 'look', 'refire', 'late', 'ack'];

/** The redriver: a letter of a rejected event each. A letter stays in its queue until somebody is done with it, so two may have it. */
export class Redriver {
  readonly #setting: Setting;
  readonly #lanes: Lanes;

  constructor(setting: Setting, lanes: Lanes) {
    this.#setting = setting;
    this.#lanes = lanes;
  }

  steps(state: State, emit: Emit): void {
    let isStarting = false;
    for (let index = 0; index < this.#setting.scope.redrivers; index += 1) {
      const slot = REDRIVERS + index * redrive.bytes;
      if (at(state, slot + STEP) !== 0) {
        const after = copyOf(state);
        const who = `redriver of ${eventNames[at(state, slot + redrive.event)]}`;
        emit(after, who, this.#act(after, slot));
      } else if (!isStarting) {
        isStarting = true;
        this.#start(state, slot, emit);
      }
    }
  }

  /** Takes a letter that code of some version accepts, and decides about it. */
  #start(state: State, slot: number, emit: Emit): void {
    for (const [event, { redriver }] of this.#setting.scope.events.entries()) {
      if (at(state, LETTER + event) === 0) continue;
      for (let version = 0; version < redriver.length; version += 1) {
        if (judgementOf(redriver, version).rejects) continue;
        const after = copyOf(state);
        after[slot + STEP] = 1;
        after[slot + redrive.event] = event;
        after[slot + redrive.version] = version;
        emit(after, `redriver of ${eventNames[event]}`, `takes the letter, with code ${version + 1}`);
      }
    }
  }

  #act(state: State, slot: number): string {
    const event = at(state, slot + redrive.event);
    const cursor = at(state, slot + redrive.cursor);
    const window = cursor >> 1;
    switch (this.#phaseOf(state, slot)) {
      case 'decide':
        return this.#decide(state, slot, event);
      case 'write':
        if ((cursor & 1) === 1) return this.#put(state, slot, event, window);
        if (at(state, MARK + window) === 0) setMark(state, window, 1);
        this.#next(state, slot);
        return `makes sure of the mark of ${windowNames[window]}`;
      case 'look': {
        const fired = ((1 << at(state, FIRED_THROUGH)) - 1) & this.#counted(state, slot);
        state[slot + redrive.fired] = fired;
        this.#next(state, slot);
        return `looks which of its windows are announced: ${named(fired)}`;
      }
      case 'refire':
        setMark(state, cursor, 1);
        state[TASK + cursor] = 1;
        this.#next(state, slot);
        return `renews the mark of ${windowNames[cursor]} and sends its task`;
      case 'late': {
        const expired = at(state, slot + redrive.late);
        state[LATE_QUEUE + event] = at(state, LATE_QUEUE + event) | expired;
        this.#next(state, slot);
        return `sends the event to the late queue for ${named(expired)}`;
      }
      case 'ack':
        state[LETTER + event] = 0;
        clear(state, slot, redrive.bytes);
        return 'deletes the letter';
    }
  }

  #decide(state: State, slot: number, event: number): string {
    const own = judgementOf(this.#lanes.event(event).redriver, at(state, slot + redrive.version)).late;
    const stored = at(state, REDRIVE + event);
    const obeys = stored !== 0 && !this.#setting.off.has('redrive without a stored decision');
    if (!obeys) state[REDRIVE + event] = own + 1;
    const late = obeys ? stored - 1 : own;
    state[slot + redrive.late] = late;
    // What its code thinks matters no more.
    state[slot + redrive.version] = 0;
    this.#next(state, slot);
    const counted = this.#lanes.event(event).windows & ~late;
    return `${obeys ? 'finds' : 'stores'} the decision: counted in ${named(counted)}, too late for ${named(late)}`;
  }

  #put(state: State, slot: number, event: number, window: number): string {
    this.#next(state, slot);
    if (!this.#setting.off.has('redrive through the lane’s partial')) {
      state[EVENT_PARTIALS + window] = at(state, EVENT_PARTIALS + window) | (1 << event);
      return `writes its event partial of ${windowNames[window]}, if it is not there`;
    }
    const place = partialAt(this.#lanes.event(event).lane, window);
    const position = this.#lanes.positionOf(event);
    if (at(state, APPLIED + place) >= position) return `finds ${windowNames[window]} past its position`;
    state[APPLIED + place] = position;
    state[PARTIAL + place] = addEvent(at(state, PARTIAL + place), event);
    return `writes the event into the lane’s partial of ${windowNames[window]}`;
  }

  #counted(state: State, slot: number): number {
    return this.#lanes.event(at(state, slot + redrive.event)).windows & ~at(state, slot + redrive.late);
  }

  #phaseOf(state: State, slot: number): Phase {
    return PHASES[at(state, slot + STEP) - 1] ?? 'ack';
  }

  /** On to where something is to be done. */
  #next(state: State, slot: number): void {
    do {
      const cursor = at(state, slot + redrive.cursor) + 1;
      const phase = this.#phaseOf(state, slot);
      const length = phase === 'write' ? 2 * WINDOWS : phase === 'refire' ? WINDOWS : 1;
      state[slot + redrive.cursor] = cursor % length;
      if (cursor >= length) state[slot + STEP] = at(state, slot + STEP) + 1;
    } while (!this.#hasWork(state, slot));
  }

  #hasWork(state: State, slot: number): boolean {
    const cursor = at(state, slot + redrive.cursor);
    switch (this.#phaseOf(state, slot)) {
      case 'write':
        return (this.#counted(state, slot) & (1 << (cursor >> 1))) !== 0;
      case 'look':
        return this.#counted(state, slot) !== 0;
      case 'refire':
        return (at(state, slot + redrive.fired) & (1 << cursor)) !== 0;
      case 'late':
        return at(state, slot + redrive.late) !== 0;
      default:
        return true;
    }
  }
}
