import { createHash } from 'node:crypto';
import { INJECTIONS, type Injection } from '../faults.ts';
import type { SeedResult } from './jobs.ts';

/** So many runs must meet every kind of fault. */
export const ENOUGH_SEEDS = 100;

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
    return this.seeds < ENOUGH_SEEDS ? [] : INJECTIONS.filter((kind) => !this.injections.has(kind));
  }

  /** One text that is another if any trace is, or their order. */
  hash(): string {
    return this.#hash.copy().digest('hex');
  }
}
