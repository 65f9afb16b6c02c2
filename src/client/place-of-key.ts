import { slotOf } from '../engine/layout.ts';
import type { AggregationPlan } from '../engine/plan.ts';

/** Where a key's state is kept. */
export function placeOf(
  { layout }: Pick<AggregationPlan, 'layout'>,
  key: string,
): { readonly partition: number; readonly bucket: number } {
  const slot = slotOf(layout, key);
  return { partition: Math.floor(slot / layout.buckets), bucket: slot % layout.buckets };
}
