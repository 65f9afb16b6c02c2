import type { JsonObject } from '../json-text.ts';
import { member } from '../json-text.ts';
import { numberIn } from './node.ts';

/** The end of a range of numbers; without one it is infinite. */
export interface Bound {
  readonly value: number;
  readonly isExclusive: boolean;
}

/**
 * The lower or upper bound of numbers. In draft 4 `exclusiveMinimum` makes `minimum` exclusive, later it is a bound of its own.
 *
 * @param isWhole only whole numbers count: above 0 is from 1 on
 */
export function boundOf(schema: JsonObject, end: 'minimum' | 'maximum', isWhole: boolean): Bound | undefined {
  const strict = end === 'minimum' ? 'exclusiveMinimum' : 'exclusiveMaximum';
  const plain = numberIn(schema, end);
  const own = numberIn(schema, strict);
  const bounds: Bound[] = [];
  if (plain !== undefined) bounds.push({ value: plain, isExclusive: member(schema, strict) === true });
  if (own !== undefined) bounds.push({ value: own, isExclusive: true });
  const sign = end === 'minimum' ? 1 : -1;
  const [tightest] = bounds.sort((a, b) => sign * (b.value - a.value) || Number(b.isExclusive) - Number(a.isExclusive));
  return tightest && isWhole ? wholeBound(tightest, sign) : tightest;
}

function wholeBound({ value, isExclusive }: Bound, sign: 1 | -1): Bound {
  const rounded = sign > 0 ? Math.ceil(value) : Math.floor(value);
  const isItself = isExclusive && rounded === value;
  return { value: isItself ? rounded + sign : rounded, isExclusive: false };
}

/** True where everything within `inner` is within `outer`. */
export function isWithin(inner: Bound | undefined, outer: Bound | undefined, end: 'minimum' | 'maximum'): boolean {
  if (!outer) return true;
  if (!inner) return false;
  if (inner.value === outer.value) return inner.isExclusive || !outer.isExclusive;
  return end === 'minimum' ? inner.value > outer.value : inner.value < outer.value;
}

export function boundText(bound: Bound | undefined): string {
  if (!bound) return 'none';
  return bound.isExclusive ? `${bound.value} (exclusive)` : String(bound.value);
}
