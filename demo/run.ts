import pc from 'picocolors';
import type { Clock } from '../src/client/index.ts';
import type { Cleanup } from './cleanup.ts';
import { conclude } from './conclude.ts';
import type { Demo, SourceRecord } from './demos/demo.ts';
import { loadDemo } from './demos/index.ts';
import { encodeRecords } from './encode.ts';
import { makeFaults } from './faults.ts';
import type { Flags } from './flags.ts';
import { readAlarmNames } from './monitoring/alarm-names.ts';
import { keepLooking, makeAlarmWatch } from './monitoring/alarm-watch.ts';
import type { Report } from './report.ts';
import { type Site, startPipeline } from './start.ts';
import { streamAll } from './stream.ts';
import { counted } from './view/format.ts';
import { alarmNoteLine } from './view/monitoring-lines.ts';
import { makeProgressView } from './view/progress-view.ts';
import { makeSteps } from './view/steps.ts';

export interface RunDeps {
  readonly flags: Flags;
  /** Root of the repository. */
  readonly project: string;
  readonly stdout: NodeJS.WriteStream;
  readonly clock: Clock;
  readonly random: () => number;
  readonly cleanup: Cleanup;
  readonly signal: AbortSignal;
}

/** One run, from the sources to the report. The local AWS stays up until the cleanup. */
export async function runDemo(deps: RunDeps): Promise<{ readonly report: Report; readonly site: Site }> {
  const { flags, project, stdout, clock, random, cleanup, signal } = deps;
  const startedMs = clock.nowMs();
  const print = (line: string): void => void stdout.write(`${line}\n`);

  const demo = await loadDemo(flags.pipeline);
  const { days, seed } = flags;
  const records: SourceRecord[] = [];
  for await (const record of demo.records(days === undefined ? { seed } : { days, seed })) records.push(record);
  print(
    `${pc.bold('Millrace')} ${pc.dim('·')} ${flags.pipeline} ${pc.dim('·')} ${counted(records.length, 'record')}\n`,
  );

  const steps = makeSteps(stdout);
  const site = await startPipeline(demo, { flags, project, steps, cleanup, signal, random });
  const sent = await steps.run(
    'encode',
    () => encodeRecords(demo, records, site),
    () => `${counted(records.length, 'record')} as ${formatsOf(demo)}`,
  );
  const faults = flags.chaos && makeFaults(site.aws, site.client.resources.streamName);
  const view = makeProgressView(stdout, records.length);
  cleanup.add(() => view.stop());
  let tellLine = view.line;
  const alarmWatch = makeAlarmWatch({
    alarms: site.aws.alarms,
    names: await readAlarmNames(site.cloudwatch),
    clock,
    tell: (note) => {
      if (flags.keep) tellLine(alarmNoteLine(note));
    },
  });
  void keepLooking(alarmWatch, clock, signal);
  const { resumedAt } = await streamAll({
    site,
    demo,
    sent,
    eventTimesMs: eventTimesOf(records),
    faults,
    view,
    clock,
  });
  view.stop();
  tellLine = print;

  const seconds = (): number => (clock.nowMs() - startedMs) / 1_000;
  const report = await conclude({ flags, site, demo, sent, faults, resumedAt, seconds, alarmWatch, clock, print });
  return { report, site };
}

function formatsOf({ pipeline }: Demo): string {
  return [...new Set(pipeline.events.map(({ schema }) => schema.format))].join(', ');
}

function eventTimesOf(records: readonly SourceRecord[]): number[] {
  return records.flatMap((record) => ('type' in record ? [record.type.eventTimeMs(record.event)] : []));
}
