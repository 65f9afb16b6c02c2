import avsc, { type Type } from 'avsc';
import { type AvroLeaf, meaningOf } from '../../schemas/avro/value-kind.ts';
import { absolute } from './avsc-type.ts';

const LONG_BYTES = 8;
const scratch = Buffer.alloc(LONG_BYTES);

/** Longs as bigint, so that those beyond 2^53 keep their value. */
const bigintMethods = {
  fromBuffer: (bytes: Buffer) => bytes.readBigInt64LE(),
  toBuffer: (value: bigint) => {
    scratch.writeBigInt64LE(value);
    return scratch;
  },
  // "JSON" is what defaults are written in, and what the library copies them by.
  fromJSON: (value: unknown) => (typeof value === 'number' ? BigInt(value) : value),
  toJSON: (value: unknown) => value,
  isValid: (value: unknown) => typeof value === 'bigint' && BigInt.asIntN(64, value) === value,
  compare: (a: bigint, b: bigint) => (a === b ? 0 : a < b ? -1 : 1),
};

/**
 * A new type of the library for the bare values of a leaf. Longs that mean milliseconds come as number, within `MAX_MILLIS`.
 */
export function bareType(leaf: AvroLeaf): Type {
  if (leaf.kind === 'fixed') {
    const { name, aliases, sizeBytes } = leaf;
    return avsc.Type.forSchema({
      type: 'fixed',
      name: absolute(name),
      aliases: aliases.map(absolute),
      size: sizeBytes,
    });
  }
  if (leaf.type === 'long' && meaningOf(leaf) !== 'millis') return avsc.types.LongType.__with(bigintMethods);
  return avsc.Type.forSchema({ type: leaf.type });
}
