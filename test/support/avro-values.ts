import type { Arbitrary } from 'fast-check';
import type { AvroField, AvroRecord, AvroType, AvroUnion } from '../../src/schemas/avro/avro-type.ts';
import { type AvroLeaf, branchesOf, branchNameOf, isWrapped, meaningOf } from '../../src/schemas/avro/value-kind.ts';
import { fc } from './fast-check.ts';

/** Beyond it values end wherever their type lets them. */
const MAX_DEPTH = 5;
const MAX_ITEMS = 3;

const text = fc.string({ unit: 'binary', maxLength: 12 });
const keys = text.filter((key) => key !== '__proto__');
const bytes = fc.uint8Array({ maxLength: 12 }).map((data) => Buffer.from(data));
const longs = fc.oneof(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.bigInt({ min: -300n, max: 300n }));
const millis = fc.integer({ min: 1 - 2 ** 52, max: 2 ** 52 - 1 });
const dates = fc
  .date({ min: new Date('0000-01-01T00:00:00Z'), max: new Date('9999-12-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

/** Values of a type as user code sees them. */
export function avroValues(type: AvroType, depth = 0): Arbitrary<unknown> {
  switch (type.kind) {
    case 'primitive':
    case 'fixed':
      return leafValues(type);
    case 'enum':
      return fc.constantFrom(...type.symbols);
    case 'array':
      return depth > MAX_DEPTH
        ? fc.constant([])
        : fc.array(avroValuesLater(type.items, depth), { maxLength: MAX_ITEMS });
    case 'map':
      return depth > MAX_DEPTH
        ? fc.constant({})
        : fc.dictionary(keys, avroValuesLater(type.values, depth), { maxKeys: MAX_ITEMS, noNullPrototype: true });
    case 'union':
      return unionValues(type, depth);
    case 'record':
      return recordValues(type, depth);
  }
}

/** Built when drawn from: a record within itself would be built without end. */
function avroValuesLater(type: AvroType, depth: number): Arbitrary<unknown> {
  return fc.constant(undefined).chain(() => avroValues(type, depth + 1));
}

function recordValues({ fields }: AvroRecord, depth: number): Arbitrary<unknown> {
  const entry = ({ name, type }: AvroField) => [name, avroValues(type, depth + 1)] as const;
  return fc.record(Object.fromEntries(fields.map(entry)), { noNullPrototype: true });
}

function unionValues(union: AvroUnion, depth: number): Arbitrary<unknown> {
  const branches = branchesOf(union);
  const isNull = (branch: AvroType): boolean => branch.kind === 'primitive' && branch.type === 'null';
  if (depth > MAX_DEPTH && branches.some(isNull)) return fc.constant(null);
  const wrap = isWrapped(union);
  const values = branches.map((branch) =>
    wrap && !isNull(branch)
      ? avroValuesLater(branch, depth).map((value) => ({ [branchNameOf(branch)]: value }))
      : avroValuesLater(branch, depth),
  );
  return fc.oneof(...values);
}

function leafValues(leaf: AvroLeaf): Arbitrary<unknown> {
  switch (meaningOf(leaf)) {
    case 'millis':
      return millis;
    case 'date':
      return dates;
    case 'uuid':
      return fc.uuid();
    case 'decimal':
      return decimals(leaf.logical?.precision ?? 1, leaf.logical?.scale ?? 0);
    case undefined:
      return leaf.kind === 'fixed' ? fixedBytes(leaf.sizeBytes) : BARE[leaf.type];
  }
}

const BARE = {
  null: fc.constant(null),
  boolean: fc.boolean(),
  int: fc.oneof(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), fc.integer({ min: -70, max: 70 })),
  long: longs,
  float: fc.float(),
  double: fc.double(),
  bytes,
  string: text,
} as const;

function fixedBytes(length: number): Arbitrary<Buffer> {
  return fc.uint8Array({ minLength: length, maxLength: length }).map((data) => Buffer.from(data));
}

function decimals(precision: number, scale: number): Arbitrary<string> {
  const most = 10n ** BigInt(precision) - 1n;
  return fc.oneof(fc.bigInt({ min: -most, max: most }), fc.bigInt({ min: -150n, max: 150n })).map((unscaled) => {
    if (scale === 0) return String(unscaled);
    const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0');
    return `${unscaled < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
  });
}
