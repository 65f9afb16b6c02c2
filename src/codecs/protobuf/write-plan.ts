import type { FieldModel, MessageModel, Presence, ScalarType, ValueModel } from './proto-model.ts';
import { tagOf, WIRE } from './wire-types.ts';
import { enumWriter, type ScalarWriter, WRITERS } from './write-scalar.ts';

/** How a message is written, worked out once. */
export interface WritePlan {
  readonly fullName: string;
  readonly fields: FieldWriter[];
  readonly names: Set<string>;
  /** The names of the fields of each choice (`oneof`). */
  readonly choices: readonly string[][];
}

export interface FieldWriter {
  readonly name: string;
  readonly presence: Presence;
  /** Number and wire type of one value, or of a list whose elements stand side by side. */
  readonly tag: number;
  readonly isPacked: boolean;
  readonly value: ValueWriter;
  readonly key: { readonly type: ScalarType; readonly writer: ScalarWriter } | undefined;
}

export type ValueWriter =
  | { readonly kind: 'scalar'; readonly scalar: ScalarWriter }
  | { readonly kind: 'message'; readonly message: WritePlan };

/** The plan of a message and of all that it may hold. */
export function writePlanOf(event: MessageModel): WritePlan {
  const plans = new Map<MessageModel, WritePlan>();
  const planOf = (model: MessageModel): WritePlan => {
    const plan = plans.get(model) ?? emptyPlan(model);
    plans.set(model, plan);
    return plan;
  };
  const writerOf = (value: ValueModel): ValueWriter =>
    value.kind === 'message'
      ? { kind: 'message', message: planOf(value.message) }
      : { kind: 'scalar', scalar: value.kind === 'enum' ? enumWriter(value.enum) : WRITERS[value.type] };
  const plan = planOf(event);
  // Messages met on the way join the end of the map, which the loop still reaches.
  for (const [model, { fields, names }] of plans) {
    for (const field of model.fields) {
      names.add(field.name);
      fields.push(fieldWriter(field, writerOf(field.value)));
    }
  }
  return plan;
}

function fieldWriter(field: FieldModel, value: ValueWriter): FieldWriter {
  const { name, number, presence, keyType, isPacked } = field;
  const isDelimited = isPacked || presence.kind === 'map' || value.kind === 'message';
  const tag = tagOf(number, isDelimited ? WIRE.delimited : value.scalar.wire);
  const key = keyType && { type: keyType, writer: WRITERS[keyType] };
  return { name, presence, tag, isPacked, value, key };
}

function emptyPlan({ fullName, fields }: MessageModel): WritePlan {
  const choices = new Map<string, string[]>();
  for (const { oneof, name } of fields) {
    if (oneof !== undefined) choices.set(oneof, [...(choices.get(oneof) ?? []), name]);
  }
  return { fullName, fields: [], names: new Set(), choices: [...choices.values()] };
}
