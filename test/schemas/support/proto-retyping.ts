import { fc } from '../../support/fast-check.ts';
import type { ProtoField, ProtoSchema } from '../../support/proto-arbitraries.ts';

/** Types that a person may think alike, some of them wrongly. */
const ALIKE: readonly (readonly string[])[] = [
  ['int32', 'int64', 'uint32', 'uint64', 'sint32', 'sint64', 'bool', 'Kind'],
  ['fixed32', 'fixed64', 'sfixed32', 'sfixed64', 'int32', 'int64'],
  ['float', 'double'],
  ['string', 'bytes'],
];

/** Another version of a schema, most of whose fields have a type, a kind of keys or a label like the one before. */
export function retypedProto(schema: ProtoSchema): fc.Arbitrary<ProtoSchema> {
  const messages = schema.messages.map(({ name, fields }) =>
    fc.tuple(...fields.map((field) => retyped(field, schema.syntax))).map((changed) => ({ name, fields: changed })),
  );
  return fc.tuple(...messages).map((changed) => ({ ...schema, messages: changed }));
}

function retyped(field: ProtoField, syntax: ProtoSchema['syntax']): fc.Arbitrary<ProtoField> {
  const type = fc.constantFrom(field.type, ...alike(field.type));
  const keyTypes = alike(field.keyType).filter((name) => name !== 'Kind' && name !== 'bytes');
  const keyType = fc.constantFrom(field.keyType, ...keyTypes);
  const isMessage = field.type === 'Inner' || field.type === 'Other';
  const required = syntax === 'proto2' && !isMessage ? (['required'] as const) : [];
  const label = fc.oneof(
    { weight: 5, arbitrary: fc.constant(field.label) },
    fc.constantFrom('plain', 'optional', 'repeated', 'choice', ...required),
  );
  return fc.record({ type, keyType, label }).map((changes) => ({ ...field, ...changes }));
}

function alike(type: string): readonly string[] {
  return ALIKE.filter((types) => types.includes(type)).flat();
}
