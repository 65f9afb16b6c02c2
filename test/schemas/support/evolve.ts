import { checkEvolution } from '../../../src/schemas/check-compatibility.ts';
import type { Compatibility, SchemaFormat } from '../../../src/schemas/schema-kinds.ts';
import { type EvolutionVerdict, explainBreak, explainUndecided } from '../../../src/schemas/verdict.ts';

/** Whether a second version may follow a first. */
export function evolve(
  format: SchemaFormat,
  compatibility: Compatibility,
  before: string,
  after: string,
  eventName?: string,
): EvolutionVerdict {
  return checkEvolution({
    format,
    compatibility,
    history: [{ version: 1, definition: before }],
    candidate: { version: 2, definition: after },
    eventName,
  });
}

/** The verdict in short: `compatible`, or the rules that are broken and the keywords that are not decided, by place. */
export function inShort(verdict: EvolutionVerdict): string {
  if (verdict.kind === 'compatible') return 'compatible';
  const parts = [
    ...verdict.breaks.map(({ rule, path }) => (path === '' ? rule : `${rule} ${path}`)),
    ...verdict.reasons.map(({ keyword, path }) => (path === '' ? `? ${keyword}` : `? ${keyword} ${path}`)),
  ];
  return parts.join(', ');
}

/** All that a person is told, a line each. */
export function told(verdict: EvolutionVerdict): string[] {
  if (verdict.kind === 'compatible') return [];
  return [...verdict.breaks.map(explainBreak), ...verdict.reasons.map(explainUndecided)];
}
