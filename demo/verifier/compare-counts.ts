import type { Outcomes } from './evidence.ts';
import type { Problems } from './problems.ts';
import type { Expected } from './recompute.ts';

/** Both accounting equations hold, and every term is what the stream's records come to. */
export function compareCounts(counts: Outcomes, expected: Expected, problems: Problems): void {
  const { read, accepted, duplicate, rejected, ignored } = counts;
  if (read !== accepted + duplicate + rejected + ignored) {
    problems.add('events unaccounted for', `read ${read}, not ${accepted} + ${duplicate} + ${rejected} + ${ignored}`);
  }
  const check = (what: string, given: number, wanted: number): void => {
    if (given !== wanted) problems.add('wrong count', `${what} ${given}, not ${wanted}`);
  };
  check('accepted', accepted, expected.accepted);
  check('rejected', rejected, expected.rejected.size);
  check('ignored', ignored, expected.ignored);
  for (const [name, wanted] of expected.aggregations) {
    const given = counts.aggregations[name] ?? { counted: 0, filtered: 0, tooLate: 0 };
    check(`${name}: counted`, given.counted, wanted.counted);
    check(`${name}: too late`, given.tooLate, wanted.tooLate);
    // An event of a type that an aggregation does not read is filtered too, so the three add up to the accepted ones.
    check(`${name}: filtered`, given.filtered, wanted.filtered);
  }
}
