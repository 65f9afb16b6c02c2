import { INJECTIONS } from '../faults.ts';
import type { Flags } from './flags.ts';
import { inOrder } from './in-order.ts';
import { readKnownSeeds } from './known-seeds.ts';
import { runSeeds } from './run-seeds.ts';
import type { Setting } from './setting.ts';
import { failureText, linesAbout, shrunkText } from './show-failure.ts';
import type { Terminal } from './terminal.ts';
import { Totals } from './totals.ts';
import type { WorkerPool } from './worker-pool.ts';

const SEEDS = 300;

/** Runs seeds, shrinks what fails and sums up. @returns whether all is well */
export async function simulate(flags: Flags, pool: WorkerPool, terminal: Terminal): Promise<boolean> {
  const { seed, minutes, mutant, keep, salt, trace, hash } = flags;
  const setting: Setting = {
    ...(mutant === undefined ? {} : { mutantName: mutant }),
    ...(keep && { keep }),
    ...(salt === undefined ? {} : { salt }),
  };
  const startedMs = performance.now();
  const endMs = startedMs + (minutes ?? Number.POSITIVE_INFINITY) * 60_000;
  // What was right under a mutant is no news.
  const known = seed === undefined && mutant === undefined ? readKnownSeeds() : [];
  const range = {
    known: known.map((once) => once.seed),
    first: seed ?? 1,
    count: flags.seeds ?? (minutes === undefined ? SEEDS : Number.POSITIVE_INFINITY),
    isOver: () => performance.now() >= endMs,
  };
  const totals = new Totals();
  await runSeeds(pool, range, { setting, traces: trace ? 'all' : hash ? 'hash' : 'failed' }, (result) => {
    totals.add(result);
    if (trace && result.trace) terminal.line(result.trace.join('\n'));
    if (result.violation !== null) terminal.line(failureText(result, setting));
    terminal.progress(`${totals.seeds} seeds, ${totals.failed.length} failed`);
  });
  const seconds = (performance.now() - startedMs) / 1_000;
  if (keep === undefined && salt === undefined) await shrinkSome(totals, flags.shrink, setting, pool, terminal);
  const names = `${totals.seeds} seeds from ${range.first}${known.length > 0 ? `, ${known.length} of them from seeds.txt` : ''}`;
  for (const line of summaryOf(totals, names, seconds)) terminal.line(line);
  if (hash) terminal.line(`hash: ${totals.hash()}`);
  return totals.failed.length === 0 && totals.missing.length === 0;
}

async function shrinkSome(
  { failed }: Totals,
  most: number,
  setting: Setting,
  pool: WorkerPool,
  terminal: Terminal,
): Promise<void> {
  const some = failed.slice(0, most);
  if (some.length > 0) terminal.progress(`leaving out what is not needed of ${some.length} that failed`);
  await inOrder(
    some.values(),
    pool.size,
    ({ seed }) => pool.do('shrink', { seed, setting }),
    (shrunk) => terminal.line(shrunkText(shrunk, setting)),
  );
  const [first] = failed;
  if (first && most === 0) terminal.line(`\n${linesAbout(first.violation ?? '', first.trace ?? []).join('\n')}`);
}

function summaryOf(totals: Totals, names: string, seconds: number): readonly string[] {
  const { failed, events, turns, simulatedMs, injections, missing } = totals;
  const hours = simulatedMs / 3_600_000;
  const number = (value: number): string => Math.round(value).toLocaleString('en');
  return [
    `\n${names}: ${failed.length} failed`,
    `${number(events)} events, ${number(turns)} turns, ${number(hours)} simulated hours in ${seconds.toFixed(1)} s: ${number(events / seconds)} events/s`,
    '',
    ...INJECTIONS.map((kind) => `${number(injections.get(kind) ?? 0).padStart(12)}  ${kind}`),
    ...(missing.length === 0 ? [] : [`\nnever injected: ${missing.join(', ')}`]),
  ];
}
