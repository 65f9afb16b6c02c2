import { isUtf8 } from 'node:buffer';
import { RejectedValue } from '../../engine/rejection.ts';
import { isSameLogicalType } from '../../schemas/avro/logical-types.ts';
import { type AvroLeaf, meaningOf } from '../../schemas/avro/value-kind.ts';
import { type Conversion, fromBare } from './leaf-values.ts';

/** The types of bare values: Avro's, but that longs with the meaning of milliseconds come as number. */
type Bare = 'null' | 'boolean' | 'int' | 'long' | 'millis' | 'float' | 'double' | 'bytes' | 'string' | 'fixed';

const asIs: Conversion = (value) => value;
const toBigInt: Conversion = (value) => (typeof value === 'number' ? BigInt(value) : value);
const toNumber: Conversion = (value) => Number(value);
const toBytes: Conversion = (value) => (typeof value === 'string' ? Buffer.from(value) : value);

/** What may be read as what (Avro specification 1.11, "Schema Resolution"). */
const PROMOTIONS: Readonly<Record<Bare, Partial<Record<Bare, Conversion>>>> = {
  null: { null: asIs },
  boolean: { boolean: asIs },
  int: { int: asIs, long: toBigInt, millis: asIs, float: asIs, double: asIs },
  long: { long: asIs, millis: toNumber, float: toNumber, double: toNumber },
  millis: { millis: asIs, long: toBigInt, float: asIs, double: asIs },
  float: { float: asIs, double: asIs },
  double: { double: asIs },
  bytes: { bytes: asIs },
  string: { string: asIs, bytes: toBytes },
  // Whether name and size agree is looked at elsewhere.
  fixed: { fixed: asIs },
};

/**
 * From the bare value that was written to the one that user code sees, undefined where the one cannot be read as the other.
 *
 * The specification resolves the bare types, and of logical types decimals alone. A value must also mean what it meant: milliseconds
 * are not read as microseconds.
 *
 * @param place for messages
 */
export function promotion(writer: AvroLeaf, reader: AvroLeaf, place: string): Conversion | undefined {
  if (!isSameMeaning(writer, reader)) return undefined;
  const [from, to] = [bareOf(writer), bareOf(reader)];
  const promote = from === 'bytes' && to === 'string' ? textReader(place) : PROMOTIONS[from][to];
  const convert = fromBare(reader, place);
  if (!promote || !convert) return promote;
  return promote === asIs ? convert : (value) => convert(promote(value));
}

/**
 * Which of a union's types reads what was written: one and the same, else the bare one, else the first that can. The first alone, as
 * the specification has it, would read bytes as text where a union holds both.
 */
export function chosenFrom<L extends AvroLeaf>(branches: readonly L[], writer: AvroLeaf): L | undefined {
  const able = branches.filter((branch) => promotion(writer, branch, '') !== undefined);
  const alike = able.filter((branch) => typeOf(branch) === typeOf(writer));
  return (
    alike.find((branch) => meaningOf(branch) === meaningOf(writer)) ??
    alike.find((branch) => meaningOf(branch) === undefined) ??
    able[0]
  );
}

function isSameMeaning({ logical: written }: AvroLeaf, { logical: expected }: AvroLeaf): boolean {
  if (!written || !expected || isSameLogicalType(written, expected)) return true;
  const isWider = (expected.precision ?? 0) >= (written.precision ?? 0);
  return written.name === 'decimal' && expected.name === 'decimal' && written.scale === expected.scale && isWider;
}

function typeOf(leaf: AvroLeaf): string {
  return leaf.kind === 'fixed' ? leaf.name : leaf.type;
}

function bareOf(leaf: AvroLeaf): Bare {
  if (leaf.kind === 'fixed') return 'fixed';
  return meaningOf(leaf) === 'millis' ? 'millis' : leaf.type;
}

function textReader(place: string): Conversion {
  return (value) => {
    if (Buffer.isBuffer(value) && isUtf8(value)) return value.toString();
    throw new RejectedValue('INVALID_EVENT', `${place}: bytes that are not UTF-8 cannot be read as text`);
  };
}
