import type { Position } from './position.ts';
import type { Progress, Undelivered } from './progress.ts';

/**
 * Batches that one lane remembers: each look at its shard reads them again, and they are part of what every batch writes. Where more come in a
 * row and then nothing, the lane counts as unread until something does, or until the stream drops them.
 */
export const MAX_UNDELIVERED = 8;

/** Progress that knows of an undelivered batch; undefined where it does already, or where later records are done. */
export function withUndelivered(progress: Progress, batch: Undelivered): Progress | undefined {
  const { lastPosition, undelivered } = progress;
  if (lastPosition >= batch.through || undelivered.some(({ from }) => from === batch.from)) return undefined;
  return { ...progress, undelivered: [...undelivered, batch].slice(-MAX_UNDELIVERED) };
}

/** Those of which the processor has not gone past. */
export function undeliveredAfter(lastPosition: Position, undelivered: readonly Undelivered[]): readonly Undelivered[] {
  return undelivered.length === 0 ? undelivered : undelivered.filter(({ through }) => through > lastPosition);
}

/** @param position of a record */
export function isUndelivered(position: Position, undelivered: readonly Undelivered[]): boolean {
  return undelivered.some(({ from, through }) => from <= position && position <= through);
}
