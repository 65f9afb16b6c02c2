import { fromTo, type Wording } from '../wording.ts';
import { type LogicalType, logicalText } from './avro-type.ts';
import { isSameLogicalType } from './logical-types.ts';
import type { AvroFinding, Resolution } from './resolution.ts';
import { type AvroLeaf, meaningOf } from './value-kind.ts';

/**
 * Bare types that agree while what they mean does not. The specification resolves the bare types and leaves it at that, but for
 * decimals, which must match in precision and scale. Here a value must also mean what it meant, and be one that the reader's logical
 * type admits; decimals may gain digits before the point. To read without a meaning what was written with one is sound: the bare value
 * is there.
 */
export function meaningChanged(
  { wording }: Resolution,
  reader: AvroLeaf,
  writer: AvroLeaf,
  path: string,
): readonly AvroFinding[] {
  if (bareTypeOf(reader) === 'string' && bareTypeOf(writer) === 'bytes') return [bytesAsText(wording, path)];
  const expected = reader.logical;
  if (expected === undefined || (writer.logical && isReadAs(writer.logical, expected))) return [];
  if (writer.logical === undefined && meaningOf(reader) === undefined) return [];
  return [
    {
      kind: 'break',
      path,
      rule: 'LOGICAL_TYPE_CHANGED',
      problem: `the logical type changed ${fromTo(wording, meaningText(expected), meaningText(writer.logical))}: ${consequence(expected, writer, wording.writer)}`,
      cure: 'keep the logical type, or leave the field and add a new one',
      isOfMeaning: true,
    },
  ];
}

function isReadAs(written: LogicalType, expected: LogicalType): boolean {
  if (isSameLogicalType(written, expected)) return true;
  const isDecimal = written.name === 'decimal' && expected.name === 'decimal';
  return isDecimal && written.scale === expected.scale && (expected.precision ?? 0) >= (written.precision ?? 0);
}

/** The specification promotes bytes to text, but bytes that are not UTF-8 cannot be read as any. */
function bytesAsText(wording: Wording, path: string): AvroFinding {
  return {
    kind: 'break',
    path,
    rule: 'BYTES_AS_TEXT',
    problem: `the type changed ${fromTo(wording, 'string', 'bytes')}: not all bytes written under ${wording.writer} are UTF-8 text`,
    cure: 'keep the type, or leave the field and add a new one',
    isOfMeaning: true,
  };
}

function bareTypeOf(leaf: AvroLeaf): string {
  return leaf.kind === 'primitive' ? leaf.type : leaf.kind;
}

function meaningText(logical: LogicalType | undefined): string {
  return logical ? logicalText(logical) : 'none';
}

function consequence(expected: LogicalType, written: AvroLeaf, version: string): string {
  return written.logical
    ? `what ${version} writes as ${logicalText(written.logical)} would be read as ${logicalText(expected)}`
    : `not every ${bareTypeOf(written)} written under ${version} is a ${logicalText(expected)}`;
}
