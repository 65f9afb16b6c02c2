import { isLong, isSmall } from './integer-types.ts';
import type { ScalarType } from './proto-model.ts';

const WHOLE_NUMBER = /^(0|-?[1-9]\d{0,19})$/;

/** The key of a map from the name of an object's property, as the reader makes names of keys; undefined where it is none. */
export function mapKeyOf(type: ScalarType, name: string): string | number | bigint | boolean | undefined {
  if (type === 'string') return name;
  if (type === 'bool') return name === 'true' || (name === 'false' ? false : undefined);
  if (!WHOLE_NUMBER.test(name)) return undefined;
  if (isSmall(type)) return Number(name);
  return isLong(type) ? BigInt(name) : undefined;
}
