import { fc } from './fast-check.ts';
import { camelCase, type ProtoField, type ProtoMessage, type ProtoSchema, protoField } from './proto-arbitraries.ts';

/** One thing that people do to a message between two versions. */
type Edit = (
  fields: readonly ProtoField[],
  at: number,
  other: ProtoField,
  before: readonly ProtoField[],
) => readonly ProtoField[];

const add: Edit = (fields, _at, other) => [...fields, other];
/** Adds a field whose number none had before: one that was removed is not to be used again. */
const addNew: Edit = (fields, _at, other, before) => {
  return before.some(({ number }) => number === other.number) ? fields : [...fields, other];
};

const remove: Edit = (fields, at) => fields.filter((_field, index) => index !== at);
const change = (part: (other: ProtoField) => Partial<ProtoField>): Edit => {
  return (fields, at, other) => fields.map((field, index) => (index === at ? { ...field, ...part(other) } : field));
};
const rename = change(({ name }) => ({ name }));

/** Edits after which every event can still be read, but for required fields. */
const SAFE: readonly Edit[] = [addNew, remove, rename];
const ALL: readonly Edit[] = [
  add,
  remove,
  rename,
  change(({ type }) => ({ type })),
  change(({ keyType }) => ({ keyType })),
  change(({ label }) => ({ label })),
  change(({ number }) => ({ number })),
];

/** Another version of a schema, by up to three edits of any kind to its messages. */
export function evolvedProto(schema: ProtoSchema): fc.Arbitrary<ProtoSchema> {
  return edited(schema, ALL);
}

/** Another version of a schema in which fields were added, removed and renamed. */
export function safelyEvolvedProto(schema: ProtoSchema): fc.Arbitrary<ProtoSchema> {
  return edited(schema, SAFE);
}

function edited(schema: ProtoSchema, edits: readonly Edit[]): fc.Arbitrary<ProtoSchema> {
  const step = fc.record({
    message: fc.constantFrom<ProtoMessage['name']>('Event', 'Inner', 'Other'),
    edit: fc.constantFrom(...edits),
    at: fc.nat({ max: 7 }),
    other: protoField(schema.syntax),
  });
  return fc.array(step, { minLength: 1, maxLength: 3 }).map((steps) => {
    const messages = schema.messages.map(({ name, fields }) => {
      let before = fields;
      let now = fields;
      for (const { edit, at, other } of steps.filter(({ message }) => message === name)) {
        now = sound(edit(now, at % Math.max(1, now.length), other, before));
        before = [...before, ...now];
      }
      return { name, fields: now };
    });
    return { ...schema, messages };
  });
}

/** Without fields whose number or name another one has, and without messages that require themselves. */
function sound(fields: readonly ProtoField[]): readonly ProtoField[] {
  const kept: ProtoField[] = [];
  for (const field of fields) {
    const isTaken = kept.some(
      ({ number, name }) => number === field.number || camelCase(name) === camelCase(field.name),
    );
    const isEndless = field.label === 'required' && (field.type === 'Inner' || field.type === 'Other');
    if (!isTaken) kept.push(isEndless ? { ...field, label: 'optional' } : field);
  }
  return kept;
}
