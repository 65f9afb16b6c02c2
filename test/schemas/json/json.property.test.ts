import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { validateDefinition } from '../../../src/schemas/canonical-form.ts';
import { fc } from '../../support/fast-check.ts';
import { tapes } from '../../support/tape.ts';
import { evolve } from '../support/evolve.ts';
import { type Drawn, drawSchema, drawValue, evolveSchema } from '../support/json-schemas.ts';

const ajv = new Ajv({ strict: false, validateSchema: false });
addFormats.default(ajv);

function validatorOf(schema: Drawn): (value: unknown) => boolean {
  return ajv.compile(schema);
}

/** Two versions in either order of time, and values near both. */
const versions = fc.tuple(tapes, fc.boolean(), tapes).map(([tape, isBack, values]) => {
  const first = drawSchema(tape);
  const second = evolveSchema(first, tape);
  const [before, after] = isBack ? [second, first] : [first, second];
  const drawn = Array.from({ length: 30 }, (_, index) => {
    const near = index % 2 === 0 ? before : after;
    return drawValue(near, near, values);
  });
  return { before, after, values: drawn };
});

describe('what is called compatible', () => {
  it('holds every value of the version before valid', () => {
    const seen = { compatible: 0, valid: 0 };
    fc.assert(
      fc.property(versions, ({ before, after, values }) => {
        const verdict = evolve('JSON', 'BACKWARD', JSON.stringify(before), JSON.stringify(after));
        if (verdict.kind !== 'compatible') return;
        seen.compatible += 1;
        const [wasValid, isValid] = [validatorOf(before), validatorOf(after)];
        for (const value of values) {
          if (!wasValid(value)) continue;
          seen.valid += 1;
          expect(isValid(value), JSON.stringify(value)).toBe(true);
        }
      }),
      { numRuns: 400 },
    );
    expect(seen.compatible).toBeGreaterThan(50);
    expect(seen.valid).toBeGreaterThan(500);
  });

  it('is so forward where it is backward the other way round', () => {
    fc.assert(
      fc.property(versions, ({ before, after }) => {
        const [older, newer] = [JSON.stringify(before), JSON.stringify(after)];
        expect(evolve('JSON', 'FORWARD', older, newer).kind).toBe(evolve('JSON', 'BACKWARD', newer, older).kind);
      }),
    );
  });
});

describe('what is called incompatible', () => {
  it('is shown to be so by a value, more often than not', () => {
    // Values are drawn blindly, so that many breaks go without a witness; a checker that refused at random would have next to none.
    const seen = { incompatible: 0, witnessed: 0 };
    fc.assert(
      fc.property(versions, ({ before, after, values }) => {
        const verdict = evolve('JSON', 'BACKWARD', JSON.stringify(before), JSON.stringify(after));
        if (verdict.kind !== 'incompatible') return;
        seen.incompatible += 1;
        const [wasValid, isValid] = [validatorOf(before), validatorOf(after)];
        if (values.some((value) => wasValid(value) && !isValid(value))) seen.witnessed += 1;
      }),
      { numRuns: 300 },
    );
    expect(seen.witnessed).toBeGreaterThan(seen.incompatible / 2);
  });
});

describe('a schema', () => {
  it('is sound where Ajv takes it', () => {
    fc.assert(
      fc.property(versions, ({ before }) => {
        expect(ajv.validateSchema(before)).toBe(true);
        expect(validateDefinition('JSON', JSON.stringify(before))).toBeUndefined();
      }),
    );
  });
});
