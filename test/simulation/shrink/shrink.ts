import { FAULT_KINDS } from '../faults.ts';
import type { RunReport } from '../run.ts';
import { MEASURE_NAMES, type Scenario } from '../scenario.ts';
import { type Keep, PARTS } from './keep.ts';
import { reduceList, reduceNumber } from './reduce-list.ts';
import { kindOf } from './violation-kind.ts';

/** A run that fails as the one did that was given, or nearly so, with less in it. */
export interface Shrunk {
  readonly keep: Keep;
  readonly salt: number;
  readonly report: RunReport;
  /** Arrivals, versions and aggregations that the seed draws. */
  readonly drawn: { readonly records: number; readonly versions: number; readonly aggregations: number };
  /** Of the runs that were tried. */
  readonly runs: number;
  readonly ms: number;
}

export interface ShrinkLimits {
  readonly nowMs: () => number;
  /** Default 400. */
  readonly mostRuns?: number;
  /** Default a minute. */
  readonly mostMs?: number;
}

/** Does a run over, with less in it or with another interleaving. */
export type RunAgain = (less: {
  readonly keep: Keep;
  readonly salt: number;
  readonly isTraced: boolean;
}) => Promise<RunReport>;

const MOST_RUNS = 400;
const MOST_MS = 60_000;
/** Interleavings that are tried where a cut loses the failure, first none, then more each time that nothing else helps. */
const MORE_SALTS = [0, 2, 6];

/**
 * Leaves out what a failing run does not need to fail in the same way, as far as that is found within the limits. Some cuts change when
 * things happen, so that a rare failure may be lost with nothing wrong about the cut: it is then kept whole.
 *
 * @param scenario that of the run
 * @throws RangeError where the run does not fail
 */
export async function shrink(scenario: Scenario, runAgain: RunAgain, limits: ShrinkLimits): Promise<Shrunk> {
  const startedMs = limits.nowMs();
  const drawn = {
    records: scenario.episodes.flat().length,
    versions: scenario.versions.length,
    aggregations: scenario.aggregations.length,
  };
  const search = new Search(await runAgain({ keep: {}, salt: 0, isTraced: false }), runAgain, { ...limits, startedMs });
  for (const salts of MORE_SALTS) {
    search.moreSalts = salts;
    while (await makesLess(search, drawn));
  }
  const { keep, salt, runs } = search;
  const report = await runAgain({ keep, salt, isTraced: true });
  return { keep, salt, report, drawn, runs, ms: limits.nowMs() - startedMs };
}

/** Tries once to leave out of everything. @returns whether anything could be */
async function makesLess(search: Search, drawn: Shrunk['drawn']): Promise<boolean> {
  const before = search.keep;
  const untilTurn = search.keep.untilTurn ?? search.report.turns;
  if (untilTurn > 0) await reduceNumber(untilTurn, (turn) => search.accepts({ untilTurn: turn }));
  await reduceList(search.keep.parts ?? PARTS, 0, (parts) => search.accepts({ parts }));
  await reduceList(search.keep.records ?? numbersTo(drawn.records), 0, (records) => search.accepts({ records }));
  const allowed = search.keep.faults ?? FAULT_KINDS;
  const faults = allowed.filter((kind) => search.report.injections.has(kind));
  if (faults.length < allowed.length) await search.accepts({ faults });
  await reduceList(faults, 0, (left) => search.accepts({ faults: left }));
  await reduceList(search.keep.versions ?? numbersTo(drawn.versions), 1, (versions) => search.accepts({ versions }));
  const aggregations = search.keep.aggregations ?? numbersTo(drawn.aggregations);
  await reduceList(aggregations, 1, (left) => search.accepts({ aggregations: left }));
  await reduceList(search.keep.measures ?? MEASURE_NAMES, 0, (measures) => search.accepts({ measures }));
  return search.keep !== before;
}

/** The least run found so far. */
class Search {
  keep: Keep = {};
  salt = 0;
  report: RunReport;
  runs = 1;
  moreSalts = 0;
  readonly #runAgain: RunAgain;
  readonly #kind: string;
  readonly #nowMs: () => number;
  readonly #mostRuns: number;
  readonly #endMs: number;
  #nextSalt = 1;

  constructor(
    report: RunReport,
    runAgain: RunAgain,
    { nowMs, startedMs, mostRuns = MOST_RUNS, mostMs = MOST_MS }: ShrinkLimits & { readonly startedMs: number },
  ) {
    if (report.violation === null) throw new RangeError(`seed ${report.seed} does not fail`);
    this.report = report;
    this.#runAgain = runAgain;
    this.#kind = kindOf(report.violation);
    this.#nowMs = nowMs;
    this.#mostRuns = mostRuns;
    this.#endMs = startedMs + mostMs;
  }

  /** Takes what is less, where it fails in the same way: a cut may make a run that nobody would draw, which fails for reasons of its own. */
  async accepts(less: Keep): Promise<boolean> {
    const keep = { ...this.keep, ...less };
    for (let tried = 0; tried <= this.moreSalts; tried += 1) {
      if (this.runs >= this.#mostRuns || this.#nowMs() >= this.#endMs) return false;
      const salt = tried === 0 ? this.salt : this.#nextSalt++;
      this.runs += 1;
      const report = await this.#runAgain({ keep, salt, isTraced: false });
      if (report.violation === null || kindOf(report.violation) !== this.#kind) continue;
      Object.assign(this, { keep, salt, report });
      return true;
    }
    return false;
  }
}

function numbersTo(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}
