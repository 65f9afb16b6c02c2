import { apply } from '../../src/engine/apply.ts';
import type { BucketContributions } from '../../src/engine/contribute.ts';
import { positionsOf } from '../../src/engine/redrive.ts';
import { RetryableError } from '../../src/ports/errors.ts';
import type { EventPartialRef, RedrivenEvent, RedriveStore } from '../../src/ports/redrive-store.ts';
import { windowPartitionOf } from '../shared/windows-of.ts';

/** What one event brings to one stored item. */
export interface EventShare {
  readonly event: RedrivenEvent;
  readonly bucket: BucketContributions;
}

/** Writes an event's share. @throws RetryableError where its place was closed: somebody has found its window expired without it */
export async function writeShare(
  store: Pick<RedriveStore, 'putEventPartial'>,
  { event, bucket }: EventShare,
): Promise<void> {
  const share = apply(undefined, bucket, positionsOf(event.position));
  if (!share) return;
  const stored = await store.putEventPartial(refOf(event, bucket), share);
  if (stored.keys.size === 0) throw new RetryableError('another attempt has found the event without its window');
}

/**
 * Closes the place of an event's share, so that no attempt that is still under way can write it.
 *
 * @returns false where the share is there: the event is counted
 */
export async function closeShare(
  store: Pick<RedriveStore, 'putEventPartial'>,
  { event, bucket }: EventShare,
): Promise<boolean> {
  const closed = { applied: event.position, keys: new Map() };
  return (await store.putEventPartial(refOf(event, bucket), closed)).keys.size === 0;
}

/**
 * Parts shares into the first of each window and the rest. The first are written before the others: whether an event counts in a window is
 * seen by that one.
 */
export function firstOfWindows(shares: readonly EventShare[]): {
  first: readonly EventShare[];
  rest: readonly EventShare[];
} {
  const seen = new Set<string>();
  const first: EventShare[] = [];
  const rest: EventShare[] = [];
  for (const share of shares) {
    const { plan, windowStartMs } = share.bucket;
    const id = `${share.event.position} ${plan.index} ${windowStartMs}`;
    (seen.has(id) ? rest : first).push(share);
    seen.add(id);
  }
  return { first, rest };
}

function refOf({ lane, position }: RedrivenEvent, bucket: BucketContributions): EventPartialRef {
  return { ...windowPartitionOf(bucket), bucket: bucket.slot % bucket.plan.layout.buckets, event: { lane, position } };
}
