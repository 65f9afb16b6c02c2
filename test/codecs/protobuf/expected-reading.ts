import {
  camelCase,
  isMessage,
  KINDS,
  type ProtoField,
  type ProtoMessage,
  type ProtoSchema,
} from '../../support/proto-arbitraries.ts';
import { isImplicit } from '../../support/proto-values.ts';

type Message = Record<string, unknown>;

/** An event that cannot be read without a value becoming another. */
export class Refused extends Error {}

const DEFAULTS: Readonly<Record<string, unknown>> = { bool: false, string: '', bytes: Buffer.alloc(0), Kind: 'NONE' };
const NAMES = new Map(Object.entries(KINDS).map(([name, number]) => [number as number, name]));

/** What an event written under one schema is under another, told by the fields' numbers alone. @throws Refused */
export function expectedReading(from: ProtoSchema, to: ProtoSchema, event: Message): Message {
  return messageOf('Event', 'Event', from, to, event);
}

function messageOf(
  was: ProtoMessage['name'],
  is: ProtoMessage['name'],
  from: ProtoSchema,
  to: ProtoSchema,
  message: Message,
): Message {
  const read: Message = {};
  const oldFields = fieldsOf(was, from);
  for (const field of fieldsOf(is, to)) {
    const old = oldFields.find(({ number }) => number === field.number);
    const sent = old && sentValue(old, from, message);
    const convert = (value: unknown): unknown =>
      old && isMessage(old.type) && isMessage(field.type)
        ? messageOf(old.type, field.type, from, to, value as Message)
        : scalarOf(old?.type ?? '', field.type, value);
    const value = fieldOf(field, to, old, sent, convert);
    if (value !== undefined) read[camelCase(field.name)] = value;
  }
  return read;
}

function fieldOf(
  field: ProtoField,
  to: ProtoSchema,
  old: ProtoField | undefined,
  sent: unknown,
  convert: (value: unknown) => unknown,
): unknown {
  if (field.label === 'repeated') {
    const values = sent === undefined ? [] : old?.label === 'repeated' ? (sent as unknown[]) : [sent];
    return values.map(convert);
  }
  if (field.label === 'map') {
    const map: Message = Object.create(null);
    for (const [key, value] of Object.entries((sent as Message | undefined) ?? {})) {
      map[keyOf(old?.keyType ?? '', field.keyType, key)] = convert(value);
    }
    return map;
  }
  if (sent !== undefined) return convert(sent);
  if (field.label === 'required') throw new Refused();
  return isImplicit(field, to) ? defaultOf(field.type) : undefined;
}

/** The value as far as it is in the bytes: a default that goes without saying is not. */
function sentValue(old: ProtoField, from: ProtoSchema, message: Message): unknown {
  const value = message[camelCase(old.name)];
  const isDefault = Object.is(value, defaultOf(old.type)) || (value instanceof Buffer && value.length === 0);
  return isImplicit(old, from) && isDefault ? undefined : value;
}

function keyOf(was: string, is: string, key: string): string {
  if (was === is) return key;
  const old = was === 'bool' ? key === 'true' : was === 'string' ? key : BigInt(key);
  return String(scalarOf(was, is, old));
}

function scalarOf(was: string, is: string, value: unknown): unknown {
  if (was === 'bytes' && is === 'string') return textOf(value as Buffer);
  if (was === 'string' && is === 'bytes') return Buffer.from(value as string);
  if (was === is) return typeof value === 'bigint' ? numberAs(is, value) : value;
  const number = was === 'Kind' ? (KINDS[value as keyof typeof KINDS] ?? value) : value;
  return numberAs(is, BigInt(number as number));
}

function numberAs(type: string, value: bigint): unknown {
  const inRange = (min: bigint, max: bigint): boolean => value >= min && value <= max;
  if (type === 'bool' && inRange(0n, 1n)) return value === 1n;
  if (type === 'Kind' && inRange(-(2n ** 31n), 2n ** 31n - 1n)) return NAMES.get(Number(value)) ?? Number(value);
  if (/^(int|sint|sfixed)32$/.test(type) && inRange(-(2n ** 31n), 2n ** 31n - 1n)) return Number(value);
  if (/^(uint|fixed)32$/.test(type) && inRange(0n, 2n ** 32n - 1n)) return Number(value);
  if (/^(int|sint|sfixed)64$/.test(type) && inRange(-(2n ** 63n), 2n ** 63n - 1n)) return value;
  if (/^(uint|fixed)64$/.test(type) && inRange(0n, 2n ** 64n - 1n)) return value;
  throw new Refused();
}

function textOf(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Refused();
  }
}

function defaultOf(type: string): unknown {
  return DEFAULTS[type] ?? (type.endsWith('64') ? 0n : 0);
}

function fieldsOf(name: ProtoMessage['name'], { messages }: ProtoSchema): readonly ProtoField[] {
  return messages.find((message) => message.name === name)?.fields ?? [];
}
