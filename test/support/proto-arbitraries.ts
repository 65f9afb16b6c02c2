import { fc } from './fast-check.ts';

/** Random `.proto` files: the message `Event`, the messages it may hold, and an enum. */
export interface ProtoSchema {
  readonly syntax: 'proto2' | 'proto3';
  /** Without its end; empty for none. */
  readonly packageName: string;
  /** `Event` first. `Inner` and `Other` may hold each other and themselves; `Inner` is declared inside `Event`. */
  readonly messages: readonly ProtoMessage[];
}

export interface ProtoMessage {
  readonly name: 'Event' | 'Inner' | 'Other';
  readonly fields: readonly ProtoField[];
}

export interface ProtoField {
  /** snake_case. */
  readonly name: string;
  readonly number: number;
  /** `plain` is `optional` in proto2, which has no fields without a label. */
  readonly label: 'plain' | 'optional' | 'required' | 'repeated' | 'map' | 'choice';
  /** A scalar type, `Kind`, `Inner` or `Other`. */
  readonly type: string;
  /** Of a map. */
  readonly keyType: string;
  /** Of a list in proto3, where packed is the default. */
  readonly isExpanded: boolean;
}

/** The values of the enum `Kind`; of two names for one number readers give the first. */
export const KINDS = { NONE: 0, JET: 1, TURBOPROP: 2, FAR: 2_147_483_647, BELOW: -1 } as const;

const INTEGERS = [
  'int32',
  'uint32',
  'sint32',
  'fixed32',
  'sfixed32',
  'int64',
  'uint64',
  'sint64',
  'fixed64',
  'sfixed64',
];
const SCALARS = [...INTEGERS, 'double', 'float', 'bool', 'string', 'bytes'];
const PACKABLE = new Set([...INTEGERS, 'double', 'float', 'bool', 'Kind']);
const NUMBERS = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constantFrom(2_047, 2_048, 18_999, 20_000, 536_870_911));
const NAMES = fc
  .tuple(fc.constantFrom('a', 'big', 'of', 'x1'), fc.constantFrom('', '_cost', '_2', '_z_z'))
  .map((part) => part.join(''));

export const protoScalarType = fc.constantFrom(...SCALARS);
const protoType = fc.oneof({ weight: 6, arbitrary: protoScalarType }, fc.constantFrom('Kind', 'Inner', 'Other'));

/** A field that any message of the syntax may have. */
export function protoField(syntax: ProtoSchema['syntax']): fc.Arbitrary<ProtoField> {
  const required = syntax === 'proto2' ? (['required'] as const) : [];
  return (
    fc
      .record({
        name: NAMES,
        number: NUMBERS,
        label: fc.constantFrom('plain', 'optional', 'repeated', 'map', 'choice', ...required),
        type: protoType,
        keyType: fc.constantFrom(...INTEGERS, 'bool', 'string'),
        isExpanded: fc.boolean(),
      })
      // A message that requires itself has no end.
      .map((field) => (field.label === 'required' && isMessage(field.type) ? { ...field, label: 'optional' } : field))
  );
}

const protoSyntax = fc.constantFrom<ProtoSchema['syntax']>('proto2', 'proto3');

/** A whole file; `protoText` writes it down. */
export const protoSchema: fc.Arbitrary<ProtoSchema> = protoSyntax.chain((syntax) =>
  fc
    .record({
      packageName: fc.constantFrom('', 'shop', 'shop.v1'),
      event: fieldsOf(syntax, 8),
      inner: fieldsOf(syntax, 3),
      other: fieldsOf(syntax, 3),
    })
    .map(({ packageName, event, inner, other }) => ({
      syntax,
      packageName,
      messages: [
        { name: 'Event', fields: event },
        { name: 'Inner', fields: inner },
        { name: 'Other', fields: other },
      ],
    })),
);

function fieldsOf(syntax: ProtoSchema['syntax'], maxLength: number): fc.Arbitrary<ProtoField[]> {
  const named = fc.uniqueArray(protoField(syntax), { maxLength, selector: (field) => field.number });
  return named.map((fields) => [...new Map(fields.map((field) => [camelCase(field.name), field])).values()]);
}

/** The `.proto` file of a schema. */
export function protoText(schema: ProtoSchema): string {
  const [event, inner, other] = schema.messages.map((message) => bodyOf(message, schema.syntax));
  const values = Object.entries(KINDS).map(([name, number]) => `  ${name} = ${number};`);
  return [
    `syntax = "${schema.syntax}";`,
    ...(schema.packageName === '' ? [] : [`package ${schema.packageName};`]),
    `message Event {\n${event}  message Inner {\n${inner}  }\n}`,
    `message Other {\n${other}}`,
    `enum Kind {\n  option allow_alias = true;\n${values.join('\n')}\n  PROP = 2;\n}`,
    '',
  ].join('\n');
}

function bodyOf({ fields }: ProtoMessage, syntax: ProtoSchema['syntax']): string {
  const choice = fields.filter(({ label }) => label === 'choice').map((field) => `  ${lineOf(field, '')}`);
  const lines = fields.filter(({ label }) => label !== 'choice').map((field) => lineOf(field, labelOf(field, syntax)));
  return [...lines, ...(choice.length === 0 ? [] : ['  oneof which {\n', ...choice, '  }\n'])].join('');
}

function lineOf({ name, number, label, type, keyType, isExpanded }: ProtoField, prefix: string): string {
  const full = type === 'Inner' ? 'Event.Inner' : type;
  const options = label === 'repeated' && isExpanded && PACKABLE.has(type) ? ' [packed = false]' : '';
  return `  ${prefix}${label === 'map' ? `map<${keyType}, ${full}>` : full} ${name} = ${number}${options};\n`;
}

function labelOf({ label }: ProtoField, syntax: ProtoSchema['syntax']): string {
  if (label === 'plain') return syntax === 'proto2' ? 'optional ' : '';
  return label === 'map' ? '' : `${label} `;
}

export function isMessage(type: string): type is 'Inner' | 'Other' {
  return type === 'Inner' || type === 'Other';
}

/** `big_cost` → `bigCost`: the property that events have for a field. */
export function camelCase(name: string): string {
  return name.slice(0, 1) + name.slice(1).replace(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase());
}
