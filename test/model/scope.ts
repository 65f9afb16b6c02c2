import type { Guard } from './guards.ts';

/** What code of one version, its settings and what it sees of expiry make of an event. Windows are bits: 1 is W1, 2 is W2. */
export interface Judgement {
  /** Windows that it is too late for. */
  readonly late: number;
  readonly rejects: boolean;
}

export interface ModelEvent {
  readonly lane: number;
  /** Windows that the event belongs to, as bits. */
  readonly windows: number;
  /** By version of the code. */
  readonly processor: readonly Judgement[];
  readonly redriver: readonly Judgement[];
}

/** So much may go wrong in one run, each at any point. */
export interface Faults {
  /** Invocations that die: attempts, tasks, redrives. */
  readonly crashes: number;
  /** Attempts that run on after they were given up, and writes of unknown outcome that land later or never. */
  readonly zombies: number;
  readonly lostTasks: number;
  /** Tasks that are delivered and stay in their queue. */
  readonly repeatedTasks: number;
  /** Writes of a partial that are refused for a passing reason. */
  readonly failures: number;
}

export interface Scope {
  readonly name: string;
  /** In lane order. */
  readonly events: readonly ModelEvent[];
  readonly faults: Partial<Faults>;
  /** Invocations at the same time. */
  readonly materializers: 1 | 2;
  readonly redrivers: 0 | 1 | 2;
  /** Fails where a result loses an event that it held, even if a later one has it again. */
  readonly isStrict?: boolean;
}

/** One exploration: a scope, and the guards that are off. */
export interface Setting {
  readonly scope: Scope;
  readonly off: ReadonlySet<Guard>;
}

const COUNTS: Judgement = { late: 0, rejects: false };
const REJECTS: Judgement = { late: 0, rejects: true };

/** Counted by whatever code. */
export function plain(lane: number, windows: number): ModelEvent {
  return { lane, windows, processor: [COUNTS], redriver: [COUNTS] };
}

/** The first version counts it, the second finds it too late for these of its windows. */
export function late(lane: number, windows: number, lateWindows: number): ModelEvent {
  return { lane, windows, processor: [COUNTS, { late: lateWindows, rejects: false }], redriver: [COUNTS] };
}

/** The first version rejects it, the second counts it; where it is redriven, one of two sees its window expired. */
export function disputed(lane: number, windows: number): ModelEvent {
  const expired = { late: windows, rejects: false };
  return { lane, windows, processor: [REJECTS, COUNTS], redriver: [COUNTS, expired] };
}

/** Rejected by whatever code read it first; where it is redriven, one of two sees its window expired. */
export function rejected(lane: number, windows: number): ModelEvent {
  return { ...disputed(lane, windows), processor: [REJECTS] };
}
