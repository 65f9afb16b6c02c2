import { below, listOf } from '../wording.ts';
import { type AvroField, type AvroRecord, type AvroType, typeText } from './avro-type.ts';
import type { AvroFinding, Resolution } from './resolution.ts';

/** Fields are matched by name and by the reader's aliases; what the writer lacks must have a default. */
export function resolveRecord(
  context: Resolution,
  reader: AvroRecord,
  writer: AvroRecord,
  path: string,
): readonly AvroFinding[] {
  const written = new Map(writer.fields.map((field) => [field.name, field]));
  return reader.fields.flatMap((field) => {
    const place = below(path, field.name);
    const names = [...new Set([field.name, ...field.aliases])];
    const [match, ...others] = names.flatMap((name) => written.get(name) ?? []);
    if (match && others.length === 0) return context.resolve(field.type, match.type, place);
    if (match) return [ambiguous(context, field, [match, ...others], place)];
    return field.defaultValue === undefined
      ? [needsDefault(context, field, renamedFrom(field, reader, writer), place)]
      : [];
  });
}

function ambiguous(
  { wording }: Resolution,
  field: AvroField,
  matches: readonly AvroField[],
  path: string,
): AvroFinding {
  const names = listOf(matches.map(({ name }) => name));
  return {
    kind: 'break',
    path,
    rule: 'FIELD_ALIAS_AMBIGUOUS',
    problem: `field "${field.name}" goes by ${names}, and events written under ${wording.writer} hold each of them`,
    cure: wording.isBackward ? 'drop the alias' : 'do not write fields under both names',
  };
}

function needsDefault(
  { wording }: Resolution,
  field: AvroField,
  renamed: AvroField | undefined,
  path: string,
): AvroFinding {
  const { name, type } = field;
  if (!wording.isBackward) {
    return {
      kind: 'break',
      path,
      rule: 'FIELD_NEEDS_DEFAULT',
      problem: `field "${name}" was removed, and has no default in ${wording.reader}: its readers miss it in events written under ${wording.writer}`,
      cure: 'keep it; a field may go once every version that is still read has a default for it',
    };
  }
  const alias = renamed ? `, or, if it is "${renamed.name}" under a new name, add "aliases": ["${renamed.name}"]` : '';
  return {
    kind: 'break',
    path,
    rule: 'FIELD_NEEDS_DEFAULT',
    problem: `field "${name}" was added without a default: events written under ${wording.writer} do not have it`,
    cure: `give it a default, e.g. ${defaultExample(type)}${alias}`,
  };
}

function defaultExample(type: AvroType): string {
  const isNull = (branch: AvroType): boolean => branch.kind === 'primitive' && branch.type === 'null';
  if (isNull(type)) return '"default": null';
  if (type.kind !== 'union') return `"default": null with type ["null",${nested(type)}]`;
  const [first] = type.branches;
  if (first && isNull(first)) return '"default": null';
  return `"default": null with type ["null",${type.branches
    .filter((branch) => !isNull(branch))
    .map(nested)
    .join(',')}]`;
}

function nested(type: AvroType): string {
  return type.kind === 'primitive' && !type.logical ? `"${type.type}"` : typeText(type);
}

/** The one field that only the writer has and that is of the same type: most likely the same under its old name. */
function renamedFrom(field: AvroField, reader: AvroRecord, writer: AvroRecord): AvroField | undefined {
  const known = new Set(reader.fields.flatMap(({ name, aliases }) => [name, ...aliases]));
  const gone = writer.fields.filter(({ name, type }) => !known.has(name) && typeText(type) === typeText(field.type));
  return gone.length === 1 ? gone[0] : undefined;
}
