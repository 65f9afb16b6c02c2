import fc from 'fast-check';

/**
 * Properties draw from one seed: `FC_SEED=n` repeats a run, whose failures print theirs. On CI it is never left to chance, so that a
 * red build can be rebuilt.
 */
const SEED_ON_CI = '1';
const given = process.env.FC_SEED ?? (process.env.CI === undefined ? undefined : SEED_ON_CI);
if (given !== undefined && !/^-?\d{1,10}$/.test(given))
  throw new Error(`FC_SEED must be a whole number, got "${given}"`);

fc.configureGlobal({ numRuns: 100, ...(given === undefined ? {} : { seed: Number(given) | 0 }) });

/** Any text that JavaScript can hold, halves of surrogate pairs too. */
export const anyText = fc
  .array(fc.oneof(fc.nat({ max: 0x7f }), fc.nat({ max: 0xffff })), { maxLength: 40 })
  .map((units) => String.fromCharCode(...units));

export { fc };
