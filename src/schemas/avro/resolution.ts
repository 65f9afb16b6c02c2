import type { BrokenRule, OpenQuestion } from '../verdict.ts';
import { fromTo, type Wording } from '../wording.ts';
import { type AvroNamed, type AvroType, shortName, typeText } from './avro-type.ts';

/** What keeps a reader's type from reading a writer's. */
export type AvroFinding = AvroBreak | OpenQuestion;

export interface AvroBreak extends BrokenRule {
  /** The bytes can be read, but as something else: no reason for a reader to look for another branch of a union. */
  readonly isOfMeaning?: true;
  /** Of a pair of records that was found unreadable elsewhere, and is told there. */
  readonly isRepeated?: true;
}

/** What the parts of a resolution share. */
export interface Resolution {
  readonly wording: Wording;
  resolve(reader: AvroType, writer: AvroType, path: string): readonly AvroFinding[];
}

/** True where nothing in the findings keeps the bytes from being read. */
export function isReadable(findings: readonly AvroFinding[]): boolean {
  return findings.every((finding) => finding.kind === 'break' && finding.isOfMeaning);
}

export function typeChanged({ wording }: Resolution, reader: AvroType, writer: AvroType, path: string): AvroBreak {
  const change = fromTo(wording, typeText(reader), typeText(writer));
  return {
    kind: 'break',
    path,
    rule: 'TYPE_CHANGED',
    problem: `the type changed ${change}: ${typeText(writer)} written under ${wording.writer} cannot be read as ${typeText(reader)}`,
    cure: 'keep the type, or leave the field and add a new one',
  };
}

/** Names are compared without namespaces, as Avro 1.11's own compatibility check does, and our decoder. */
export function isSameName(reader: AvroNamed, writer: AvroNamed): boolean {
  const name = shortName(writer.name);
  return shortName(reader.name) === name || reader.aliases.some((alias) => shortName(alias) === name);
}

export function nameChanged({ wording }: Resolution, reader: AvroNamed, writer: AvroNamed, path: string): AvroBreak {
  const [readerName, writerName] = [shortName(reader.name), shortName(writer.name)];
  return {
    kind: 'break',
    path,
    rule: 'NAME_CHANGED',
    problem: `${reader.kind} was renamed ${fromTo(wording, `"${readerName}"`, `"${writerName}"`)}, and readers match types by name`,
    cure: wording.isBackward
      ? `add "aliases": ["${writerName}"] to it, or keep the name`
      : `keep the name: aliases help readers of ${wording.writer} only`,
  };
}
