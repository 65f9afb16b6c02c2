import { compareCounts } from './verifier/compare-counts.ts';
import { compareLate, compareRejected } from './verifier/compare-queues.ts';
import { compareRows } from './verifier/compare-rows.ts';
import { compareStream } from './verifier/compare-stream.ts';
import type { Evidence } from './verifier/evidence.ts';
import { Problems } from './verifier/problems.ts';
import { recompute } from './verifier/recompute.ts';
import type { Rules } from './verifier/rules.ts';

/** What the verifier found. */
export interface Verdict {
  readonly verified: boolean;
  /** One line a kind of problem; empty where verified. */
  readonly problems: readonly string[];
  /** Records by outcome, and what became of them, as recomputed. */
  readonly accepted: number;
  readonly rejected: number;
  readonly ignored: number;
  /** Accepted events by the schema version that they were written under, `<schema> v<version>`. */
  readonly byVersion: Readonly<Record<string, number>>;
  readonly tooLate: number;
  readonly results: number;
  /** Contributions counted, over all aggregations and keys. */
  readonly contributions: number;
  /** How often results changed after they were first written. */
  readonly corrections: number;
}

/**
 * Recomputes a whole run from what its stream holds and compares everything that the run left behind. Shares no code with what it
 * checks: this file and its folder import nothing but themselves.
 */
export function verify<E>(rules: Rules<E>, evidence: Evidence): Verdict {
  const problems = new Problems();
  const expected = recompute(rules, evidence.stream, evidence.schemas);
  compareStream(evidence.sent, evidence.stream, problems);
  compareRows(evidence.results, expected.rows, problems);
  compareLate(evidence.late, expected.late, evidence.stream, problems);
  compareRejected(evidence.rejected, expected.rejected, evidence.stream, problems);
  compareCounts(evidence.counts, expected, problems);

  const corrections = evidence.results.reduce((sum, row) => sum + row.revision - 1, 0);
  if (rules.expectsCorrections && !evidence.interrupted && corrections === 0) {
    problems.add('run without a correction', 'the data holds late events, so some results must have changed');
  }
  const lines = problems.lines();
  return {
    verified: lines.length === 0,
    problems: lines,
    accepted: expected.accepted,
    rejected: expected.rejected.size,
    ignored: expected.ignored,
    byVersion: Object.fromEntries([...expected.byVersion].sort(([a], [b]) => (a < b ? -1 : 1))),
    tooLate: expected.late.size,
    results: expected.rows.size,
    contributions: [...expected.rows.values()].reduce((sum, row) => sum + row.n, 0),
    corrections,
  };
}
