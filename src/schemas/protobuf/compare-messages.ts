import type { Finding } from '../verdict.ts';
import { below, listOf } from '../wording.ts';
import { compareField } from './compare-fields.ts';
import { broken, type Comparison } from './comparison.ts';
import { isReserved, type ProtoField, type ProtoMessage } from './proto-type.ts';

/** Fields of the same number are one field; what only one side has is passed over, or stands for its default. */
export function compareMessages(
  comparison: Comparison,
  reader: ProtoMessage,
  writer: ProtoMessage,
  path: string,
): readonly Finding[] {
  const written = new Map(writer.fields.map((field) => [field.number, field]));
  const fields = reader.fields.flatMap((field) => {
    const place = below(path, field.name);
    const match = written.get(field.number);
    const moved = renumbered(comparison, field, writer, place);
    if (moved) return [moved];
    if (match) return compareField(comparison, field, match, place);
    return field.presence === 'required' ? [requiredMissing(comparison, field, place)] : [];
  });
  return [...fields, ...mergedChoices(comparison, reader, written, path), ...reused(comparison, reader, writer, path)];
}

function renumbered(
  { wording }: Comparison,
  field: ProtoField,
  writer: ProtoMessage,
  path: string,
): Finding | undefined {
  const old = writer.fields.find(({ name }) => name === field.name);
  if (!old || old.number === field.number) return undefined;
  return broken(
    path,
    'FIELD_RENUMBERED',
    `field "${field.name}" has number ${field.number} in ${wording.reader} and ${old.number} in ${wording.writer}: what is written as one is not read as the other`,
    'keep the number',
  );
}

function requiredMissing({ wording }: Comparison, { name }: ProtoField, path: string): Finding {
  return wording.isBackward
    ? broken(
        path,
        'REQUIRED_ADDED',
        `required field "${name}" was added: events written under ${wording.writer} do not have it`,
        'make it optional',
      )
    : broken(
        path,
        'REQUIRED_REMOVED',
        `field "${name}" was removed, and ${wording.reader} requires it`,
        'keep it; only optional fields may go',
      );
}

/** A choice of fields that may be there together on the writer's side: of two that are, one is lost. */
function mergedChoices(
  { wording }: Comparison,
  reader: ProtoMessage,
  written: ReadonlyMap<number, ProtoField>,
  path: string,
): readonly Finding[] {
  const choices = new Set(reader.fields.flatMap(({ oneof }) => oneof ?? []));
  return [...choices].flatMap((choice) => {
    const before = reader.fields
      .filter(({ oneof }) => oneof === choice)
      .flatMap(({ number }) => written.get(number) ?? []);
    const [first, ...others] = before;
    const isSafe = others.every(({ oneof }) => oneof !== undefined && oneof === first?.oneof);
    if (isSafe) return [];
    const names = listOf(before.map(({ name }) => name));
    const problem = wording.isBackward
      ? `oneof "${choice}" takes in ${names}: events written under ${wording.writer} may hold more than one of them, and all but the last are lost`
      : `${names} left oneof "${choice}": events written under ${wording.writer} may hold more than one of them, and ${wording.reader} keeps the last`;
    const cure = wording.isBackward ? 'leave fields that are there already out of it' : 'leave them in it';
    return [broken(below(path, choice), 'ONEOF_CHANGED', problem, cure)];
  });
}

/** Numbers and names that the version before gave up for good. */
function reused({ wording }: Comparison, reader: ProtoMessage, writer: ProtoMessage, path: string): readonly Finding[] {
  const [older, newer] = wording.isBackward ? [writer, reader] : [reader, writer];
  const version = wording.isBackward ? wording.writer : wording.reader;
  return newer.fields.flatMap((field) => {
    const isNumber = isReserved(older.reserved, field.number);
    if (!isNumber && !older.reserved.names.includes(field.name)) return [];
    const what = isNumber ? `number ${field.number}` : `the name "${field.name}"`;
    const problem = `field "${field.name}" takes ${what}, which ${version} reserved: older events may hold something else under it`;
    return [broken(below(path, field.name), 'RESERVED_REUSED', problem, 'choose another')];
  });
}
