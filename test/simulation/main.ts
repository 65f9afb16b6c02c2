import { parseArgs } from 'node:util';
import { INJECTIONS, type Injection } from './faults.ts';
import { MUTANTS } from './mutants/mutants.ts';
import { type RunReport, run } from './run.ts';

const USAGE = `npm run sim -- --seeds N [--seed FIRST] [--mutant NAME] [--trace]
  --seeds N      how many runs; default 300
  --seed FIRST   seed of the first; default 1
  --mutant NAME  get one rule of the protocol wrong: ${MUTANTS.map(({ name }) => `"${name}"`).join(', ')}
  --trace        print each run's whole trace`;
/** So many runs must meet every kind of fault. */
const ENOUGH_SEEDS = 100;
/** Lines of a failing run's trace that are shown unasked. */
const LAST_LINES = 80;

interface Options {
  readonly first: number;
  readonly seeds: number;
  readonly mutantName: string | undefined;
  readonly showsTrace: boolean;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

async function main(): Promise<void> {
  const options = readOptions();
  if (!options) return;
  const { first, seeds, mutantName, showsTrace } = options;
  const mutant = MUTANTS.find(({ name }) => name === mutantName);
  const injections = new Map<Injection, number>();
  const sum = { events: 0, turns: 0, simulatedMs: 0, failed: 0 };
  const startedMs = performance.now();
  for (let seed = first; seed < first + seeds; seed += 1) {
    const report = await run(seed, mutant?.mutation());
    for (const [kind, count] of report.injections) injections.set(kind, (injections.get(kind) ?? 0) + count);
    sum.events += report.events;
    sum.turns += report.turns;
    sum.simulatedMs += report.simulatedMs;
    if (showsTrace) say(report.trace.join('\n'));
    if (report.violation === null) continue;
    sum.failed += 1;
    showFailure(report, options);
  }
  const hours = (sum.simulatedMs / 3_600_000).toFixed(1);
  const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1);
  say(
    `\n${seeds} seeds from ${first}: ${sum.failed} failed; ${sum.events} events, ${sum.turns} turns, ${hours} simulated hours in ${seconds} s`,
  );
  for (const kind of INJECTIONS) say(`${String(injections.get(kind) ?? 0).padStart(9)}  ${kind}`);
  const missing = INJECTIONS.filter((kind) => !injections.has(kind));
  const isThin = seeds >= ENOUGH_SEEDS && missing.length > 0;
  if (isThin) say(`never injected: ${missing.join(', ')}`);
  process.exitCode = sum.failed > 0 || isThin ? 1 : 0;
}

function showFailure({ seed, violation, trace }: RunReport, { mutantName, showsTrace }: Options): void {
  const mutant = mutantName === undefined ? '' : ` --mutant "${mutantName}"`;
  if (!showsTrace) say(`\n${linesAbout(violation ?? '', trace).join('\n')}`);
  say(`\nseed ${seed}: ${violation}\nreplay: npm run sim -- --seeds 1 --seed ${seed}${mutant} --trace`);
}

/** What happened to the window that went wrong; where none did, what happened last. */
function linesAbout(violation: string, trace: readonly string[]): readonly string[] {
  const [, aggregation, windowStartMs] = /result (\S+) \| (\d+)/.exec(violation) ?? [];
  if (aggregation === undefined) return trace.slice(-LAST_LINES);
  const words = [`${aggregation}@${windowStartMs}`, 'raiseFiredThrough', 'readControls', 'NO MORE FAULTS'];
  return trace.filter((line) => words.some((word) => line.includes(word))).slice(-LAST_LINES);
}

/** What the command line says, or undefined and one clear line where it says something wrong. */
function readOptions(): Options | undefined {
  try {
    const { values } = parseArgs({
      options: {
        seeds: { type: 'string', default: '300' },
        seed: { type: 'string', default: '1' },
        mutant: { type: 'string' },
        trace: { type: 'boolean', default: false },
      },
    });
    if (values.mutant !== undefined && !MUTANTS.some(({ name }) => name === values.mutant)) {
      throw new RangeError(`no mutant is called "${values.mutant}"`);
    }
    return {
      first: wholeNumber('seed', values.seed),
      seeds: wholeNumber('seeds', values.seeds),
      mutantName: values.mutant,
      showsTrace: values.trace,
    };
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${USAGE}\n`);
    process.exitCode = 2;
    return undefined;
  }
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new RangeError(`--${name} must be a whole number, got "${text}"`);
  return Number(text);
}

await main();
