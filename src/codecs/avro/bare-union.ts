import type { AvroType, AvroUnion } from '../../schemas/avro/avro-type.ts';
import { branchesOf, branchNameOf, isWrapped, type ValueKind, valueKindOf } from '../../schemas/avro/value-kind.ts';
import type { ToBare } from './bare-leaf.ts';
import { shown } from './event-place.ts';

interface Branch {
  readonly name: string;
  readonly kind: ValueKind;
  readonly toBare: ToBare;
}

/** The library is always told the branch: `{branch: value}`, null alone is bare. */
export function bareUnion(union: AvroUnion, toBareOf: (branch: AvroType) => ToBare): ToBare {
  const branches = branchesOf(union).map((branch) => ({
    name: branchNameOf(branch),
    kind: valueKindOf(branch),
    toBare: toBareOf(branch),
  }));
  const find = isWrapped(union) ? wrapped(branches) : unwrapped(branches);
  const expected = isWrapped(union)
    ? branches.map(({ name }) => (name === 'null' ? 'null' : `{"${name}": …}`)).join(' or ')
    : branches.map(({ name }) => name).join(' or ');
  return (value, place) => {
    const found = find(value);
    if (!found) return place.refuse(expected, shown(value));
    const { branch, inner } = found;
    if (branch.kind === 'null') return null;
    return { [branch.name]: branch.toBare(inner, place) };
  };
}

type Find = (value: unknown) => { readonly branch: Branch; readonly inner: unknown } | undefined;

/** By the value's kind: no two branches share one. */
function unwrapped(branches: readonly Branch[]): Find {
  const byKind = new Map(branches.map((branch) => [branch.kind, branch]));
  return (value) => {
    const kind = kindOf(value);
    // A whole number will do for a long where nothing else takes it.
    const branch = (kind && byKind.get(kind)) ?? (kind === 'number' ? byKind.get('bigint') : undefined);
    return branch && { branch, inner: value };
  };
}

/** By the only key. */
function wrapped(branches: readonly Branch[]): Find {
  const byName = new Map(branches.map((branch) => [branch.name, branch]));
  const nothing = branches.find(({ kind }) => kind === 'null');
  return (value) => {
    if (value === null) return nothing && { branch: nothing, inner: null };
    const [entry, ...others] = typeof value === 'object' ? Object.entries(value) : [];
    const branch = entry && others.length === 0 ? byName.get(entry[0]) : undefined;
    return branch && branch !== nothing ? { branch, inner: entry?.[1] } : undefined;
  };
}

function kindOf(value: unknown): ValueKind | undefined {
  switch (typeof value) {
    case 'boolean':
      return 'boolean';
    case 'number':
      return 'number';
    case 'bigint':
      return 'bigint';
    case 'string':
      return 'text';
    case 'object':
      if (value === null) return 'null';
      if (Array.isArray(value)) return 'list';
      return value instanceof Uint8Array ? 'bytes' : 'object';
    default:
      return undefined;
  }
}
