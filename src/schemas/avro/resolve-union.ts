import { fromTo } from '../wording.ts';
import { type AvroType, type AvroUnion, isNamed, typeText } from './avro-type.ts';
import { type AvroFinding, isReadable, isSameName, type Resolution, typeChanged } from './resolution.ts';
import { meaningOf } from './value-kind.ts';

/** Each type that the writer may have chosen must be readable. */
export function resolveUnion(
  context: Resolution,
  reader: AvroType,
  writer: AvroUnion,
  path: string,
): readonly AvroFinding[] {
  return writer.branches.flatMap((branch) =>
    context.resolve(reader, branch, path).map((finding) => {
      const isOfBranch = finding.kind === 'break' && finding.rule === 'TYPE_CHANGED' && finding.path === path;
      return isOfBranch ? { ...finding, ...branchGone(context, reader, writer, branch) } : finding;
    }),
  );
}

function branchGone({ wording }: Resolution, reader: AvroType, writer: AvroUnion, branch: AvroType) {
  const change = fromTo(wording, typeText(reader), typeText(writer));
  return {
    rule: 'UNION_BRANCH_UNREADABLE',
    problem: `the type changed ${change}: events written under ${wording.writer} may hold ${typeText(branch)}, which readers of ${wording.reader} cannot read`,
    cure: wording.isBackward
      ? `keep ${typeText(branch)} among the types`
      : `first publish a version whose readers know ${typeText(branch)}, then write it`,
  };
}

/**
 * Of the reader's types the one that reads what was written: of primitive types the very same, else the first that can (specification,
 * "Schema Resolution"). The first alone would read bytes as text where a union holds both.
 */
export function resolveIntoUnion(
  context: Resolution,
  reader: AvroUnion,
  writer: AvroType,
  path: string,
): readonly AvroFinding[] {
  const same = sameBranch(reader, writer);
  if (same) return context.resolve(same, writer, path);
  let ofNearest: readonly AvroFinding[] | undefined;
  for (const branch of reader.branches) {
    const findings = context.resolve(branch, writer, path);
    if (isReadable(findings)) return findings;
    if (isAlike(branch, writer)) ofNearest ??= findings;
  }
  return ofNearest ?? [typeChanged(context, reader, writer, path)];
}

/** The branch of the writer's primitive type, where it means the same or nothing of its own. */
function sameBranch(reader: AvroUnion, writer: AvroType): AvroType | undefined {
  if (writer.kind !== 'primitive') return undefined;
  return reader.branches.find((branch) => {
    if (branch.kind !== 'primitive' || branch.type !== writer.type) return false;
    return meaningOf(branch) === undefined || meaningOf(branch) === meaningOf(writer);
  });
}

function isAlike(reader: AvroType, writer: AvroType): boolean {
  if (isNamed(reader) && isNamed(writer)) return reader.kind === writer.kind && isSameName(reader, writer);
  return reader.kind === writer.kind && reader.kind !== 'primitive';
}
