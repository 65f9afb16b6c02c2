/** Who reads whom: `BACKWARD` the new version reads what the old one wrote, `FORWARD` the old one what the new one writes. */
export type ReadDirection = 'BACKWARD' | 'FORWARD';

/** What a comparison of two versions found, before it is said of which. */
export type Finding = BrokenRule | OpenQuestion;

export interface BrokenRule {
  readonly kind: 'break';
  /** Dotted names from the event down, `[]` for items of a list, `{}` for values of a map; empty for the schema as a whole. */
  readonly path: string;
  /** Stable name of the rule, for tests and tools. */
  readonly rule: string;
  /** One clause: what is wrong. */
  readonly problem: string;
  /** One clause: what to do. */
  readonly cure: string;
}

export interface OpenQuestion {
  readonly kind: 'undecided';
  readonly path: string;
  /** The word of the schema language that leads beyond what is decided. */
  readonly keyword: string;
  /** One sentence: why it is not decided, and what to do. */
  readonly reason: string;
}

/** Which versions a finding is about. */
export interface ReadPair {
  /** Undefined where it is no matter of reading. */
  readonly direction: ReadDirection | undefined;
  readonly writtenUnder: number;
  readonly readUnder: number;
}

/** A rule that a new version breaks, told for a person. */
export interface Break extends Omit<BrokenRule, 'kind'>, ReadPair {}

/** Something that is neither shown to be sound nor to be a break. */
export interface Undecided extends Omit<OpenQuestion, 'kind'>, ReadPair {}

/** Whether a new version may join its history. `undecidable` is to be refused like a break: nothing shows that readers can read. */
export type EvolutionVerdict =
  | { readonly kind: 'compatible' }
  | { readonly kind: 'incompatible'; readonly breaks: readonly Break[]; readonly reasons: readonly Undecided[] }
  | { readonly kind: 'undecidable'; readonly breaks: readonly []; readonly reasons: readonly Undecided[] };

/** One line for a person: versions, place, what is wrong, what to do. */
export function explainBreak({ path, problem, cure, ...pair }: Break): string {
  return `${pairText(pair)}: ${placeText(path)}${problem}; ${cure}`;
}

/** One line for a person: versions, place, why it is not decided. */
export function explainUndecided({ path, reason, ...pair }: Undecided): string {
  return `${pairText(pair)}: ${placeText(path)}${reason}`;
}

function pairText({ direction, writtenUnder, readUnder }: ReadPair): string {
  return direction ? `${direction}, v${readUnder} reads v${writtenUnder}` : `v${readUnder} after v${writtenUnder}`;
}

function placeText(path: string): string {
  return path === '' ? '' : `${path}: `;
}
