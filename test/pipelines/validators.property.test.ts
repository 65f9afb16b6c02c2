import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import wordCount from '../../pipelines/word-count/pipeline.ts';
import { validatorOf } from '../../src/codecs/event-validator.ts';
import type { Pipeline } from '../../src/engine/index.ts';
import visits from '../docs/example/pipelines/visits/pipeline.ts';
import { fc } from '../support/fast-check.ts';

const examples: Record<string, Record<string, unknown>> = {
  line: { lineNumber: 1, text: 'Light' },
  visit: { page: '/docs', seconds: 5, atMs: 1 },
};
const pipelines: readonly Pipeline[] = [wordCount, visits];
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
