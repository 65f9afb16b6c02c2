import { formatOf } from './formats.ts';
import type { Compatibility, SchemaFormat } from './schema-kinds.ts';
import type { Break, EvolutionVerdict, Finding, ReadDirection, ReadPair, Undecided } from './verdict.ts';
import { wordingOf } from './wording.ts';

/** One version of a schema. */
export interface VersionedDefinition {
  /** 1 for the first. */
  readonly version: number;
  readonly definition: string;
}

export interface Evolution {
  readonly format: SchemaFormat;
  readonly compatibility: Compatibility;
  /** The versions that are there, in any order. */
  readonly history: readonly VersionedDefinition[];
  /** The version that wants to join them. */
  readonly candidate: VersionedDefinition;
  /** Name of the event type, where it is known: which message of a Protobuf file its records hold follows from it. */
  readonly eventName?: string | undefined;
}

const DIRECTIONS: Record<Compatibility, readonly ReadDirection[]> = {
  NONE: [],
  DISABLED: [],
  BACKWARD: ['BACKWARD'],
  BACKWARD_ALL: ['BACKWARD'],
  FORWARD: ['FORWARD'],
  FORWARD_ALL: ['FORWARD'],
  FULL: ['BACKWARD', 'FORWARD'],
  FULL_ALL: ['BACKWARD', 'FORWARD'],
};

/**
 * Whether a version may join its history under its schema's compatibility (Glue Developer Guide, "Schema versioning and
 * compatibility"): the version before decides, every version where the mode ends in `_ALL`; the first version is never checked.
 *
 * It never calls compatible what our readers then cannot read. What it cannot decide it says so, with the reason.
 */
export function checkEvolution(evolution: Evolution): EvolutionVerdict {
  const { format, compatibility, history, candidate } = evolution;
  const newestFirst = history.toSorted((a, b) => b.version - a.version);
  const previous = newestFirst[0];
  if (!previous || compatibility === 'NONE') return { kind: 'compatible' };
  if (compatibility === 'DISABLED') return incompatible(evolutionDisabled(previous, candidate));
  const unsound = unsoundCandidate(format, previous, candidate);
  if (unsound) return incompatible(unsound);

  const compared = compatibility.endsWith('_ALL') ? newestFirst : [previous];
  const breaks: Break[] = [];
  const reasons: Undecided[] = [];
  for (const old of compared) {
    for (const direction of DIRECTIONS[compatibility]) {
      const pair = pairOf(direction, old, candidate);
      for (const { kind, ...finding } of findingsOf(evolution, pair, old)) {
        if ('rule' in finding) breaks.push({ ...pair, ...finding });
        else reasons.push({ ...pair, ...finding });
      }
    }
  }
  if (breaks.length > 0) return { kind: 'incompatible', breaks, reasons };
  return reasons.length > 0 ? { kind: 'undecidable', breaks: [], reasons } : { kind: 'compatible' };
}

function findingsOf(
  { format, candidate, eventName }: Evolution,
  pair: ReadPair,
  old: VersionedDefinition,
): readonly Finding[] {
  const { problem, canonical, check } = formatOf(format);
  const unsound = problem(old.definition);
  if (unsound !== undefined) {
    const reason = `v${old.version} is no sound ${format} schema (${unsound}), so nothing can be compared with it`;
    return [{ kind: 'undecided', path: '', keyword: format, reason }];
  }
  if (canonical(old.definition) === canonical(candidate.definition)) return [];
  const [reader, writer] = pair.direction === 'BACKWARD' ? [candidate, old] : [old, candidate];
  return check(reader.definition, writer.definition, wordingOf(pair), eventName);
}

function pairOf(direction: ReadDirection, old: VersionedDefinition, candidate: VersionedDefinition): ReadPair {
  return direction === 'BACKWARD'
    ? { direction, writtenUnder: old.version, readUnder: candidate.version }
    : { direction, writtenUnder: candidate.version, readUnder: old.version };
}

function incompatible(only: Break): EvolutionVerdict {
  return { kind: 'incompatible', breaks: [only], reasons: [] };
}

function evolutionDisabled(previous: VersionedDefinition, candidate: VersionedDefinition): Break {
  return {
    direction: undefined,
    writtenUnder: previous.version,
    readUnder: candidate.version,
    path: '',
    rule: 'EVOLUTION_DISABLED',
    problem: 'the schema takes no further version: its compatibility is DISABLED',
    cure: 'register it under another name, or choose another compatibility',
  };
}

function unsoundCandidate(
  format: SchemaFormat,
  previous: VersionedDefinition,
  candidate: VersionedDefinition,
): Break | undefined {
  const problem = formatOf(format).problem(candidate.definition);
  if (problem === undefined) return undefined;
  return {
    direction: undefined,
    writtenUnder: previous.version,
    readUnder: candidate.version,
    path: '',
    rule: 'DEFINITION_UNSOUND',
    problem: `v${candidate.version} is no sound ${format} schema: ${problem}`,
    cure: 'mend the definition',
  };
}
