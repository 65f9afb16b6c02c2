import { createHash } from 'node:crypto';
import { INJECTIONS, type Injection } from '../faults.ts';
import type { SeedResult } from './jobs.ts';

/** So many runs must meet every kind of fault, but for those that are rare. */
export const ENOUGH_SEEDS = 400;
/** What takes several coincidences: one run in some hundred has it. */
const RARE: ReadonlySet<Injection> = new Set([
  'redriven event withdrawn from expired windows',
  'redrive unfinished when its state was collected',
  'rest of a packed record given up',
]);
export const ENOUGH_SEEDS_FOR_THE_RARE = 4_000;

/** What many runs come to. */
export class Totals {
  seeds = 0;
  events = 0;
  turns = 0;
  simulatedMs = 0;
  readonly failed: SeedResult[] = [];
  readonly injections = new Map<Injection, number>();
  readonly #hash = createHash('sha256');

  add(result: SeedResult): void {
    this.seeds += 1;
    this.events += result.events;
    this.turns += result.turns;
    this.simulatedMs += result.simulatedMs;
    for (const [kind, count] of result.injections) this.injections.set(kind, (this.injections.get(kind) ?? 0) + count);
    if (result.violation !== null) this.failed.push(result);
    this.#hash.update(`${result.seed} ${result.traceHash}\n`);
  }

  /** What was never injected though there were runs enough. */
  get missing(): readonly Injection[] {
    return INJECTIONS.filter(
      (kind) => !this.injections.has(kind) && this.seeds >= (RARE.has(kind) ? ENOUGH_SEEDS_FOR_THE_RARE : ENOUGH_SEEDS),
    );
  }

  /** One text that is another if any trace is, or their order. */
  hash(): string {
    return this.#hash.copy().digest('hex');
  }
}
