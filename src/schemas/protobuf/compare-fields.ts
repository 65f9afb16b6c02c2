import type { Finding } from '../verdict.ts';
import { fromTo, listOf } from '../wording.ts';
import { broken, type Comparison } from './comparison.ts';
import { type FieldType, fieldText, type ProtoEnum, type ProtoField, type ScalarName, typeName } from './proto-type.ts';

/**
 * Types that are sent alike and whose every value is one of the other's too (Protocol Buffers, "Updating A Message Type", without those
 * where a large or negative number would turn into another one).
 */
const WIDER: Readonly<Partial<Record<ScalarName, readonly ScalarName[]>>> = {
  int32: ['int64'],
  uint32: ['uint64', 'int64'],
  sint32: ['sint64'],
  bool: ['int32', 'int64', 'uint32', 'uint64'],
  string: ['bytes'],
};
/** Enums are sent as int32. */
const WIDER_THAN_ENUM: readonly ScalarName[] = ['int32', 'int64'];

/** One field, on both sides under the same number. */
export function compareField(
  comparison: Comparison,
  reader: ProtoField,
  writer: ProtoField,
  path: string,
): readonly Finding[] {
  const { wording } = comparison;
  if (!isShapeRead(reader, writer)) return [shapeChanged(comparison, reader, writer, path)];
  const findings = [...compareTypes(comparison, reader.type, writer.type, path)];
  const [key, writtenKey] = [reader.keyType, writer.keyType];
  const isKeyRead =
    key === writtenKey || (key && writtenKey && writtenKey !== 'bool' && WIDER[writtenKey]?.includes(key));
  if (!isKeyRead) {
    const change = fromTo(wording, String(key), String(writtenKey));
    findings.push(broken(path, 'TYPE_CHANGED', `the type of keys changed ${change}`, 'keep it, or add a new field'));
  }
  if (reader.presence === 'required' && writer.presence !== 'required') {
    findings.push(requiredChanged(comparison, reader, path));
  }
  return findings;
}

function isShapeRead(reader: ProtoField, writer: ProtoField): boolean {
  if (reader.shape === writer.shape) return true;
  // One value may become a list of one; a zero that is never sent would become an empty list.
  return reader.shape === 'list' && writer.shape === 'single' && writer.presence !== 'implicit';
}

function shapeChanged({ wording }: Comparison, reader: ProtoField, writer: ProtoField, path: string): Finding {
  const change = fromTo(wording, fieldText(reader), fieldText(writer));
  const isOfZero = reader.shape === 'list' && writer.shape === 'single';
  const why = isOfZero
    ? `zeros and empty texts, which ${wording.writer} does not send, would become empty lists`
    : `${wording.reader} cannot hold all that ${wording.writer} writes`;
  return broken(path, 'SHAPE_CHANGED', `the field changed ${change}: ${why}`, 'keep it, and add a new field');
}

function requiredChanged({ wording }: Comparison, { name }: ProtoField, path: string): Finding {
  const problem = wording.isBackward
    ? `field "${name}" is required now: events written under ${wording.writer} may lack it`
    : `field "${name}" is no longer required: events written under ${wording.writer} may lack it, and ${wording.reader} refuses them`;
  const cure = wording.isBackward ? 'leave it optional' : 'keep it required';
  return broken(path, wording.isBackward ? 'REQUIRED_ADDED' : 'REQUIRED_REMOVED', problem, cure);
}

function compareTypes(comparison: Comparison, reader: FieldType, writer: FieldType, path: string): readonly Finding[] {
  if (reader.kind === 'message' && writer.kind === 'message') {
    comparison.compareLater(reader.message, writer.message, path);
    return [];
  }
  if (reader.kind === 'enum' && writer.kind === 'enum') return compareEnums(comparison, reader.enum, writer.enum, path);
  if (reader.kind === 'imported' || writer.kind === 'imported')
    return compareImported(comparison, reader, writer, path);
  if (reader.kind === 'scalar') {
    const { name } = reader;
    if (writer.kind === 'enum' && WIDER_THAN_ENUM.includes(name)) return [];
    if (writer.kind === 'scalar' && (name === writer.name || WIDER[writer.name]?.includes(name))) return [];
  }
  return [typeChanged(comparison, reader, writer, path)];
}

function typeChanged({ wording }: Comparison, reader: FieldType, writer: FieldType, path: string): Finding {
  const change = fromTo(wording, typeName(reader), typeName(writer));
  const problem = `the type changed ${change}: not every ${typeName(writer)} written under ${wording.writer} is read as the same value`;
  return broken(path, 'TYPE_CHANGED', problem, 'keep the type, and add a new field under a new number');
}

/** Types of Google's, which do not change; of other files nothing is known, which is told once. */
function compareImported(
  comparison: Comparison,
  reader: FieldType,
  writer: FieldType,
  path: string,
): readonly Finding[] {
  const isSame = reader.kind === writer.kind && typeName(reader) === typeName(writer);
  return isSame ? [] : [typeChanged(comparison, reader, writer, path)];
}

function compareEnums({ wording }: Comparison, reader: ProtoEnum, writer: ProtoEnum, path: string): readonly Finding[] {
  const moved = [...reader.values].filter(([name, number]) => (writer.values.get(name) ?? number) !== number);
  const findings = moved.map(([name, number]) =>
    broken(
      path,
      'ENUM_VALUE_RENUMBERED',
      `value ${name} has number ${number} in ${wording.reader} and ${writer.values.get(name)} in ${wording.writer}: one would be read as another`,
      'keep the number',
    ),
  );
  const known = new Set(reader.values.values());
  const unknown = [...writer.values]
    .filter(([name, number]) => !known.has(number) && !reader.values.has(name))
    .map(([name]) => name);
  // What open enums are for: a reader passes on the number of a value that came later.
  if (unknown.length === 0 || (!wording.isBackward && !reader.isClosed)) return findings;
  return [...findings, valuesUnknown(wording.isBackward, unknown, wording.writer, path)];
}

function valuesUnknown(isBackward: boolean, names: readonly string[], writer: string, path: string): Finding {
  const values = `${names.length === 1 ? 'value' : 'values'} ${listOf(names)}`;
  return isBackward
    ? broken(
        path,
        'ENUM_VALUE_REMOVED',
        `${values} left the enum: events written under ${writer} may hold them, and would give a number without a name`,
        'keep them, marked [deprecated = true]',
      )
    : broken(
        path,
        'ENUM_VALUE_ADDED',
        `${values} joined a closed enum (proto2), whose readers drop what they do not know`,
        'add a new field with a new enum',
      );
}
