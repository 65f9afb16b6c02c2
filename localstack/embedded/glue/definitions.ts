import { checkEvolution, type Evolution } from '../../../src/schemas/check-compatibility.ts';
import type { SchemaFormat } from '../../../src/schemas/schema-kinds.ts';
import { explainBreak, explainUndecided } from '../../../src/schemas/verdict.ts';
import { jsonPatch } from './json-patch.ts';

/**
 * Why a new version may not join its history, a line each; none where it may. What cannot be decided is an objection: AWS would
 * accept or refuse it by rules that nobody knows, and a refusal is the mistake that is noticed.
 */
export function objectionsTo(evolution: Evolution): readonly string[] {
  const verdict = checkEvolution(evolution);
  return verdict.kind === 'compatible'
    ? []
    : [...verdict.breaks.map(explainBreak), ...verdict.reasons.map(explainUndecided)];
}

/** The JSON Patch that leads from one definition to another, as text; PROTOBUF, which is no JSON, is replaced as a whole. */
export function syntaxDiff(format: SchemaFormat, first: string, second: string): string {
  const read = (definition: string): unknown => (format === 'PROTOBUF' ? definition : JSON.parse(definition));
  return JSON.stringify(jsonPatch(read(first), read(second)));
}
