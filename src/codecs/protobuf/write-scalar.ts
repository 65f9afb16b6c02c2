import type protobuf from 'protobufjs';
import { isBrokenText } from '../../engine/text.ts';
import { type LongType, RANGES_32, RANGES_64, type SmallType } from './integer-types.ts';
import type { EnumModel, ScalarType } from './proto-model.ts';
import { SCALAR_WIRES, WIRE } from './wire-types.ts';

type Writer = protobuf.Writer;
type Long = Parameters<Writer['int64']>[0];

/** How values of one type are written. */
export interface ScalarWriter {
  readonly wire: number;
  /** What a value must be: "a whole number from 0 to 4294967295". */
  readonly expected: string;
  /** Writes the value, behind its tag where it has one; false, with nothing written, for a value that is not as expected. */
  write(writer: Writer, tag: number | undefined, value: unknown): boolean;
}

const isNumber = (value: unknown): value is number => typeof value === 'number';
const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean';
const isText = (value: unknown): value is string => typeof value === 'string' && !isBrokenText(value);
const isBytes = (value: unknown): value is Uint8Array => value instanceof Uint8Array;
/** What is larger than every float would be sent as infinity. */
const isFloat = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value) === Number.isFinite(Math.fround(value));

/** How each type is written; what each takes is what readers of the type return, and numbers for integers of 64 bits that they hold. */
export const WRITERS: Readonly<Record<ScalarType, ScalarWriter>> = {
  double: makeWriter(WIRE.fixed64, 'a number', isNumber, (writer, value) => writer.double(value)),
  float: makeWriter(WIRE.fixed32, 'a number of a float', isFloat, (writer, value) => writer.float(value)),
  int32: smallWriter('int32', (writer, value) => writer.int32(value)),
  uint32: smallWriter('uint32', (writer, value) => writer.uint32(value)),
  sint32: smallWriter('sint32', (writer, value) => writer.sint32(value)),
  fixed32: smallWriter('fixed32', (writer, value) => writer.fixed32(value)),
  sfixed32: smallWriter('sfixed32', (writer, value) => writer.sfixed32(value)),
  int64: longWriter('int64', (writer, value) => writer.int64(value)),
  uint64: longWriter('uint64', (writer, value) => writer.uint64(value)),
  sint64: longWriter('sint64', (writer, value) => writer.sint64(value)),
  fixed64: longWriter('fixed64', (writer, value) => writer.fixed64(value)),
  sfixed64: longWriter('sfixed64', (writer, value) => writer.sfixed64(value)),
  bool: makeWriter(WIRE.varint, 'true or false', isBoolean, (writer, value) => writer.bool(value)),
  string: makeWriter(WIRE.delimited, 'well-formed text', isText, (writer, value) => writer.string(value)),
  bytes: makeWriter(WIRE.delimited, 'bytes (a Uint8Array)', isBytes, (writer, value) => writer.bytes(value)),
};

/** Takes names, and numbers too, so that an event read with one that has no name yet can be passed on. */
export function enumWriter({ numbers }: EnumModel): ScalarWriter {
  const names = [...numbers.keys()].join(', ');
  const { write } = WRITERS.int32;
  return {
    wire: WIRE.varint,
    expected: `one of ${names}, or its number`,
    write: (writer, tag, value) => write(writer, tag, typeof value === 'string' ? numbers.get(value) : value),
  };
}

function smallWriter(type: SmallType, put: (writer: Writer, value: number) => void): ScalarWriter {
  const { min, max } = RANGES_32[type];
  const admits = (value: unknown): value is number =>
    typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max;
  return makeWriter(SCALAR_WIRES[type], `a whole number from ${min} to ${max}`, admits, put);
}

function longWriter(type: LongType, put: (writer: Writer, value: Long) => void): ScalarWriter {
  const { min, max } = RANGES_64[type];
  const admits = (value: unknown): value is number | bigint =>
    (typeof value === 'bigint' || (typeof value === 'number' && Number.isSafeInteger(value))) &&
    value >= min &&
    value <= max;
  const expected = `a bigint from ${min} to ${max}`;
  return makeWriter(SCALAR_WIRES[type], expected, admits, (writer, value) => put(writer, longOf(value)));
}

function longOf(value: number | bigint): Long {
  if (typeof value === 'number') return value;
  const small = Number(value);
  if (Number.isSafeInteger(small)) return small;
  const half = (bits: bigint): number => Number(BigInt.asIntN(32, bits));
  return { low: half(value), high: half(value >> 32n), unsigned: value >= 0n };
}

function makeWriter<T>(
  wire: number,
  expected: string,
  admits: (value: unknown) => value is T,
  put: (writer: Writer, value: T) => void,
): ScalarWriter {
  return {
    wire,
    expected,
    write: (writer, tag, value) => {
      if (!admits(value)) return false;
      if (tag !== undefined) writer.uint32(tag);
      put(writer, value);
      return true;
    },
  };
}
