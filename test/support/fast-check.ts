import fc from 'fast-check';

/**
 * Properties draw from one seed. A failure prints its own; `FC_SEED=n` repeats a run. On CI the seed must be given, so that a red
 * build can be rebuilt.
 */
const given = process.env.FC_SEED;
if (given === undefined && process.env.CI !== undefined)
  throw new Error('set FC_SEED: on CI properties run from a seed');
if (given !== undefined && !/^-?\d{1,10}$/.test(given))
  throw new Error(`FC_SEED must be a whole number, got "${given}"`);

fc.configureGlobal({ numRuns: 100, ...(given === undefined ? {} : { seed: Number(given) | 0 }) });

/** Any text that JavaScript can hold, halves of surrogate pairs too. */
export const anyText = fc
  .array(fc.oneof(fc.nat({ max: 0x7f }), fc.nat({ max: 0xffff })), { maxLength: 40 })
  .map((units) => String.fromCharCode(...units));

export { fc };
