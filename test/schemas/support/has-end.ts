import type { AvroRecord, AvroType } from '../../../src/schemas/avro/avro-type.ts';

/** False for records that cannot but hold themselves, of which there are no events. */
export function hasEnd(type: AvroType, around: ReadonlySet<AvroRecord> = new Set()): boolean {
  switch (type.kind) {
    case 'record': {
      const inner = new Set([...around, type]);
      return !around.has(type) && type.fields.every((field) => hasEnd(field.type, inner));
    }
    case 'union':
      return type.branches.some(isNull) || type.branches.every((branch) => hasEnd(branch, around));
    default:
      return true;
  }
}

function isNull(type: AvroType): boolean {
  return type.kind === 'primitive' && type.type === 'null';
}
