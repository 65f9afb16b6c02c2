import type { AlarmEpisodes } from './monitoring/alarm-watch.ts';
import type { Evidence } from './verifier/evidence.ts';
import type { Verdict } from './verifier.ts';

/** What a run came to; `--json` writes it as it is. */
export interface Report {
  readonly verified: boolean;
  readonly problems: readonly string[];
  readonly pipeline: string;
  /** Records in the stream. */
  readonly events: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly ignored: number;
  /** Accepted events by the schema version that they were written under, `<schema> v<version>`. */
  readonly byVersion: Readonly<Record<string, number>>;
  readonly tooLate: number;
  readonly results: number;
  /** How often results changed after they were first written. */
  readonly corrections: number;
  /** DynamoDB write units; null where a run was resumed, since those of its first part are not known. */
  readonly writeUnits: WriteUnits | null;
  readonly writeUnitsPer1000Events: number | null;
  /** Write units of the plain way: one update a contribution, each of an item below 1 KB. */
  readonly oneUpdatePerEventUnits: number;
  /** By kind; only with `--chaos`. */
  readonly injections?: Readonly<Record<string, number>>;
  /** That went off, by the alarms of the template, whose periods are shorter than on AWS. */
  readonly alarms: readonly AlarmEpisodes[];
  readonly seconds: number;
}

export interface WriteUnits {
  /** Partials, and the control items. */
  readonly state: number;
  readonly progress: number;
  readonly marks: number;
  readonly results: number;
  readonly total: number;
}

export interface ReportInput {
  readonly pipeline: string;
  readonly verdict: Verdict;
  readonly evidence: Evidence;
  readonly writeUnits: WriteUnits | null;
  readonly injections: Readonly<Record<string, number>> | undefined;
  readonly alarms: readonly AlarmEpisodes[];
  readonly seconds: number;
}

export function reportOf({
  pipeline,
  verdict,
  evidence,
  writeUnits,
  injections,
  alarms,
  seconds,
}: ReportInput): Report {
  const { verified, problems, accepted, rejected, ignored, byVersion, tooLate } = verdict;
  const { results, corrections, contributions } = verdict;
  const events = evidence.stream.reduce((sum, { records }) => sum + records.length, 0);
  return {
    verified,
    problems,
    pipeline,
    events,
    accepted,
    rejected,
    ignored,
    byVersion,
    tooLate,
    results,
    corrections,
    writeUnits,
    writeUnitsPer1000Events: writeUnits && rounded((writeUnits.total / events) * 1_000),
    oneUpdatePerEventUnits: contributions,
    ...(injections === undefined ? {} : { injections }),
    alarms,
    seconds: rounded(seconds),
  };
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
