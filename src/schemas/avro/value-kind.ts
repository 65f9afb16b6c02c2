import type { AvroFixed, AvroPrimitive, AvroType, AvroUnion } from './avro-type.ts';
import { isNamed } from './avro-type.ts';

/** A type without parts: whatever it means, it is one of Avro's primitives or a fixed number of bytes. */
export type AvroLeaf = AvroPrimitive | AvroFixed;

/** What user code is given in place of the bare value: epoch milliseconds as number, or text. */
export type Meaning = 'millis' | 'date' | 'decimal' | 'uuid';

/** What a value is to user code, as far as JavaScript tells values apart. */
export type ValueKind = 'null' | 'boolean' | 'number' | 'bigint' | 'text' | 'bytes' | 'list' | 'object';

const MEANINGS: ReadonlyMap<string, Meaning> = new Map([
  ['timestamp-millis', 'millis'],
  ['local-timestamp-millis', 'millis'],
  ['date', 'date'],
  ['decimal', 'decimal'],
  ['uuid', 'uuid'],
]);

const PRIMITIVE_KINDS = {
  null: 'null',
  boolean: 'boolean',
  int: 'number',
  long: 'bigint',
  float: 'number',
  double: 'number',
  bytes: 'bytes',
  string: 'text',
} as const;

/** The meaning that events are read by; undefined where the bare value is given, as for every other logical type. */
export function meaningOf({ logical }: AvroLeaf): Meaning | undefined {
  return logical && MEANINGS.get(logical.name);
}

export function valueKindOf(type: Exclude<AvroType, AvroUnion>): ValueKind {
  switch (type.kind) {
    case 'primitive':
    case 'fixed': {
      const meaning = meaningOf(type);
      if (meaning !== undefined) return meaning === 'millis' ? 'number' : 'text';
      return type.kind === 'fixed' ? 'bytes' : PRIMITIVE_KINDS[type.type];
    }
    case 'enum':
      return 'text';
    case 'array':
      return 'list';
    case 'map':
    case 'record':
      return 'object';
  }
}

/** The types that a union chooses from. */
export function branchesOf(union: AvroUnion): readonly Exclude<AvroType, AvroUnion>[] {
  return union.branches.filter((branch) => branch.kind !== 'union');
}

/**
 * True where two branches have values of one kind: such a value comes as `{branch: value}`, so that it tells which it is. Null needs
 * no telling and is always bare.
 */
export function isWrapped(union: AvroUnion): boolean {
  const kinds = branchesOf(union).map(valueKindOf);
  return new Set(kinds).size < kinds.length;
}

/** What a wrapped value calls its branch: the full name of a named type, Avro's name of any other. */
export function branchNameOf(branch: AvroType): string {
  if (isNamed(branch)) return branch.name;
  return branch.kind === 'primitive' ? branch.type : branch.kind;
}
