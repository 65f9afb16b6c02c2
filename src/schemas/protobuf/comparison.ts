import type { Finding } from '../verdict.ts';
import type { Wording } from '../wording.ts';
import type { ProtoMessage } from './proto-type.ts';

/** What the parts of a comparison share. */
export interface Comparison {
  readonly wording: Wording;
  /** A message that is read as another, to be compared in its turn. */
  compareLater(reader: ProtoMessage, writer: ProtoMessage, path: string): void;
}

export function broken(path: string, rule: string, problem: string, cure: string): Finding {
  return { kind: 'break', path, rule, problem, cure };
}
