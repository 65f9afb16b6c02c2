import { fc } from './fast-check.ts';
import {
  camelCase,
  isMessage,
  KINDS,
  type ProtoField,
  type ProtoMessage,
  type ProtoSchema,
} from './proto-arbitraries.ts';

type Message = Record<string, unknown>;

const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const uint32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const uint64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const awkwardKeys = fc.constantFrom('__proto__', 'constructor', 'toString', '', '0', '-1');
const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\ufffd', '\0', 'é'.repeat(70)));
const knownKind = fc.constantFrom<string | number>(...Object.keys(KINDS));
/** In proto3 also what a newer version has a name for; proto2 takes such numbers away. */
const anyKind = fc.oneof({ weight: 4, arbitrary: knownKind }, fc.constantFrom(77, -2_147_483_648));

const SCALARS: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  int32: fc.oneof(int32, fc.constant(0)),
  sint32: int32,
  sfixed32: int32,
  uint32,
  fixed32: uint32,
  int64: fc.oneof(int64, int32.map(BigInt), fc.constant(0n)),
  sint64: int64,
  sfixed64: int64,
  uint64: fc.oneof(uint64, uint32.map(BigInt)),
  fixed64: uint64,
  double: fc.oneof(fc.double(), fc.constantFrom(0, -0, Number.NaN, 5e-324)),
  float: fc.float(),
  bool: fc.boolean(),
  string: text,
  bytes: fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes)),
};

/**
 * Events of a schema, as readers return them: what is absent in them is absent in the bytes, whatever stands for its default is there.
 *
 * @param maxDepth how deep messages hold messages, where they hold themselves
 */
export function protoEvent(schema: ProtoSchema, maxDepth = 3): fc.Arbitrary<Message> {
  return messageOf('Event', schema, maxDepth);
}

function messageOf(name: ProtoMessage['name'], schema: ProtoSchema, depth: number): fc.Arbitrary<Message> {
  const fields = schema.messages.find((message) => message.name === name)?.fields ?? [];
  const options = fields.filter((field) => field.label === 'choice');
  const chosen = fc.option(fc.nat({ max: Math.max(0, options.length - 1) }));
  const values = fields.map((field) => fieldOf(field, schema, depth).map((value) => [field, value] as const));
  return fc.tuple(chosen, ...values).map(([choice, ...all]) => {
    const picked = choice === null ? undefined : options[choice];
    const held = all.filter(([field, value]) => value !== undefined && (field.label !== 'choice' || field === picked));
    return Object.fromEntries(held.map(([field, value]) => [camelCase(field.name), value]));
  });
}

function fieldOf(field: ProtoField, schema: ProtoSchema, depth: number): fc.Arbitrary<unknown> {
  const isTooDeep = isMessage(field.type) && depth === 0;
  if (field.label === 'repeated')
    return isTooDeep ? fc.constant([]) : fc.array(valueIn(field, schema, depth), { maxLength: 4 });
  if (field.label === 'map') return isTooDeep ? fc.constant({}) : mapOf(field, schema, depth);
  if (isTooDeep) return fc.constant(undefined);
  const value = valueIn(field, schema, depth);
  const isAlways = field.label === 'required' || field.label === 'choice' || isImplicit(field, schema);
  return isAlways ? value : fc.option(value, { nil: undefined });
}

function mapOf(field: ProtoField, schema: ProtoSchema, depth: number): fc.Arbitrary<unknown> {
  const plain = SCALARS[field.keyType] ?? fc.constant('');
  const keys = field.keyType === 'string' ? fc.oneof(plain, awkwardKeys) : plain;
  return fc.array(fc.tuple(keys, valueIn(field, schema, depth)), { maxLength: 4 }).map((entries) => {
    const map: Message = Object.create(null);
    for (const [key, value] of entries) map[String(key)] = value;
    return map;
  });
}

function valueIn({ type }: ProtoField, schema: ProtoSchema, depth: number): fc.Arbitrary<unknown> {
  if (isMessage(type)) return messageOf(type, schema, depth - 1);
  if (type === 'Kind') return schema.syntax === 'proto2' ? knownKind : anyKind;
  return SCALARS[type] ?? fc.constant(undefined);
}

/** True for fields that are always there: their default is never sent. */
export function isImplicit({ label, type }: ProtoField, { syntax }: ProtoSchema): boolean {
  return syntax === 'proto3' && label === 'plain' && !isMessage(type);
}
