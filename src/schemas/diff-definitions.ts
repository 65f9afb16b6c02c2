import { formatOf } from './formats.ts';
import type { SchemaFormat } from './schema-kinds.ts';

/** What changed between two versions of a schema, one line for a person each, by place; none where they mean the same. */
export function diffDefinitions(format: SchemaFormat, before: string, after: string): readonly string[] {
  const { problem, diff } = formatOf(format);
  const [wrongBefore, wrongAfter] = [problem(before), problem(after)];
  if (wrongBefore !== undefined) return [`the version before is no sound ${format} schema: ${wrongBefore}`];
  if (wrongAfter !== undefined) return [`the version after is no sound ${format} schema: ${wrongAfter}`];
  return diff(before, after);
}
