import { type InteropCase, typeOf } from './interop-case.ts';

const DRAFTS = {
  'draft-4': 'http://json-schema.org/draft-04/schema#',
  'draft-6': 'http://json-schema.org/draft-06/schema#',
  'draft-7': 'http://json-schema.org/draft-07/schema#',
};

function json(name: string, definition: object, event: InteropCase['event']): InteropCase {
  return { type: typeOf(name, 'JSON', JSON.stringify(definition)), event };
}

const properties = {
  id: { type: 'string', minLength: 1 },
  cents: { type: 'integer', minimum: 0 },
  rate: { type: 'number' },
  note: { type: ['string', 'null'] },
  paid: { type: 'boolean' },
  tags: { type: 'array', items: { type: 'string' } },
  address: { type: 'object', additionalProperties: false, properties: { city: { type: 'string' } } },
};

const order = { type: 'object', additionalProperties: false, required: ['id', 'cents'], properties };

const event = {
  id: 'Zürich, 東京, 🚲',
  cents: Number.MAX_SAFE_INTEGER,
  rate: -1.25e-7,
  note: null,
  paid: true,
  tags: ['a', ''],
  address: { city: '"quoted"\n' },
};

export const jsonCases: readonly InteropCase[] = [
  ...Object.entries(DRAFTS).map(([name, $schema]) => json(name, { $schema, ...order }, event)),
  json(
    'references',
    {
      type: 'object',
      additionalProperties: true,
      properties: { from: { $ref: '#/definitions/place' }, to: { $ref: '#/definitions/place' } },
      definitions: { place: { type: 'object', additionalProperties: true, properties: { city: { type: 'string' } } } },
    },
    { from: { city: 'Ulm', extra: [1, 2.5, null] }, to: {}, more: { deep: [{}] } },
  ),
];
