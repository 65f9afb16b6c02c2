import type { AvroRecord, AvroType } from '../../schemas/avro/avro-type.ts';

const OF_PRIMITIVES = { null: 0, boolean: 1, int: 1, long: 1, float: 4, double: 8, bytes: 1, string: 1 } as const;

/**
 * Bytes that any value of the type takes at least.
 *
 * @param known records counted before; one within itself counts nothing
 */
export function leastBytes(type: AvroType, known = new Map<AvroRecord, number>()): number {
  switch (type.kind) {
    case 'primitive':
      return OF_PRIMITIVES[type.type];
    case 'fixed':
      return type.sizeBytes;
    case 'record': {
      const before = known.get(type);
      if (before !== undefined) return before;
      known.set(type, 0);
      const bytes = type.fields.reduce((sum, field) => sum + leastBytes(field.type, known), 0);
      known.set(type, bytes);
      return bytes;
    }
    default:
      return 1;
  }
}

/** False for null, a record without fields, and the like. */
export function takesBytes(type: AvroType): boolean {
  return leastBytes(type) > 0;
}
