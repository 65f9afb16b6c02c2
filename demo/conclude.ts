import { writeFileSync } from 'node:fs';
import pc from 'picocolors';
import type { Clock, ResultRow } from '../src/client/index.ts';
import { readWriteUnits } from './consumed.ts';
import type { Demo } from './demos/demo.ts';
import { describeInjections, type Faults, missingKinds } from './faults.ts';
import type { Flags } from './flags.ts';
import { gatherEvidence } from './gather-evidence.ts';
import type { AlarmWatch } from './monitoring/alarm-watch.ts';
import { checkMetrics } from './monitoring/check-metrics.ts';
import type { GetMetricData } from './monitoring/metric-sums.ts';
import { type Report, reportOf } from './report.ts';
import type { Site } from './start.ts';
import type { SentRecord } from './verifier/evidence.ts';
import type { Verdict } from './verifier.ts';
import { accountingLines, versionsLine } from './view/accounting.ts';
import { alarmLines, alarmsLine, metricsLine } from './view/monitoring-lines.ts';
import { highlightsTable } from './view/tables.ts';
import { verdictLines } from './view/verdict-lines.ts';

export interface ConcludeDeps {
  readonly flags: Flags;
  readonly site: Site;
  readonly demo: Demo;
  readonly sent: readonly SentRecord[];
  readonly faults: Faults | undefined;
  /** Records that an earlier attempt at this run had sent. */
  readonly resumedAt: number;
  readonly seconds: () => number;
  readonly alarmWatch: AlarmWatch;
  readonly clock: Clock;
  readonly print: (line: string) => void;
}

/** Reads everything back, verifies it, and tells how the run came out. */
export async function conclude(deps: ConcludeDeps): Promise<Report> {
  const { flags, site, demo, sent, faults, resumedAt, seconds, alarmWatch, clock, print } = deps;
  const { pipeline, highlights } = demo;
  const writeUnits = resumedAt > 0 ? null : await readWriteUnits(site.aws.endpoint, site.client.resources);
  const names = pipeline.aggregations.map(({ name }) => name);
  const known = { sent, interrupted: resumedAt > 0, schemas: await site.registry.versions() };
  const evidence = await gatherEvidence(site.client, site.clients, known, names);
  const injections = faults?.injections();
  const measured = { ...pipeline, processor: site.processor };
  const getMetricData: GetMetricData = (command) => site.cloudwatch.send(command);
  const metrics = await checkMetrics({ getMetricData, clock }, measured, evidence.counts, resumedAt > 0);
  const verdict = withProblems(demo.verify(evidence), [...metrics.problems, ...faultProblems(injections)]);
  alarmWatch.look();
  const alarms = alarmWatch.episodes();
  const section = (title: string, lines: readonly string[]): void => {
    for (const line of ['', `  ${pc.bold(title)}`, ...lines]) print(line);
  };
  const report = reportOf({
    pipeline: pipeline.name,
    verdict,
    evidence,
    writeUnits,
    injections,
    alarms,
    seconds: seconds(),
  });

  const rows: ResultRow[] = [];
  for await (const row of site.client.results(highlights.aggregation)) rows.push(row);
  section(highlights.title, [highlightsTable(highlights, rows)]);
  section('Every record is accounted for', [
    ...accountingLines(report.events, evidence.counts),
    metricsLine(metrics),
    versionsLine(report.byVersion),
  ]);
  if (injections)
    section(
      'Faults injected',
      describeInjections(injections).map((line) => `    ${line}`),
    );
  if (flags.keep) section('Alarms that went off, where five minutes are 25 s', alarmLines(alarms));
  print('');
  for (const line of verdictLines(report)) print(line);
  if (!flags.keep) for (const line of alarmsLine(alarms)) print(line);
  if (flags.json !== undefined) writeFileSync(flags.json, `${JSON.stringify(report, null, 2)}\n`);
  return report;
}

/** A run under faults that lacked one kind has not shown what it was to show. */
function faultProblems(injections: Readonly<Record<string, number>> | undefined): string[] {
  const missing = injections ? missingKinds(injections) : [];
  if (missing.length === 0) return [];
  return [`faults that never happened: ${missing.join(', ')}; choose another --seed or more data`];
}

function withProblems(verdict: Verdict, problems: readonly string[]): Verdict {
  if (problems.length === 0) return verdict;
  return { ...verdict, verified: false, problems: [...verdict.problems, ...problems] };
}
