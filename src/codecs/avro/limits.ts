/** Records, arrays and maps within each other; Protobuf's parsers take as many, and no schema made for people comes near. */
export const MAX_DEPTH = 100;

/**
 * Records, arrays, maps, and the items of arrays and maps, in one event: each takes some tens of bytes of memory, all of them less than
 * a function has.
 */
export const MAX_VALUES = 1_000_000;

/** Items that take no bytes (nulls, records without fields) say nothing but their number, and 5 bytes can claim billions. */
export const MAX_EMPTY_ITEMS = 1_000;
