/** Milliseconds since 1970-01-01T00:00:00Z. */
export type EpochMs = number;

/** The largest instant that JavaScript's Date represents (ECMA-262, time values). */
export const MAX_EPOCH_MS = 8_640_000_000_000_000;

export const seconds = (count: number): number => count * 1_000;
export const minutes = (count: number): number => count * 60_000;
export const hours = (count: number): number => count * 3_600_000;
export const days = (count: number): number => count * 86_400_000;
