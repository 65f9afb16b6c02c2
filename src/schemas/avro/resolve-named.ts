import { fromTo, listOf } from '../wording.ts';
import type { AvroEnum, AvroFixed } from './avro-type.ts';
import { type AvroFinding, isSameName, nameChanged, type Resolution } from './resolution.ts';
import { meaningChanged } from './resolve-meaning.ts';

export function resolveEnum(
  context: Resolution,
  reader: AvroEnum,
  writer: AvroEnum,
  path: string,
): readonly AvroFinding[] {
  if (!isSameName(reader, writer)) return [nameChanged(context, reader, writer, path)];
  const unknown = writer.symbols.filter((symbol) => !reader.symbols.includes(symbol));
  if (unknown.length === 0 || reader.defaultSymbol !== undefined) return [];
  const { wording } = context;
  const symbols = `${unknown.length === 1 ? 'symbol' : 'symbols'} ${listOf(unknown)}`;
  return [
    {
      kind: 'break',
      path,
      rule: 'ENUM_SYMBOL_UNKNOWN',
      problem: wording.isBackward
        ? `${symbols} left the enum: events written under ${wording.writer} may hold them`
        : `${symbols} joined the enum, and readers of ${wording.reader} have no default to read them as`,
      cure: wording.isBackward
        ? 'keep them, or give the enum a "default" symbol to read them as'
        : 'first publish a version whose enum has a "default" symbol, then add them',
    },
  ];
}

export function resolveFixed(
  context: Resolution,
  reader: AvroFixed,
  writer: AvroFixed,
  path: string,
): readonly AvroFinding[] {
  if (!isSameName(reader, writer)) return [nameChanged(context, reader, writer, path)];
  if (reader.sizeBytes === writer.sizeBytes) return meaningChanged(context, reader, writer, path);
  const change = fromTo(context.wording, String(reader.sizeBytes), String(writer.sizeBytes));
  return [
    {
      kind: 'break',
      path,
      rule: 'FIXED_SIZE_CHANGED',
      problem: `the size changed ${change} bytes`,
      cure: 'keep the size, or leave the field and add a new one',
    },
  ];
}
