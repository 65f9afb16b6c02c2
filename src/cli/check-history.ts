import { canonicalForm, validateDefinition } from '../schemas/canonical-form.ts';
import { checkEvolution } from '../schemas/check-compatibility.ts';
import type { SchemaFormat } from '../schemas/schema-kinds.ts';
import { type EvolutionVerdict, explainBreak, explainUndecided } from '../schemas/verdict.ts';
import type { CommittedSchema } from './committed-schemas.ts';
import type { SchemaFile } from './schema-types/schema-files.ts';

/** A version that may not join those before it. */
export interface Objection {
  readonly version: number;
  /** What it comes to, for a sentence that begins with the version. */
  readonly summary: string;
  /** One line each: what is wrong and what to do. */
  readonly lines: readonly string[];
}

/** Holds each version of a schema against those before it. Empty: all are sound, and it evolves as its mode asks. */
export function checkHistory(schema: CommittedSchema): Objection[] {
  return schema.versions.flatMap((version) => objectionTo(version, schema) ?? []);
}

function objectionTo(candidate: SchemaFile, schema: CommittedSchema): Objection | undefined {
  const { event: eventName, format, compatibility, versions } = schema;
  const { version, definition } = candidate;
  const problem = validateDefinition(format, definition);
  if (problem !== undefined) return { version, summary: `is no sound ${format} schema`, lines: [problem] };
  const history = versions.slice(0, version - 1);
  const same = history.find((earlier) => isSame(format, earlier, candidate));
  if (same) {
    const line = 'a registry takes a definition once: remove the file, or change more than the way it is written';
    return { version, summary: `says the same as v${same.version}`, lines: [line] };
  }
  const verdict = checkEvolution({ format, compatibility, eventName, history, candidate });
  const lines = explainVerdict(verdict);
  switch (verdict.kind) {
    case 'compatible':
      return undefined;
    case 'incompatible':
      return { version, summary: `is not ${compatibility} compatible`, lines };
    case 'undecidable':
      return { version, summary: `cannot be shown to be ${compatibility} compatible`, lines };
  }
}

function isSame(format: SchemaFormat, a: SchemaFile, b: SchemaFile): boolean {
  return canonicalForm(format, a.definition) === canonicalForm(format, b.definition);
}

/** What a verdict rests on, a line each; none where nothing is wrong. */
export function explainVerdict(verdict: EvolutionVerdict): string[] {
  if (verdict.kind === 'compatible') return [];
  return [...verdict.breaks.map(explainBreak), ...verdict.reasons.map(explainUndecided)];
}
