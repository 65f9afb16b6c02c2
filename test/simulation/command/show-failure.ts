import { shardWord } from '../describe-request.ts';
import { FAULT_KINDS } from '../faults.ts';
import { PARTS } from '../shrink/keep.ts';
import { keepText } from '../shrink/keep-text.ts';
import type { Shrunk } from '../shrink/shrink.ts';
import type { SeedResult } from './jobs.ts';
import type { Setting } from './setting.ts';

/** Traces up to here are shown whole. */
const SHORT_TRACE = 200;
/** Lines of longer ones that are shown whatever they say. */
const LAST_LINES = 80;

/** A command that does the run over and prints its trace. */
export function replayCommand(seed: number, { mutantName, keep = {}, salt = 0 }: Setting): string {
  const text = keepText(keep);
  return [
    `npm run sim -- --seeds 1 --seed ${seed}`,
    ...(text === '' ? [] : [`--keep ${quoted(text)}`]),
    ...(salt === 0 ? [] : [`--salt ${salt}`]),
    ...(mutantName === undefined ? [] : [`--mutant ${quoted(mutantName)}`]),
    '--trace',
  ].join(' ');
}

/** One word to a shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

export function failureText({ seed, violation }: SeedResult, setting: Setting): string {
  return `\nseed ${seed}: ${violation}\nreplay: ${replayCommand(seed, setting)}`;
}

/** A failure as small as it was made, what is left in it, how to do it over, and what happened. */
export function shrunkText({ report, keep, salt, drawn, runs, ms }: Shrunk, { mutantName }: Setting): string {
  const { seed, events, turns, injections } = report;
  const { records, parts, versions, aggregations, faults, untilTurn } = keep;
  const ofKinds = FAULT_KINDS.filter((kind) => injections.has(kind));
  const setting = { keep, salt, ...(mutantName === undefined ? {} : { mutantName }) };
  const [versionCount, aggregationCount] = [
    versions?.length ?? drawn.versions,
    aggregations?.length ?? drawn.aggregations,
  ];
  return [
    ...['', ...linesAbout(report.violation ?? '', report.trace), ''],
    `seed ${seed}, shrunk in ${runs} runs and ${(ms / 1_000).toFixed(1)} s: ${report.violation}`,
    `  ${records?.length ?? drawn.records} of ${drawn.records} records (${events} events), ${turns} turns`,
    `  ${versionCount} of ${drawn.versions} versions, ${aggregationCount} of ${drawn.aggregations} aggregations`,
    `  parts: ${(parts ?? PARTS).join(', ') || 'none'}`,
    `  faults: ${ofKinds.map((kind) => `${kind} (${injections.get(kind)})`).join(', ') || 'none'}${untilTurn === undefined || faults?.length === 0 ? '' : `, until turn ${untilTurn}`}`,
    `replay: ${replayCommand(seed, setting)}`,
  ].join('\n');
}

/** A short trace whole; of a long one what is about the window and the lane that the violation names, and what happened last. */
export function linesAbout(violation: string, trace: readonly string[]): readonly string[] {
  if (trace.length <= SHORT_TRACE) return trace;
  const [, aggregation, windowStartMs] = /result (\S+) \| (\d+)/.exec(violation) ?? [];
  const [shardId] = /shardId-\d+/.exec(violation) ?? [];
  const words = [
    ...(aggregation === undefined ? [] : [`${aggregation}@${windowStartMs}`]),
    ...(shardId === undefined ? [] : [shardId, `${shardWord(shardId)} `]),
    ...['FAULTS', 'drain'],
  ];
  const earlier = trace.slice(0, -LAST_LINES).filter((line) => words.some((word) => line.includes(word)));
  return [...earlier, '…', ...trace.slice(-LAST_LINES)];
}
