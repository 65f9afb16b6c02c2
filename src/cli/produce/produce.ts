import type { Pipeline } from '../../engine/pipeline.ts';
import { makeEventCheck } from '../../producer/index.ts';
import { CliError } from '../cli-error.ts';
import type { Session } from '../session.ts';
import { type EventOptions, makeEventMaker, type TypedEvent } from './make-events.ts';
import { type Input, openInput } from './open-input.ts';
import { readLines } from './read-lines.ts';
import { readTable } from './read-table.ts';
import { type RowCounts, sendRows } from './send-rows.ts';

export interface ProduceOptions extends EventOptions {
  /** Undefined: standard input. */
  readonly file: string | undefined;
  readonly format: 'ndjson' | 'csv';
  readonly endpoint: string | undefined;
  readonly maxPerSecond: number | undefined;
  readonly packing: 'none' | 'kpl';
  readonly skipBad: boolean;
  readonly dryRun: boolean;
}

/** Bad lines told one by one; more are only counted. */
const MAX_TOLD = 20;

/** Sends the events of a file, or only checks them. @throws CliError where a line was bad */
export async function produce(session: Session, pipeline: Pipeline, options: ProduceOptions): Promise<void> {
  const maker = makeEventMaker(pipeline, options);
  const target = options.dryRun ? checkOnly(pipeline, options) : await openTarget(session, pipeline, options);
  const input = await openInput(options.file, session.sending.stdin);
  const rows = options.format === 'csv' ? readTable(input.chunks, maker.checkNames) : readLines(input.chunks);
  const skipBad = options.skipBad || options.dryRun;
  const counts = await withProgress(session, input, (onGood, onBad) =>
    sendRows({ rows, maker, send: target.send, skipBad, onGood, onBad }).finally(target.close),
  ).catch((error: unknown) => {
    const sent = target.sent();
    if (sent !== undefined) session.output.line(sent);
    throw error;
  });
  session.output.line(target.sent() ?? `${counted(counts.good, 'event')} could be sent; none was`);
  if (counts.bad > 0) throw new CliError(complaint(counts, options));
}

interface Target {
  readonly send: (event: TypedEvent) => Promise<void>;
  readonly close: () => Promise<void>;
  /** What was sent, in one line; undefined where nothing is to be. */
  readonly sent: () => string | undefined;
}

function checkOnly(pipeline: Pipeline, { schemaVersion }: ProduceOptions): Target {
  const check = makeEventCheck(pipeline);
  return {
    send: async ({ type, event }) => check(type, event, schemaVersion),
    close: async () => {},
    sent: () => undefined,
  };
}

async function openTarget({ sending }: Session, pipeline: Pipeline, options: ProduceOptions): Promise<Target> {
  const { endpoint, maxPerSecond, packing, schemaVersion } = options;
  const producer = await sending.openProducer(pipeline, endpoint, {
    packing,
    ...(maxPerSecond === undefined ? {} : { maxPerSecond }),
  });
  const version = schemaVersion === undefined ? {} : { version: schemaVersion };
  return {
    send: ({ type, event }) => producer.send(type, event, version),
    close: () => producer.close(),
    sent() {
      const { sent, records, calls, retries } = producer.stats();
      const also = `${counted(calls, 'call')}, ${counted(retries, 'record')} sent again`;
      return `${counted(sent, 'event')} sent to ${pipeline.name} in ${counted(records, 'record')}: ${also}`;
    },
  };
}

/** Shows how it goes, and tells bad lines. */
async function withProgress<T>(
  { sending, output }: Session,
  { totalBytes, readBytes }: Input,
  work: (onGood: (good: number) => void, onBad: (line: number, why: string) => void) => Promise<T>,
): Promise<T> {
  const progress = sending.startProgress(totalBytes);
  let bad = 0;
  try {
    return await work(
      (good) => progress.update(readBytes(), good),
      (line, why) => {
        bad += 1;
        progress.clear();
        if (bad <= MAX_TOLD) output.line(`line ${line}: ${why}`);
        if (bad === MAX_TOLD + 1) output.line('further bad lines are only counted');
      },
    );
  } finally {
    progress.stop();
  }
}

function complaint({ good, bad }: RowCounts, { dryRun, skipBad }: ProduceOptions): string {
  const share = `${bad} of ${counted(good + bad, 'line')} ${bad === 1 ? 'is' : 'are'} bad`;
  if (dryRun) return share;
  if (skipBad) return `${share} and left out`;
  return 'stopped at a bad line, with all before it sent: correct it and send the rest, or leave bad lines out with --skip-bad';
}

function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}
