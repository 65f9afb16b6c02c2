import { parseArgs } from 'node:util';
import { brokenGuards } from './broken-guards.ts';
import { type Exploration, explore } from './explore.ts';
import { fullScopes } from './full-scopes.ts';
import type { Guard } from './guards.ts';
import { describeCounts, describeScope, describeViolation, grouped } from './report.ts';
import type { Scope } from './scope.ts';
import { StepList } from './step-list.ts';

const USAGE = `npm run model -- [--guards] [--trace]
  --guards  only what switching guards off leads to, not the full scope
  --trace   print the shortest way to each violation also where one is expected`;

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

interface Timed {
  readonly found: Exploration;
  readonly ms: number;
  /** Whether something can go on for ever. */
  readonly isEndless: boolean;
}

function timed(scope: Scope, off: readonly Guard[]): Timed {
  const startedMs = performance.now();
  const steps = off.length === 0 ? new StepList() : undefined;
  const found = explore({ scope, off: new Set(off) }, steps);
  const isEndless = !found.violation && (steps?.statesAfterCircles(found.states) ?? 0) > 0;
  return { found, ms: performance.now() - startedMs, isEndless };
}

/** @returns how many scopes do not hold */
function checkScopes(scopes: readonly Scope[]): number {
  let failed = 0;
  const sum = { states: 0, ms: 0 };
  for (const scope of scopes) {
    const { found, ms, isEndless } = timed(scope, []);
    sum.states += found.states;
    sum.ms += ms;
    const isBroken = found.violation !== undefined || isEndless;
    if (isBroken) failed += 1;
    say(`${isBroken ? 'BROKEN' : 'holds '}  ${scope.name}: ${describeScope(scope)}`);
    say(`        ${describeCounts(found, ms)}`);
    if (isEndless) say('        some steps can go on for ever');
    if (found.violation) say(describeViolation(found));
  }
  say(`${scopes.length} scopes: ${grouped(sum.states)} states in ${(sum.ms / 1_000).toFixed(1)} s, ${failed} broken\n`);
  return failed;
}

/** @returns how many guards are not shown to be needed */
function checkGuards(showsTraces: boolean): number {
  let failed = 0;
  for (const { guard, scope } of brokenGuards) {
    const whole = timed(scope, []).found;
    const { found, ms } = timed(scope, [guard]);
    const isShown = !whole.violation && found.violation !== undefined;
    if (!isShown) failed += 1;
    const what = found.violation ? `${found.violation.what}, in ${found.violation.trace.length} steps` : 'NOTHING';
    say(`${guard}: ${what} (${describeCounts(found, ms)})`);
    if (whole.violation) say(`  BROKEN with the guard on:\n${describeViolation(whole)}`);
    if (showsTraces) say(`  ${describeScope(scope)}\n${describeViolation(found)}`);
  }
  say(`${brokenGuards.length} guards: ${failed} without a violation`);
  return failed;
}

function main(): void {
  try {
    const { values } = parseArgs({
      options: { guards: { type: 'boolean', default: false }, trace: { type: 'boolean', default: false } },
    });
    const broken = values.guards ? 0 : checkScopes(fullScopes);
    process.exitCode = broken + checkGuards(values.trace) > 0 ? 1 : 0;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${USAGE}\n`);
    process.exitCode = 2;
  }
}

main();
