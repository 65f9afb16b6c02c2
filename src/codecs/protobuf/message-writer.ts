import type protobuf from 'protobufjs';
import { UnwritableEvent } from '../event-format.ts';
import { mapKeyOf } from './map-key.ts';
import type { DefaultValue } from './proto-model.ts';
import { tagOf, WIRE } from './wire-types.ts';
import type { FieldWriter, ValueWriter, WritePlan } from './write-plan.ts';

type Message = Record<string, unknown>;

/** As deep as readers go. */
const MAX_DEPTH = 100;

/**
 * Writes messages. What a field may hold is what readers return for it; one that is left out is absent, or has its default.
 *
 * @throws UnwritableEvent for any other value, for a field that the message does not have, and for two of one choice
 */
export class MessageWriter {
  readonly #writer: protobuf.Writer;
  /** Names and indexes down to what is being written. */
  readonly #trail: (string | number)[] = [];

  #depth = 0;

  constructor(writer: protobuf.Writer) {
    this.#writer = writer;
  }

  write(plan: WritePlan, message: unknown): void {
    if (!isObject(message)) throw this.#unwritable('an object', message);
    this.#checkNames(plan, message);
    for (const field of plan.fields) {
      const value = Object.hasOwn(message, field.name) ? message[field.name] : undefined;
      this.#trail.push(field.name);
      if (value !== undefined) this.#field(field, value);
      else if (field.presence.kind === 'required') throw new UnwritableEvent(`${this.#where()} is required`);
      this.#trail.pop();
    }
  }

  /** A misspelt name would be lost without a word, and of two fields of one choice the reader keeps the last. */
  #checkNames(plan: WritePlan, message: Message): void {
    for (const name of Object.keys(message)) {
      if (message[name] === undefined || plan.names.has(name)) continue;
      this.#trail.push(name);
      throw new UnwritableEvent(`${this.#where()} is no field of message "${plan.fullName}"`);
    }
    for (const choice of plan.choices) {
      const [first, second] = choice.filter((name) => Object.hasOwn(message, name) && message[name] !== undefined);
      if (first === undefined || second === undefined) continue;
      this.#trail.push(second);
      throw new UnwritableEvent(`${this.#where()} cannot be there together with "${first}": they are a choice`);
    }
  }

  #field(field: FieldWriter, value: unknown): void {
    const { presence, tag } = field;
    if (presence.kind === 'list') this.#list(field, value);
    else if (presence.kind === 'map') this.#map(field, value);
    else if (presence.kind !== 'implicit' || !isSame(value, presence.default)) this.#value(field.value, tag, value);
  }

  #value(writer: ValueWriter, tag: number | undefined, value: unknown): void {
    if (writer.kind === 'message') {
      this.#message(writer.message, tag, value);
    } else if (!writer.scalar.write(this.#writer, tag, value)) {
      throw this.#unwritable(writer.scalar.expected, value);
    }
  }

  #message(plan: WritePlan, tag: number | undefined, value: unknown): void {
    if (this.#depth === MAX_DEPTH) throw new UnwritableEvent(`${this.#where()} is nested more than ${MAX_DEPTH} deep`);
    if (tag !== undefined) this.#writer.uint32(tag);
    this.#writer.fork();
    this.#depth += 1;
    this.write(plan, value);
    this.#depth -= 1;
    this.#writer.ldelim();
  }

  #list({ tag, isPacked, value }: FieldWriter, list: unknown): void {
    if (!Array.isArray(list)) throw this.#unwritable('a list', list);
    if (list.length === 0) return;
    if (isPacked) this.#writer.uint32(tag).fork();
    for (const [index, element] of list.entries()) {
      this.#trail.push(index);
      this.#value(value, isPacked ? undefined : tag, element);
      this.#trail.pop();
    }
    if (isPacked) this.#writer.ldelim();
  }

  #map({ tag, key, value }: FieldWriter, map: unknown): void {
    if (!isObject(map) || !key) throw this.#unwritable('an object', map);
    for (const [name, element] of Object.entries(map)) {
      this.#trail.push(name);
      this.#writer.uint32(tag).fork();
      if (!key.writer.write(this.#writer, tagOf(1, key.writer.wire), mapKeyOf(key.type, name))) {
        throw new UnwritableEvent(`${this.#where()} has a key that is not ${key.writer.expected}`);
      }
      this.#value(value, tagOf(2, value.kind === 'message' ? WIRE.delimited : value.scalar.wire), element);
      this.#writer.ldelim();
      this.#trail.pop();
    }
  }

  #unwritable(expected: string, value: unknown): UnwritableEvent {
    return new UnwritableEvent(`${this.#where()} must be ${expected}, got ${describe(value)}`);
  }

  #where(): string {
    return this.#trail.length === 0 ? 'the event' : `field "${this.#trail.join('.')}"`;
  }
}

/** Objects with fields; a `Map` or a list would seem to have none. */
function isObject(value: unknown): value is Message {
  return Object.prototype.toString.call(value) === '[object Object]';
}

/** True for what is not sent, being its type's default. */
function isSame(value: unknown, byDefault: DefaultValue): boolean {
  // Minus zero is not zero.
  return (
    Object.is(value, byDefault) || (value instanceof Uint8Array && value.length === 0 && byDefault instanceof Buffer)
  );
}

/** What kind of value it is; of texts and bytes never more. */
function describe(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'nothing';
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return 'text';
  if (Array.isArray(value)) return 'a list';
  return value instanceof Uint8Array ? 'bytes' : `a value of type ${typeof value}`;
}
