/** What one line of input, or one row of a table, holds. */
export interface Row {
  /** From 1; of a row over several lines the first. */
  readonly line: number;
  /** All that it says, the same for the same input. */
  readonly text: string;
  readonly content: JsonContent | TableContent | BrokenContent;
}

interface JsonContent {
  readonly kind: 'json';
  readonly value: unknown;
}

export interface TableContent {
  readonly kind: 'table';
  readonly names: readonly string[];
  /** As many as there are names. */
  readonly cells: readonly string[];
}

interface BrokenContent {
  readonly kind: 'broken';
  /** Why it cannot be read, in one line. */
  readonly problem: string;
}

/** Longer lines are longer than any record may be. */
export const MAX_LINE_BYTES = 10 * 1_048_576;
