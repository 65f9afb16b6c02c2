import { defaultOf } from './field-presence.ts';
import type { FieldModel, MessageModel, ValueModel } from './proto-model.ts';
import { READERS, type ReadScalar, readInt32 } from './read-scalar.ts';
import { SCALAR_WIRES, tagOf, WIRE } from './wire-types.ts';

/** How the bytes of a message are read, worked out once. */
export interface ReadPlan {
  /** Fields by the tags under which they may be sent: a list of numbers has two, one for its elements side by side. */
  readonly byTag: Map<number, FieldPlan>;
  readonly byNumber: Map<number, FieldPlan>;
  /** The field that senders put first: they go by number. */
  first: FieldPlan | undefined;
  /** What a message of no bytes holds; lists and maps are made anew for each. */
  readonly defaults: Record<string, unknown>;
  readonly containers: FieldPlan[];
  /** The message and its properties, counted. */
  defaultCount: number;
  readonly required: string[];
}

export interface FieldPlan {
  readonly name: string;
  readonly shape: 'single' | 'list' | 'map';
  /** Number and wire type of one value. */
  readonly tag: number;
  readonly value: ValuePlan;
  /** Of a map. */
  readonly key: ScalarPlan | undefined;
  /** The other fields of its choice (`oneof`): setting one takes away the others. */
  readonly rivals: readonly string[];
  /** The field that senders put after it. */
  next: FieldPlan | undefined;
}

export type ValuePlan = ScalarPlan | { readonly kind: 'message'; readonly wire: number; readonly message: ReadPlan };

export interface ScalarPlan {
  readonly kind: 'scalar';
  readonly wire: number;
  readonly read: ReadScalar;
  /** What a map's entry holds that leaves it out. */
  readonly default: unknown;
}

/** The plan of an event's message and of all that it may hold; `hasRequired` where one of them may lack something. */
export function readPlanOf(event: MessageModel): { readonly plan: ReadPlan; readonly hasRequired: boolean } {
  const plans = new Map<MessageModel, ReadPlan>();
  const planOf = (model: MessageModel): ReadPlan => {
    const plan = plans.get(model) ?? emptyPlan();
    plans.set(model, plan);
    return plan;
  };
  const valuePlanOf = (value: ValueModel): ValuePlan =>
    value.kind === 'message'
      ? { kind: 'message', wire: WIRE.delimited, message: planOf(value.message) }
      : scalarPlan(value);
  const plan = planOf(event);
  // Messages met on the way join the end of the map, which the loop still reaches.
  for (const [model, each] of plans) fill(each, model, valuePlanOf);
  return { plan, hasRequired: [...plans.values()].some(({ required }) => required.length > 0) };
}

function fill(plan: ReadPlan, model: MessageModel, planOf: (value: ValueModel) => ValuePlan): void {
  let last: FieldPlan | undefined;
  for (const field of model.fields) {
    const added = fieldPlan(field, planOf(field.value), rivalsOf(field, model));
    plan.byNumber.set(field.number, added);
    plan.byTag.set(added.tag, added);
    if (added.shape === 'list') plan.byTag.set(tagOf(field.number, WIRE.delimited), added);
    if (added.shape !== 'single') plan.containers.push(added);
    if (field.presence.kind === 'required') plan.required.push(field.name);
    if ('default' in field.presence) plan.defaults[field.name] = field.presence.default;
    // Keeps the place of its property, which is that of the field.
    if (added.shape !== 'single') plan.defaults[field.name] = undefined;
    if (last) last.next = added;
    else plan.first = added;
    last = added;
  }
  plan.defaultCount = 1 + Object.keys(plan.defaults).length;
}

function fieldPlan(field: FieldModel, value: ValuePlan, rivals: readonly string[]): FieldPlan {
  const { kind } = field.presence;
  const isMap = kind === 'map';
  return {
    name: field.name,
    shape: isMap || kind === 'list' ? kind : 'single',
    tag: tagOf(field.number, isMap ? WIRE.delimited : value.wire),
    value,
    key: field.keyType && scalarPlan({ kind: 'scalar', type: field.keyType }),
    rivals,
    next: undefined,
  };
}

function rivalsOf({ oneof, name }: FieldModel, { fields }: MessageModel): readonly string[] {
  if (oneof === undefined) return [];
  return fields.filter((other) => other.oneof === oneof && other.name !== name).map((other) => other.name);
}

function scalarPlan(value: Exclude<ValueModel, { kind: 'message' }>): ScalarPlan {
  const kind = 'scalar';
  if (value.kind === 'scalar') {
    return { kind, wire: SCALAR_WIRES[value.type], read: READERS[value.type], default: defaultOf(value) };
  }
  const { names } = value.enum;
  // A number that a newer version has a name for is passed on as it is.
  const read: ReadScalar = (reader) => {
    const number = readInt32(reader);
    return names.get(number) ?? number;
  };
  return { kind, wire: WIRE.varint, read, default: defaultOf(value) };
}

function emptyPlan(): ReadPlan {
  return {
    byTag: new Map(),
    byNumber: new Map(),
    first: undefined,
    defaults: {},
    defaultCount: 0,
    containers: [],
    required: [],
  };
}
