import { isUtf8 } from 'node:buffer';
import type protobuf from 'protobufjs';
import type { ScalarType } from './proto-model.ts';
import { ReadFault } from './read-fault.ts';

type Long = ReturnType<protobuf.Reader['int64']>;

/** Reads one value as users see it. Text and bytes are copies. @throws ReadFault, or what the library throws past the end */
export type ReadScalar = (reader: protobuf.Reader) => number | bigint | boolean | string | Buffer;

/** What decoders put where bytes are not UTF-8; it may also be meant. */
const REPLACEMENT = '\ufffd';
const TWO_TO_32 = 2 ** 32;
/** Varints of fewer bytes are below 2^28. */
const SMALL_BYTES = 5;

/**
 * How each type is read. Integers that do not fit into their type are refused, not cut off: they were sent under a version of the
 * schema with a larger type.
 */
export const READERS: Readonly<Record<ScalarType, ReadScalar>> = {
  double: (reader) => reader.double(),
  float: (reader) => reader.float(),
  int32: readInt32,
  uint32: readUint32,
  sint32: readSint32,
  fixed32: (reader) => reader.fixed32(),
  sfixed32: (reader) => reader.sfixed32(),
  int64: (reader) => smallBigint(reader) ?? bigintOf(reader.int64()),
  uint64: (reader) => smallBigint(reader) ?? bigintOf(reader.uint64()),
  sint64: (reader) => bigintOf(reader.sint64()),
  fixed64: (reader) => bigintOf(reader.fixed64()),
  sfixed64: (reader) => bigintOf(reader.sfixed64()),
  bool: readBool,
  string: readString,
  bytes: (reader) => Buffer.from(reader.bytes()),
};

/** An `int32` as it is sent: negative ones as if they had 64 bits. */
export function readInt32(reader: protobuf.Reader): number {
  const start = reader.pos;
  const small = reader.uint32();
  if (reader.pos - start < SMALL_BYTES) return small;
  reader.pos = start;
  const { low, high } = reader.int64();
  if (high !== low >> 31) throw new ReadFault('INVALID_EVENT', 'it does not fit into 32 bits');
  return low;
}

function readUint32(reader: protobuf.Reader): number {
  const start = reader.pos;
  const small = reader.uint32();
  if (reader.pos - start < SMALL_BYTES) return small;
  reader.pos = start;
  const { low, high } = reader.uint64();
  if (high !== 0) throw new ReadFault('INVALID_EVENT', 'it does not fit into 32 bits without a sign');
  return low >>> 0;
}

function readBool(reader: protobuf.Reader): boolean {
  const number = readUint32(reader);
  if (number > 1) throw new ReadFault('INVALID_EVENT', 'it is neither true nor false');
  return number === 1;
}

function readSint32(reader: protobuf.Reader): number {
  const { low, high } = reader.sint64();
  if (high !== low >> 31) throw new ReadFault('INVALID_EVENT', 'it does not fit into 32 bits');
  return low;
}

/** The bigint where it is short, as most are; otherwise the reader stands where it stood. */
function smallBigint(reader: protobuf.Reader): bigint | undefined {
  const start = reader.pos;
  const small = reader.uint32();
  if (reader.pos - start < SMALL_BYTES) return BigInt(small);
  reader.pos = start;
  return undefined;
}

function bigintOf(long: Long): bigint {
  const { low, high, unsigned } = long;
  const top = unsigned ? high >>> 0 : high;
  // Up to 2^53 a double holds it exactly, and takes a third of the time.
  if (top >= -0x20_0000 && top < 0x20_0000) return BigInt(top * TWO_TO_32 + (low >>> 0));
  return (BigInt(top) << 32n) | BigInt(low >>> 0);
}

function readString(reader: protobuf.Reader): string {
  const start = reader.pos;
  const text = reader.string();
  if (!text.includes(REPLACEMENT)) return text;
  reader.pos = start;
  if (!isUtf8(reader.bytes())) throw new ReadFault('UNDECODABLE', 'it is not UTF-8 text');
  return text;
}
