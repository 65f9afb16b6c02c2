import protobuf from 'protobufjs';
import { ReadFault } from './read-fault.ts';
import type { FieldPlan, ReadPlan, ScalarPlan, ValuePlan } from './read-plan.ts';
import { WIRE } from './wire-types.ts';

/** As deep as readers of other languages go by default. */
const MAX_DEPTH = 100;
/** A message of two bytes holds all of its defaults, so that bytes alone do not bound memory. */
const MAX_DEFAULTS = 1_000_000;
const MAX_VARINT_BYTES = 10;
/** Numbers of the two fields of a map's entry, as they stand in tags (Protocol Buffers, "Maps"). */
const KEY_FIELD = 1 << 3;
const VALUE_FIELD = 2 << 3;

type Message = Record<string, unknown>;

/**
 * Reads messages of one plan, one after the other, straight into what users see. Stricter than Protocol Buffers asks for where leniency
 * would change a value: a field with another wire type than its own is refused, not skipped as an unknown one.
 */
export class MessageReader {
  readonly #plan: ReadPlan;
  readonly #reader = protobuf.Reader.create(Buffer.alloc(0));
  /** The field being read at each depth. */
  readonly #trail: (FieldPlan | undefined)[] = [];
  #depth = 0;
  #defaults = 0;

  constructor(plan: ReadPlan) {
    this.#plan = plan;
  }

  /** @throws ReadFault, or what the library throws where bytes end too early; `path` then tells where */
  read(buffer: Buffer, start: number, end: number): Message {
    const reader = this.#reader;
    reader.buf = buffer;
    reader.pos = start;
    reader.len = end;
    this.#depth = 0;
    this.#defaults = 0;
    const message = this.#create(this.#plan);
    this.#fields(this.#plan, message, end);
    return message;
  }

  /** Where it read last, `items.price`; empty where it was in no field. */
  get path(): string {
    return this.#trail
      .slice(0, this.#depth + 1)
      .flatMap((field) => field?.name ?? [])
      .join('.');
  }

  #create(plan: ReadPlan): Message {
    const message = { ...plan.defaults };
    for (const { name, shape } of plan.containers) message[name] = shape === 'map' ? Object.create(null) : [];
    this.#defaults += plan.defaultCount;
    if (this.#defaults > MAX_DEFAULTS) {
      throw new ReadFault('UNDECODABLE', `it holds more than ${MAX_DEFAULTS} values that were not sent`);
    }
    return message;
  }

  #fields(plan: ReadPlan, message: Message, end: number): void {
    const reader = this.#reader;
    let expected = plan.first;
    while (reader.pos < end) {
      this.#trail[this.#depth] = undefined;
      const tag = reader.tag();
      const field: FieldPlan | undefined = expected?.tag === tag ? expected : plan.byTag.get(tag);
      this.#trail[this.#depth] = field ?? plan.byNumber.get(tag >>> 3);
      if (!field) this.#skip(tag, plan.byNumber.has(tag >>> 3));
      else if (field.shape === 'single') this.#single(field, message);
      else this.#element(field, tag, message[field.name]);
      expected = field?.next;
    }
  }

  #single({ name, value, rivals }: FieldPlan, message: Message): void {
    if (value.kind === 'scalar') {
      message[name] = value.read(this.#reader);
    } else {
      // A message that is sent in pieces is put together (Protocol Buffers, "Last One Wins").
      const held = message[name];
      message[name] = this.#message(value.message, isMessage(held) ? held : undefined);
    }
    for (const rival of rivals) if (Object.hasOwn(message, rival)) delete message[rival];
  }

  #element(field: FieldPlan, tag: number, container: unknown): void {
    const { value } = field;
    if (Array.isArray(container)) {
      if (tag === field.tag) container.push(this.#value(value));
      else if (value.kind === 'scalar') this.#sideBySide(value, container);
    } else if (field.key && isMessage(container)) {
      this.#entry(field.key, value, container);
    }
  }

  #value(value: ValuePlan): unknown {
    return value.kind === 'scalar' ? value.read(this.#reader) : this.#message(value.message, undefined);
  }

  #sideBySide({ read }: ScalarPlan, list: unknown[]): void {
    const reader = this.#reader;
    const outer = this.#enter();
    while (reader.pos < reader.len) list.push(read(reader));
    reader.len = outer;
  }

  #message(plan: ReadPlan, held: Message | undefined): Message {
    if (this.#depth === MAX_DEPTH) throw new ReadFault('UNDECODABLE', `it is nested more than ${MAX_DEPTH} deep`);
    const outer = this.#enter();
    const message = held ?? this.#create(plan);
    this.#depth += 1;
    this.#fields(plan, message, this.#reader.len);
    this.#depth -= 1;
    this.#reader.len = outer;
    return message;
  }

  #entry(keyPlan: ScalarPlan, valuePlan: ValuePlan, map: Message): void {
    const reader = this.#reader;
    const outer = this.#enter();
    let key = keyPlan.default;
    let value: unknown;
    while (reader.pos < reader.len) {
      const tag = reader.tag();
      if (tag === (KEY_FIELD | keyPlan.wire)) key = keyPlan.read(reader);
      else if (tag !== (VALUE_FIELD | valuePlan.wire)) this.#skip(tag, tag >>> 3 <= 2);
      else if (valuePlan.kind === 'scalar') value = valuePlan.read(reader);
      else value = this.#message(valuePlan.message, isMessage(value) ? value : undefined);
    }
    value ??= valuePlan.kind === 'scalar' ? valuePlan.default : this.#create(valuePlan.message);
    map[String(key)] = value;
    reader.len = outer;
  }

  /** Reads a length and narrows the reader to as many bytes; what it returns widens it again. */
  #enter(): number {
    const reader = this.#reader;
    const outer = reader.len;
    const length = reader.size();
    if (length > outer - reader.pos) throw new ReadFault('UNDECODABLE', 'a length points beyond the end');
    reader.len = reader.pos + length;
    return outer;
  }

  #skip(tag: number, isKnown: boolean): void {
    const reader = this.#reader;
    const wire = tag & 7;
    if (tag >>> 3 === 0) throw new ReadFault('UNDECODABLE', 'a field has the number 0');
    if (isKnown) throw new ReadFault('UNDECODABLE', `its wire type is ${wire}, which is not that of its type`);
    if (wire === WIRE.varint) {
      const start = reader.pos;
      reader.skip();
      if (reader.pos - start > MAX_VARINT_BYTES)
        throw new ReadFault('UNDECODABLE', 'a number takes more than 10 bytes');
    } else if (wire === WIRE.fixed64) {
      reader.skip(8);
    } else if (wire === WIRE.delimited) {
      reader.skip(reader.size());
    } else if (wire === WIRE.fixed32) {
      reader.skip(4);
    } else {
      throw new ReadFault('UNDECODABLE', `field ${tag >>> 3} has wire type ${wire}, which is not supported`);
    }
  }
}

function isMessage(value: unknown): value is Message {
  return typeof value === 'object' && value !== null;
}
