import type { ReadPair } from './verdict.ts';

/**
 * How a comparison of a reader's and a writer's definition is told: by what the person changed. Backward, the writer is the old
 * version, so what only the reader has was added; forward it was removed.
 */
export interface Wording {
  /** `v1`: the version that events are written under. */
  readonly writer: string;
  /** `v2`: the version that events are read under. */
  readonly reader: string;
  readonly isBackward: boolean;
}

export function wordingOf({ direction, writtenUnder, readUnder }: ReadPair): Wording {
  return { writer: `v${writtenUnder}`, reader: `v${readUnder}`, isBackward: direction === 'BACKWARD' };
}

/** `from int to long`, old to new, whichever of the two reads. */
export function fromTo({ isBackward }: Wording, reader: string, writer: string): string {
  return isBackward ? `from ${writer} to ${reader}` : `from ${reader} to ${writer}`;
}

/** `a, b and c`, quoted; of many the first few. */
export function listOf(names: readonly string[]): string {
  const shown = names.slice(0, 5).map((name) => `"${name}"`);
  if (names.length > shown.length) shown.push(`${names.length - shown.length} more`);
  const last = shown.pop() ?? '';
  return shown.length === 0 ? last : `${shown.join(', ')} and ${last}`;
}

/** A place one step further down. */
export function below(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}
