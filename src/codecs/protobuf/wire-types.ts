import type { ScalarType } from './proto-model.ts';

/** How a value follows its field's number (Protocol Buffers, "Encoding"). */
export const WIRE = { varint: 0, fixed64: 1, delimited: 2, fixed32: 5 } as const;

export const SCALAR_WIRES: Readonly<Record<ScalarType, number>> = {
  double: WIRE.fixed64,
  float: WIRE.fixed32,
  int32: WIRE.varint,
  uint32: WIRE.varint,
  sint32: WIRE.varint,
  fixed32: WIRE.fixed32,
  sfixed32: WIRE.fixed32,
  int64: WIRE.varint,
  uint64: WIRE.varint,
  sint64: WIRE.varint,
  fixed64: WIRE.fixed64,
  sfixed64: WIRE.fixed64,
  bool: WIRE.varint,
  string: WIRE.delimited,
  bytes: WIRE.delimited,
};

/** What stands before a value: its field's number and how it follows. */
export function tagOf(number: number, wire: number): number {
  return ((number << 3) | wire) >>> 0;
}
