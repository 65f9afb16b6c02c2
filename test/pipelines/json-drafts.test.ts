import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import type { JsonDefinition } from '../../src/cli/schema-types/json-definition.ts';
import { jsonInterface } from '../../src/cli/schema-types/json-interface.ts';
import { validatorSource } from '../../src/cli/schema-types/validator-source.ts';

/** Inside the project, so that validators find Ajv's helpers. */
const ignored = fileURLToPath(new URL('../../.millrace', import.meta.url));
mkdirSync(ignored, { recursive: true });
const folder = mkdtempSync(join(ignored, 'validators-'));
afterAll(() => rmSync(folder, { recursive: true }));

let written = 0;

/** The validator as functions have it: its source, written down and imported. */
async function validatorOf(definition: JsonDefinition): Promise<(event: unknown) => boolean> {
  written += 1;
  const file = join(folder, `v${written}.mjs`);
  writeFileSync(file, validatorSource(definition));
  const module: { readonly validate: (event: unknown) => boolean } = await import(pathToFileURL(file).href);
  return module.validate;
}

const draft = (number: number) => `http://json-schema.org/draft-0${number}/schema#`;
const objectOf = (price: object, $schema?: string): JsonDefinition => ({
  ...($schema === undefined ? {} : { $schema }),
  type: 'object',
  properties: { price },
  additionalProperties: false,
});

describe('a generated validator reads', () => {
  it('draft 4, where exclusiveMaximum says of maximum that it is excluded', async () => {
    const validate = await validatorOf(objectOf({ type: 'number', maximum: 10, exclusiveMaximum: true }, draft(4)));
    expect([9.5, 10].map((price) => validate({ price }))).toEqual([true, false]);
    const inclusive = await validatorOf(objectOf({ type: 'number', maximum: 10, exclusiveMaximum: false }, draft(4)));
    expect([10, 10.5].map((price) => inclusive({ price }))).toEqual([true, false]);
  });

  it.each([6, 7])('draft %i, where exclusiveMaximum is a number', async (number) => {
    const validate = await validatorOf(objectOf({ type: 'number', exclusiveMaximum: 10 }, draft(number)));
    expect([9.5, 10].map((price) => validate({ price }))).toEqual([true, false]);
  });

  it.each([6, 7])('draft %i: const, contains and propertyNames', async (number) => {
    const validate = await validatorOf({
      ...objectOf({ type: 'array', items: {}, contains: { const: 'EUR' } }, draft(number)),
      propertyNames: { maxLength: 5 },
    });
    expect([['USD', 'EUR'], ['USD']].map((price) => validate({ price }))).toEqual([true, false]);
  });

  it('draft 7: if, then and else; also where no draft is named', async () => {
    const price = JSON.parse(
      '{ "if": { "type": "number", "minimum": 10 }, "then": { "type": "number", "multipleOf": 5 } }',
    );
    for (const definition of [objectOf(price, draft(7)), objectOf(price)]) {
      const validate = await validatorOf(definition);
      expect([3, 15, 16].map((value) => validate({ price: value }))).toEqual([true, true, false]);
    }
  });

  it('formats and lengths in every draft, with the helpers that these need', async () => {
    for (const number of [4, 6, 7]) {
      const validate = await validatorOf(objectOf({ type: 'string', format: 'date', maxLength: 10 }, draft(number)));
      expect(['2026-11-22', '2026-13-22'].map((price) => validate({ price }))).toEqual([true, false]);
    }
  });

  it('a draft named with https, or without the #', async () => {
    const price = { type: 'number', maximum: 10, exclusiveMaximum: true };
    for (const named of ['https://json-schema.org/draft-04/schema#', 'http://json-schema.org/draft-04/schema']) {
      expect((await validatorOf(objectOf(price, named)))({ price: 10 })).toBe(false);
    }
  });
});

describe('a schema is refused', () => {
  it.each([
    ['a draft that Glue does not take', {}, 'https://json-schema.org/draft/2020-12/schema', /takes drafts 4, 6 and 7/],
    ['an address that is no draft', {}, 'http://json-schema.org/schema#', /takes drafts 4, 6 and 7/],
    [
      'a rule of draft 4 in 6',
      { type: 'number', maximum: 1, exclusiveMaximum: true },
      draft(6),
      /must be number.*draft 6\)$/,
    ],
    [
      'a rule of draft 4 in 7',
      { type: 'number', maximum: 1, exclusiveMaximum: true },
      undefined,
      /must be number.*draft 7\)$/,
    ],
    [
      'a rule of draft 6 in 4',
      { type: 'number', exclusiveMaximum: 10 },
      draft(4),
      /must have property maximum.*draft 4\)$/,
    ],
    ['const in draft 4', { const: 1 }, draft(4), /unknown keyword: "const".*draft 4\)$/],
    ['contains in draft 4', { type: 'array', contains: {} }, draft(4), /unknown keyword: "contains"/],
    ['if in draft 6', { type: 'number', if: {} }, draft(6), /unknown keyword: "if".*draft 6\)$/],
    ['nullable, which is of no draft', { type: 'number', nullable: true }, draft(7), /unknown keyword: "nullable"/],
  ])('for %s', (_, price, $schema, message) => {
    expect(() => validatorSource(objectOf(price, $schema))).toThrow(message);
  });
});

describe('the type of a schema', () => {
  it.each([4, 6, 7])('is the same in draft %i', async (number) => {
    const source = await jsonInterface({ ...objectOf({ type: 'number' }, draft(number)), required: ['price'] }, 'Sale');
    expect(source).toBe('export interface Sale {\n  price: number\n}');
  });
});
