import type { Faults } from './scope.ts';

/**
 * One state: everything durable, every invocation that runs, and what may still go wrong; a byte each.
 *
 * Versions and nonces are only ever compared with what somebody read before, so nobody stores them: a reader holds whether what it
 * read is still what is there (`FRESH`). That keeps states that differ in nothing but the name of a nonce together.
 */
export type State = Uint8Array;

export const LANES = 2;
export const WINDOWS = 2;
export const MAX_EVENTS = 3;

let size = 0;
const field = (bytes = 1): number => {
  size += bytes;
  return size - bytes;
};

// Control item and keeper.
export const FIRED_THROUGH = field();
/** Whether a keeper that gets its order wrong has looked and not announced yet. */
export const KEEPER_LOOKED = field();

// By window.
export const MARK = field(WINDOWS);
export const TASK = field(WINDOWS);
export const RESULT = field(WINDOWS);
/** A bit for each redriven event. */
export const EVENT_PARTIALS = field(WINDOWS);

// By lane and window: see `partialAt`.
export const APPLIED = field(LANES * WINDOWS);
export const PARTIAL = field(LANES * WINDOWS);

// By lane; a position is the event's place in its lane, from 1.
/** Through where the mapping has what it sent acknowledged. */
export const ITERATOR = field(LANES);
export const LAST = field(LANES);
export const DECIDED = field(LANES);
/** Windows whose mark a warm instance of the lane may remember. */
export const REMEMBERED = field(LANES);

// By event.
/** What is stored in progress: windows it is too late for, and `REJECTED`. */
export const EXCEPTION = field(MAX_EVENTS);
/** Windows for which it is in the late queue. */
export const LATE_QUEUE = field(MAX_EVENTS);
export const LETTER = field(MAX_EVENTS);
/** 0, or 1 more than the windows that a redrive of it found expired. */
export const REDRIVE = field(MAX_EVENTS);

export const REJECTED = 4;

// What may still go wrong.
const FAULTS_LEFT = field(5);
export const faultsLeft: Readonly<Record<keyof Faults, number>> = {
  crashes: FAULTS_LEFT,
  zombies: FAULTS_LEFT + 1,
  lostTasks: FAULTS_LEFT + 2,
  repeatedTasks: FAULTS_LEFT + 3,
  failures: FAULTS_LEFT + 4,
};

// Invocations. The first byte of each is 0 while it does not run, else 1 more than its step.
export const STEP = 0;

/** The attempt at each lane, and one that nobody waits for any more. */
export const attempt = {
  slots: LANES + 1,
  lane: 1,
  version: 2,
  from: 3,
  end: 4,
  /** Whether the version of progress that it read is the stored one. */
  fresh: 5,
  /** Event or window that its step is at. */
  cursor: 6,
  heldApplied: 7,
  held: 8,
  /** Windows that it found announced. */
  fired: 9,
  /** Windows whose partial it wrote itself. */
  wrote: 10,
  /** Whether only its current operation takes place. */
  isWriteOnly: 11,
  isBlind: 12,
  /** Whether it has decisions that are not durable. */
  decides: 13,
  /** Outcomes of the batch's events that it goes by, by place in the lane. */
  outcome: 14,
  bytes: 14 + MAX_EVENTS,
} as const;
export const ATTEMPTS = field(attempt.slots * attempt.bytes);
export const ZOMBIE = ATTEMPTS + LANES * attempt.bytes;

export const task = { slots: 2, window: 1, fresh: 2, merged: 3, bytes: 4 } as const;
export const MATERIALIZERS = field(task.slots * task.bytes);

export const redrive = { slots: 2, event: 1, version: 2, late: 3, cursor: 4, fired: 5, bytes: 6 } as const;
export const REDRIVERS = field(redrive.slots * redrive.bytes);

/** Whole words, so that states can be compared a word at a time. */
export const STATE_BYTES = Math.ceil(size / 4) * 4;

export function partialAt(lane: number, window: number): number {
  return lane * WINDOWS + window;
}

/** Marks the version of a lane's progress as another one for everybody who read it, but the writer. */
export function bumpVersion(state: State, lane: number, writer: number): void {
  for (let slot = ATTEMPTS; slot < ATTEMPTS + attempt.slots * attempt.bytes; slot += attempt.bytes) {
    if (state[slot + attempt.lane] === lane && slot !== writer) state[slot + attempt.fresh] = 0;
  }
}

/** Gives a window's mark another nonce, or takes it away: nobody holds the current one then. */
export function setMark(state: State, window: number, isThere: 0 | 1): void {
  state[MARK + window] = isThere;
  for (let slot = MATERIALIZERS; slot < MATERIALIZERS + task.slots * task.bytes; slot += task.bytes) {
    if (state[slot + task.window] === window) state[slot + task.fresh] = 0;
  }
}

/** One byte of a state, which is there. */
export function at(state: State, index: number): number {
  return state[index] ?? 0;
}

/** Ends an invocation: whatever it held is gone. */
export function clear(state: State, slot: number, bytes: number): void {
  state.fill(0, slot, slot + bytes);
}
