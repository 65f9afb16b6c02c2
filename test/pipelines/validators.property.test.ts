import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import flights from '../../pipelines/flights/pipeline.ts';
import orders from '../../pipelines/orders/pipeline.ts';
import wordCount from '../../pipelines/word-count/pipeline.ts';
import { validatorOf } from '../../src/codecs/event-validator.ts';
import type { Pipeline } from '../../src/engine/index.ts';
import { fc } from '../support/fast-check.ts';

const at = { atMs: 1, orderId: 'o-1', customerId: 'c-1', region: 'asia' };
const examples: Record<string, Record<string, unknown>> = {
  flight: { departureMs: 1, delayMin: -5, distanceMiles: 99, origin: 'ORD', destination: 'JFK' },
  line: { lineNumber: 1, text: 'Light' },
  'order-placed': { type: 'order-placed', ...at, category: 'toys', amount: '1.00' },
  'order-paid': { type: 'order-paid', ...at, category: 'toys', amount: '1.00' },
  'order-cancelled': { type: 'order-cancelled', ...at, reason: 'too-slow' },
};
const pipelines: readonly Pipeline[] = [flights, orders, wordCount];
const types = pipelines.flatMap((pipeline) => pipeline.events.map((type) => ({ name: type.name, type })));

describe('a generated validator', () => {
  it.each(types)('of $name judges as Ajv does at run time', ({ name, type }) => {
    const example = examples[name] ?? {};
    const validate = validatorOf(type);
    const reference = new Ajv({ strict: true }).compile(JSON.parse(type.schema.versions.at(-1)?.definition ?? ''));
    expect(validate?.(example)).toBe(true);
    const value = fc.oneof(fc.jsonValue(), fc.integer(), fc.constantFrom(...Object.values(example), undefined, 1e300));
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(example), 'another'), value, (field, replacement) => {
        const event = { ...example, [field]: replacement };
        expect(validate?.(event)).toBe(reference(event));
        expect(validate?.errors).toEqual(reference.errors);
      }),
    );
  });
});
