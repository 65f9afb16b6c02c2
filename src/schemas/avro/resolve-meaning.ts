import { fromTo } from '../wording.ts';
import type { AvroFixed, AvroPrimitive, LogicalType } from './avro-type.ts';
import { logicalText } from './avro-type.ts';
import { isReadByMeaning, isSameLogicalType } from './logical-types.ts';
import type { AvroFinding, Resolution } from './resolution.ts';

type Carrier = AvroPrimitive | AvroFixed;

/**
 * Logical types that do not agree. The specification resolves the bare types and leaves it at that, but for decimals, which match in
 * precision and scale alone; here a value must also mean what it meant, and be one that the reader's logical type admits. To read
 * without a meaning what was written with one is sound: the bare value is there.
 */
export function meaningChanged(
  { wording }: Resolution,
  reader: Carrier,
  writer: Carrier,
  path: string,
): readonly AvroFinding[] {
  const expected = reader.logical;
  if (expected === undefined || (writer.logical && isSameLogicalType(expected, writer.logical))) return [];
  if (writer.logical === undefined && !isReadByMeaning(expected)) return [];
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

function meaningText(logical: LogicalType | undefined): string {
  return logical ? logicalText(logical) : 'none';
}

function consequence(expected: LogicalType, written: Carrier, version: string): string {
  const bare = written.kind === 'primitive' ? written.type : written.kind;
  return written.logical
    ? `what ${version} writes as ${logicalText(written.logical)} would be read as ${logicalText(expected)}`
    : `not every ${bare} written under ${version} is a ${logicalText(expected)}`;
}
