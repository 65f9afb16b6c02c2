import type { Finding } from '../verdict.ts';
import { fromTo, type Wording } from '../wording.ts';
import type { JsonSchema, SchemaDocument } from './schema-document.ts';

/** What the parts of a comparison share: whether every value that the writer's schema admits is one that the reader's admits. */
export interface Inclusion {
  readonly wording: Wording;
  readonly reader: SchemaDocument;
  readonly writer: SchemaDocument;
  include(reader: JsonSchema, writer: JsonSchema, path: string): readonly Finding[];
}

/** A keyword whose change shuts out values that may have been written. */
export function narrowed(
  { wording }: Inclusion,
  path: string,
  rule: string,
  keyword: string,
  reader: string,
  writer: string,
): Finding {
  const change = `"${keyword}" went ${fromTo(wording, reader, writer)}`;
  return {
    kind: 'break',
    path,
    rule,
    problem: `${change}: events written under ${wording.writer} may hold values that ${wording.reader} refuses`,
    cure: wording.isBackward ? 'keep it, or only ever loosen it' : 'keep it, or only ever tighten it',
  };
}

export function undecided(path: string, keyword: string, why: string): Finding {
  return { kind: 'undecided', path, keyword, reason: `"${keyword}" ${why}` };
}
