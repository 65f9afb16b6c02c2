import type { Outcomes } from '../verifier/evidence.ts';
import type { MetricSums } from './metric-sums.ts';

/** How the metrics compare with what is stored. */
export interface MetricsVerdict {
  readonly outcomes: Outcomes;
  /** Events that are stored as read and in no metric. */
  readonly untold: number;
  readonly deaths: number;
  /** One line each; empty where all is well. */
  readonly problems: readonly string[];
}

/**
 * Holds the sums of the metrics against the stored counts. They are the same unless something was never told: by an invocation that died
 * between its last write and its line, or by a process whose metrics ended with it. Even then no term is more than is stored, and what was told
 * of the pipeline adds up, for its terms are one line.
 *
 * @param interrupted an earlier process has done part of the run
 */
export function compareMetrics(
  { outcomes, deaths }: MetricSums,
  stored: Outcomes,
  interrupted: boolean,
): MetricsVerdict {
  const problems: string[] = [];
  const isWhole = deaths === 0 && !interrupted;
  const check = (what: string, told: number, held: number): void => {
    if (isWhole ? told === held : told <= held) return;
    problems.push(`metrics: ${what} ${told}, ${isWhole ? 'not' : 'more than'} ${held}`);
  };
  const { read, accepted, duplicate, rejected, ignored } = outcomes;
  if (read !== accepted + duplicate + rejected + ignored) {
    problems.push(`metrics do not add up: read ${read}, not ${accepted} + ${duplicate} + ${rejected} + ${ignored}`);
  }
  check('read', read, stored.read);
  check('accepted', accepted, stored.accepted);
  check('duplicate', duplicate, stored.duplicate);
  check('rejected', rejected, stored.rejected);
  check('ignored', ignored, stored.ignored);
  for (const [name, { counted, filtered, tooLate }] of Object.entries(outcomes.aggregations)) {
    // Its line follows the pipeline's, so of an invocation that dies between them there are fewer.
    check(`${name}: counted, filtered and too late`, counted + filtered + tooLate, accepted);
    const held = stored.aggregations[name] ?? { counted: 0, filtered: 0, tooLate: 0 };
    check(`${name}: counted`, counted, held.counted);
    check(`${name}: filtered`, filtered, held.filtered);
    check(`${name}: too late`, tooLate, held.tooLate);
  }
  return { outcomes, untold: stored.read - read, deaths, problems };
}
