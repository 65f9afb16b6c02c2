import type { FieldModel, MessageModel, ScalarType, ValueModel } from './proto-model.ts';

type SentType = ScalarType | 'enum';

const SIGNED: readonly SentType[] = ['int32', 'int64', 'enum'];

/**
 * Types as which a value may be read that was sent as another (Protocol Buffers, "Updating A Message Type"), without those where a large
 * or negative number would turn into another one unnoticed. Where it does not fit, the reader notices.
 */
const READABLE_AS: Readonly<Partial<Record<SentType, readonly SentType[]>>> = {
  int32: [...SIGNED, 'uint32', 'bool'],
  int64: [...SIGNED, 'uint32', 'bool'],
  enum: [...SIGNED, 'uint32', 'bool'],
  uint32: [...SIGNED, 'uint32', 'uint64', 'bool'],
  bool: [...SIGNED, 'uint32', 'uint64', 'bool'],
  uint64: ['uint32', 'uint64', 'bool'],
  sint32: ['sint32', 'sint64'],
  sint64: ['sint32', 'sint64'],
  string: ['string', 'bytes'],
  bytes: ['string', 'bytes'],
};

/**
 * Why events written as one message cannot be read as another, in one line; undefined where they can. Fields are the same by number.
 * A field that only one of them has is no obstacle.
 */
export function whyUnreadable(written: MessageModel, today: MessageModel): string | undefined {
  const pairs: [MessageModel, MessageModel, string][] = [[written, today, '']];
  const seen = new Map<MessageModel, Set<MessageModel>>();
  // Pairs met on the way join the end of the list, which the loop still reaches.
  for (const [from, to, path] of pairs) {
    const others = seen.get(from) ?? new Set();
    if (others.has(to)) continue;
    seen.set(from, others.add(to));
    const numbers = new Map(from.fields.map((field) => [field.number, field]));
    for (const field of to.fields) {
      const old = numbers.get(field.number);
      const problem = old && fieldProblem(old, field);
      if (problem !== undefined) return `field "${path}${field.name}" ${problem}`;
      if (old?.value.kind === 'message' && field.value.kind === 'message') {
        pairs.push([old.value.message, field.value.message, `${path}${field.name}.`]);
      }
    }
    const choice = mergedChoice(from, to);
    if (choice !== undefined) return `"${path}${choice}" is a choice now of fields that could be there together`;
  }
  return undefined;
}

function fieldProblem(old: FieldModel, field: FieldModel): string | undefined {
  const was = shapeOf(old);
  const is = shapeOf(field);
  // One value may become a list of one.
  const isSameShape = was === is || (was === 'one value' && is === 'a list');
  if (!isSameShape) return `was ${was} and is ${is} now`;
  if (old.keyType && field.keyType && !isReadable(old.keyType, field.keyType)) {
    return `had keys of ${old.keyType} and has those of ${field.keyType} now`;
  }
  const from = typeOf(old.value);
  const to = typeOf(field.value);
  return isReadable(from, to) ? undefined : `was ${from} and is ${to} now`;
}

/** A choice of today's whose fields were not in one choice before: of two that are there one would be lost. */
function mergedChoice(from: MessageModel, to: MessageModel): string | undefined {
  const numbers = new Map(from.fields.map((field) => [field.number, field]));
  const before = new Map<string, FieldModel>();
  for (const { oneof, number } of to.fields) {
    const old = numbers.get(number);
    if (oneof === undefined || !old) continue;
    const other = before.get(oneof);
    if (other && (other.oneof === undefined || other.oneof !== old.oneof)) return oneof;
    before.set(oneof, old);
  }
  return undefined;
}

function isReadable(from: SentType | 'message', to: SentType | 'message'): boolean {
  if (from === to) return true;
  if (from === 'message' || to === 'message') return false;
  return READABLE_AS[from]?.includes(to) ?? false;
}

function typeOf(value: ValueModel): SentType | 'message' {
  return value.kind === 'scalar' ? value.type : value.kind;
}

function shapeOf({ presence }: FieldModel): string {
  if (presence.kind === 'list') return 'a list';
  return presence.kind === 'map' ? 'a map' : 'one value';
}
