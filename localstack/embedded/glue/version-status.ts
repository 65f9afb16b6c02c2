import type { Version } from './registry-store.ts';

/** Where a version stands: the check of a new one may take its time. */
export function statusOf({ outcome, settledMs }: Version, nowMs: number): 'AVAILABLE' | 'PENDING' | 'FAILURE' {
  return nowMs < settledMs ? 'PENDING' : outcome;
}

/** Versions that events may be written under. */
export function availableOf(versions: readonly Version[], nowMs: number): Version[] {
  return versions.filter((version) => statusOf(version, nowMs) === 'AVAILABLE');
}

/** The number of the newest available version: one that failed, or is pending, is not the latest. 0 where there is none. */
export function latestNumber(versions: readonly Version[], nowMs: number): number {
  return availableOf(versions, nowMs).at(-1)?.number ?? 0;
}
