import { setImmediate } from 'node:timers/promises';
import type { Random } from './random.ts';

/** Whoever waits for a turn. */
export interface Owner {
  readonly name: string;
}

export interface Turn {
  readonly dueMs: number;
  readonly owner: Owner | null;
  readonly run: () => void;
  /** Takes effect even if the owner is no more: a request that was sent already. */
  readonly land: (() => void) | null;
}

/** Most that passes between two turns, where nothing has to be waited for. */
const MOST_STEP_MS = 30;
/** How often time leaps to the next thing due although something could go on now. */
const LEAP_SHARE = 0.02;
/** Farthest such a leap: no function waits for a turn for hours. */
const LONGEST_LEAP_MS = 60_000;

/**
 * Owns time and order: whatever happens waits for its turn here, and of all that could happen next one thing is drawn. What a turn
 * sets off runs until everything waits for a turn again, so nothing but the draws decides how things interleave.
 */
export class Scheduler {
  nowMs: number;
  turns = 0;
  readonly trace: string[] = [];
  /** Most runs need none; telling everything takes a good part of their time. */
  isTraced = true;
  readonly #random: Random;
  #waiting: Turn[] = [];
  #landings = 0;

  constructor(random: Random, startMs: number) {
    this.#random = random;
    this.nowMs = startMs;
  }

  at(delayMs: number, run: () => void, owner: Owner | null = null, land: (() => void) | null = null): void {
    this.#waiting.push({ dueMs: this.nowMs + delayMs, owner, run, land });
  }

  /** A write on its way, whose sender waits for it no more. */
  landLater(delayMs: number, run: () => void): void {
    this.#landings += 1;
    this.at(delayMs, () => {
      this.#landings -= 1;
      run();
    });
  }

  get hasLandings(): boolean {
    return this.#landings > 0;
  }

  /** Takes an owner's turns away. @returns them */
  dropAll(owner: Owner): readonly Turn[] {
    const dropped = this.#waiting.filter((turn) => turn.owner === owner);
    this.#waiting = this.#waiting.filter((turn) => turn.owner !== owner);
    return dropped;
  }

  /** Adds a line to the trace, where there is one. */
  note(line: () => string): void {
    if (this.isTraced) this.trace.push(`${((this.nowMs % 100_000_000) / 1_000).toFixed(3).padStart(9)}  ${line()}`);
  }

  /** Gives turns until `isOver`. @returns false where `mostTurns` were not enough, or nothing is left to happen */
  async run(isOver: () => boolean, mostTurns: number): Promise<boolean> {
    const last = this.turns + mostTurns;
    while (!isOver()) {
      const turn = this.turns < last ? this.#draw() : undefined;
      if (!turn) return false;
      this.turns += 1;
      turn.run();
      // A macrotask: every promise that can settle by itself has settled when it comes.
      await setImmediate();
    }
    return true;
  }

  #draw(): Turn | undefined {
    this.nowMs += this.#random.int(0, MOST_STEP_MS);
    let ready = this.#waiting.filter(({ dueMs }) => dueMs <= this.nowMs);
    if (ready.length < this.#waiting.length && (ready.length === 0 || this.#random.chance(LEAP_SHARE))) {
      const nextMs = this.#waiting.reduce(
        (least, { dueMs }) => (dueMs > this.nowMs ? Math.min(least, dueMs) : least),
        Infinity,
      );
      if (ready.length === 0 || nextMs - this.nowMs <= LONGEST_LEAP_MS) this.nowMs = Math.max(this.nowMs, nextMs);
      ready = this.#waiting.filter(({ dueMs }) => dueMs <= this.nowMs);
    }
    const turn = ready.length === 0 ? undefined : this.#random.pick(ready);
    if (turn) this.#waiting.splice(this.#waiting.indexOf(turn), 1);
    return turn;
  }
}
