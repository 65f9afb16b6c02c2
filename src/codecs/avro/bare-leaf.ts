import { isBrokenText } from '../../engine/text.ts';
import { type AvroLeaf, meaningOf } from '../../schemas/avro/value-kind.ts';
import { type EventPlace, shown } from './event-place.ts';
import { toBare } from './leaf-values.ts';

/** From a value as user code has it to the one that the library encodes. @throws UnwritableEvent where the type does not admit it */
export type ToBare = (value: unknown, place: EventPlace) => unknown;

export function bareLeaf(leaf: AvroLeaf): ToBare {
  const expected = expectedOf(leaf);
  return (value, place) => {
    const bare = checkedLeaf(leaf, value);
    return bare === undefined ? place.refuse(expected, shown(value)) : bare;
  };
}

/** The bare value; undefined for what the leaf does not admit. */
function checkedLeaf(leaf: AvroLeaf, value: unknown): unknown {
  if (meaningOf(leaf) !== undefined) return toBare(leaf, value);
  if (leaf.kind === 'fixed')
    return value instanceof Uint8Array && value.length === leaf.sizeBytes ? bufferOf(value) : undefined;
  switch (leaf.type) {
    case 'null':
      return value === null ? null : undefined;
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined;
    case 'int':
      return typeof value === 'number' && (value | 0) === value ? value : undefined;
    case 'long':
      return bareLong(value);
    case 'float':
      return typeof value === 'number' && Number.isFinite(value) === Number.isFinite(Math.fround(value))
        ? value
        : undefined;
    case 'double':
      return typeof value === 'number' ? value : undefined;
    case 'bytes':
      return value instanceof Uint8Array ? bufferOf(value) : undefined;
    case 'string':
      return typeof value === 'string' && !isBrokenText(value) ? value : undefined;
  }
}

function bareLong(value: unknown): bigint | undefined {
  if (typeof value === 'bigint') return BigInt.asIntN(64, value) === value ? value : undefined;
  return typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : undefined;
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

const EXPECTED = {
  null: 'null',
  boolean: 'true or false',
  int: 'a whole number of 32 bits',
  long: 'a bigint of 64 bits or a whole number up to 2^53',
  float: 'a number that 32 bits hold',
  double: 'a number',
  bytes: 'bytes',
  string: 'text',
} as const;

function expectedOf(leaf: AvroLeaf): string {
  const { precision = 0, scale = 0 } = leaf.logical ?? {};
  switch (meaningOf(leaf)) {
    case undefined:
      return leaf.kind === 'fixed' ? `${leaf.sizeBytes} bytes` : EXPECTED[leaf.type];
    case 'millis':
      return 'whole milliseconds since 1970';
    case 'date':
      return 'a date as text, YYYY-MM-DD';
    case 'decimal':
      return `a decimal as text, at most ${precision} digits, ${scale} of them after the point`;
    case 'uuid':
      return 'a UUID as text';
  }
}
