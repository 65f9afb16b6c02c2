import type { AvroField, AvroRecord, AvroType, AvroUnion } from '../../../src/schemas/avro/avro-type.ts';
import { branchesOf, branchNameOf, isWrapped, valueKindOf } from '../../../src/schemas/avro/value-kind.ts';

type Branch = Exclude<AvroType, AvroUnion>;

/** What a value written as one type is when read as another, worked out on values instead of bytes. */
export function expectedReading(writer: AvroType, reader: AvroType, value: unknown): unknown {
  if (writer.kind === 'union') {
    const { branch, inner } = written(writer, value);
    return expectedReading(branch, reader, inner);
  }
  if (reader.kind === 'union') {
    const branch = chosen(reader, writer);
    const inner = expectedReading(writer, branch, value);
    return isWrapped(reader) && inner !== null ? { [branchNameOf(branch)]: inner } : inner;
  }
  if (writer.kind === 'record' && reader.kind === 'record') return expectedRecord(writer, reader, objectOf(value));
  if (writer.kind === 'array' && reader.kind === 'array') {
    return listOf(value).map((item) => expectedReading(writer.items, reader.items, item));
  }
  if (writer.kind === 'map' && reader.kind === 'map') {
    const entries = Object.entries(objectOf(value));
    return Object.fromEntries(entries.map(([key, item]) => [key, expectedReading(writer.values, reader.values, item)]));
  }
  if (reader.kind === 'enum') return reader.symbols.some((symbol) => symbol === value) ? value : reader.defaultSymbol;
  switch (valueKindOf(reader)) {
    case 'bigint':
      return typeof value === 'number' ? BigInt(value) : value;
    case 'number':
      return typeof value === 'bigint' ? Number(value) : value;
    case 'bytes':
      return typeof value === 'string' ? Buffer.from(value) : value;
    default:
      return value;
  }
}

function expectedRecord(writer: AvroRecord, reader: AvroRecord, value: Readonly<Record<string, unknown>>): object {
  const entry = (field: AvroField): readonly [string, unknown] => {
    const source = writer.fields.find(({ name }) => name === field.name || field.aliases.includes(name));
    if (!source) return [field.name, expectedDefault(field.type, field.defaultValue)];
    return [field.name, expectedReading(source.type, field.type, value[source.name])];
  };
  return Object.fromEntries(reader.fields.map(entry));
}

/** Of the defaults that are drawn. */
function expectedDefault(type: AvroType, value: unknown): unknown {
  if (type.kind !== 'primitive') return value;
  if (type.logical?.name === 'date' && value === 7) return '1970-01-08';
  if (type.type === 'long' && typeof value === 'number') return BigInt(value);
  return type.type === 'bytes' && typeof value === 'string' ? Buffer.from(value, 'latin1') : value;
}

function written(union: AvroUnion, value: unknown): { branch: Branch; inner: unknown } {
  const branches = branchesOf(union);
  const [key, inner] =
    isWrapped(union) && value !== null ? (Object.entries(objectOf(value))[0] ?? []) : [undefined, value];
  const branch = branches.find((candidate) =>
    key === undefined ? valueKindOf(candidate) === kindOf(value) : branchNameOf(candidate) === key,
  );
  if (!branch) throw new Error('the value is of none of the branches');
  return { branch, inner };
}

function chosen(union: AvroUnion, writer: Branch): Branch {
  const alike = branchesOf(union).filter(({ kind }) => kind === writer.kind);
  const branch =
    alike.find((candidate) => isAlike(candidate, writer)) ??
    alike.find((candidate) => !(candidate.kind === 'primitive' && candidate.type === 'null'));
  if (!branch) throw new Error('no branch reads the value');
  return branch;
}

function isAlike(reader: Branch, writer: Branch): boolean {
  if ('name' in reader && 'name' in writer) return reader.name === writer.name || reader.aliases.includes(writer.name);
  if (reader.kind !== 'primitive' || writer.kind !== 'primitive') return true;
  return reader.type === writer.type && reader.logical?.name === writer.logical?.name;
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'list';
  if (Buffer.isBuffer(value)) return 'bytes';
  return typeof value === 'string' ? 'text' : typeof value;
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) throw new Error('an object belongs here');
  return value as Readonly<Record<string, unknown>>;
}

function listOf(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new Error('a list belongs here');
  return value;
}
