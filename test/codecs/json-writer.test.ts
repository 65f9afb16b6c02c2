import { describe, expect, it } from 'vitest';
import { DefinitionProblem, UnwritableEvent } from '../../src/codecs/event-format.ts';
import { jsonWriter } from '../../src/codecs/json/json-writer.ts';
import { type EventSchema, eventType } from '../../src/engine/index.ts';
import { compiledSchema } from './compiled-schema.ts';

const definitionOf = (draft: string, extra: object = {}) => ({
  $schema: `http://json-schema.org/${draft}/schema#`,
  type: 'object',
  properties: { amount: { type: 'number', minimum: 0 }, at: { type: 'string', format: 'date-time' } },
  required: ['amount'],
  ...extra,
});

function typeOf(...versions: readonly object[]) {
  const newest = compiledSchema<Record<string, unknown>>({
    type: 'object',
    required: ['amount'],
    properties: { amount: { type: 'number' } },
  });
  const schema: EventSchema<Record<string, unknown>> & { readonly validate: unknown } = {
    ...newest,
    versions: [
      ...versions.map((definition, index) => ({ version: index + 1, definition: JSON.stringify(definition) })),
      { version: versions.length + 1, definition: newest.versions[0]?.definition ?? '' },
    ],
  };
  return eventType('paid', { schema, eventTimeMs: () => 0, partitionKey: () => 'key' });
}

describe('the JSON writer', () => {
  it('writes compact UTF-8', () => {
    const payload = jsonWriter.writerOf(typeOf())({ amount: 1.5, note: 'größer' });
    expect(Buffer.from(payload).toString('utf8')).toBe('{"amount":1.5,"note":"größer"}');
  });

  it.each([
    ['a rule of the schema', { amount: 'much' }, '/amount must be number'],
    ['no object', [], 'an event must be an object'],
    ['nothing', undefined, 'an event must be an object'],
    ['not a number', { amount: Number.NaN }, '/amount must be number'],
    [
      'a bigint beside the schema',
      { amount: 1, other: 1n },
      'it cannot be written as JSON: Do not know how to serialize a BigInt',
    ],
  ])('refuses %s', (_, event, message) => {
    expect(() => jsonWriter.writerOf(typeOf())(event)).toThrow(new UnwritableEvent(message));
  });

  it.each(['draft-04', 'draft-06', 'draft-07'])('checks by an older version of %s', (draft) => {
    const exclusive = draft === 'draft-04' ? { minimum: 0, exclusiveMinimum: true } : { exclusiveMinimum: 0 };
    const write = jsonWriter.writerOf(
      typeOf(definitionOf(draft, { properties: { amount: { type: 'number', ...exclusive } } })),
      1,
    );
    expect(String(write({ amount: 1 }))).toBe('{"amount":1}');
    expect(() => write({ amount: 0 })).toThrow(new UnwritableEvent('/amount must be > 0'));
  });

  it('heeds formats', () => {
    const write = jsonWriter.writerOf(typeOf(definitionOf('draft-07')), 1);
    expect(() => write({ amount: 1, at: 'yesterday' })).toThrow('/at must match format "date-time"');
  });

  it('knows its versions', () => {
    expect(() => jsonWriter.writerOf(typeOf(definitionOf('draft-07')), 3)).toThrow(
      new DefinitionProblem('event type "paid" has no schema version 3: it has 1, 2'),
    );
    expect(() => jsonWriter.writerOf(typeOf({ type: 'nonsense' }), 1)).toThrow(
      /^event type "paid", schema version 1: schema is invalid/,
    );
  });
});
