import type { Partial } from '../../src/engine/apply.ts';
import { encodePosition } from '../../src/engine/position.ts';
import type { Lane } from '../../src/ports/lane.ts';
import type { PartialRef, WindowPartition } from '../../src/ports/partial-store.ts';

export const LANE: Lane = {
  streamName: 'flights',
  streamCreatedMs: 1_700_000_000_123,
  shardId: 'shardId-000000000003',
};

export const WINDOW: WindowPartition = {
  aggregation: 'hourly',
  generation: 1,
  windowStartMs: 978_307_200_000,
  windowEndMs: 978_310_800_000,
  partition: 0,
};

export const REF: PartialRef = { ...WINDOW, bucket: 0, lane: LANE };

/** Sequence numbers as Kinesis gives them: 56 digits, of which neighbours share about half. */
export const SEQUENCE = 49_590_338_271_490_256_608_559_692_538_361_571_095_921_575_989_136_588_898n;

/** The position of the `index`th record of a shard. */
export function positionOf(index: number): string {
  return encodePosition(String(SEQUENCE + BigInt(index) * 2_417_851_639_229_258_349_412_352n));
}

/** A partial with one counted key. */
export function partialAt(index: number, count = index + 1): Partial {
  return { applied: positionOf(index), keys: new Map([['ORD', [count]]]) };
}
