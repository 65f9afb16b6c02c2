import type { ScalarType } from './proto-model.ts';

interface Range<N> {
  readonly min: N;
  readonly max: N;
}

const INT32: Range<number> = { min: -(2 ** 31), max: 2 ** 31 - 1 };
const UINT32: Range<number> = { min: 0, max: 2 ** 32 - 1 };
const INT64: Range<bigint> = { min: -(2n ** 63n), max: 2n ** 63n - 1n };
const UINT64: Range<bigint> = { min: 0n, max: 2n ** 64n - 1n };

/** Integers of 32 bits, which are numbers in events. */
export const RANGES_32 = { int32: INT32, sint32: INT32, sfixed32: INT32, uint32: UINT32, fixed32: UINT32 };
export type SmallType = keyof typeof RANGES_32;

/** Integers of 64 bits, which are bigints in events. */
export const RANGES_64 = { int64: INT64, sint64: INT64, sfixed64: INT64, uint64: UINT64, fixed64: UINT64 };
export type LongType = keyof typeof RANGES_64;

/** Enums are sent as `int32`. */
export const ENUM_RANGE = INT32;

export function isSmall(type: ScalarType): type is SmallType {
  return Object.hasOwn(RANGES_32, type);
}

export function isLong(type: ScalarType): type is LongType {
  return Object.hasOwn(RANGES_64, type);
}
