import type { Brought } from './oracle.ts';
import type { MeasureName } from './scenario.ts';
import type { SimEvent } from './workload.ts';

// The fold of all that was counted, in one pass over lists. Shares no code with the engine.

/** One row as text, so that rows compare by value and a difference reads well. */
export interface ExpectedRow {
  readonly aggregation: string;
  readonly windowStartMs: number;
  readonly key: string;
  readonly n: number;
  readonly measures: string;
}

export function rowId(aggregation: string, windowStartMs: number, key: string): string {
  return `${aggregation} | ${windowStartMs} | ${key}`;
}

/** Collects what was counted, and folds it when asked. */
export class ExpectedResults {
  readonly #groups = new Map<
    string,
    { readonly brought: Brought; readonly key: string; readonly events: SimEvent[] }
  >();

  add(event: SimEvent, counted: readonly Brought[]): void {
    for (const brought of counted) {
      for (const key of brought.keys) {
        const id = rowId(brought.spec.name, brought.windowStartMs, key);
        const group = this.#groups.get(id) ?? { brought, key, events: [] };
        group.events.push(event);
        this.#groups.set(id, group);
      }
    }
  }

  /** @param throughMs by aggregation, the latest end of a window that has results */
  rows(throughMs: ReadonlyMap<string, number>): Map<string, ExpectedRow> {
    const rows = new Map<string, ExpectedRow>();
    for (const [id, { brought, key, events }] of this.#groups) {
      const { spec, windowStartMs } = brought;
      if (windowStartMs + spec.sizeMs > (throughMs.get(spec.name) ?? -1)) continue;
      const measures = measuresText(Object.fromEntries(spec.measures.map((name) => [name, fold(name, events)])));
      rows.set(id, { aggregation: spec.name, windowStartMs, key, n: events.length, measures });
    }
    return rows;
  }
}

/** Measures in one spelling, whichever of JavaScript's two numbers holds them. */
export function measuresText(measures: Readonly<Record<string, unknown>>): string {
  const parts = Object.entries(measures).sort(([a], [b]) => (a < b ? -1 : 1));
  return parts.map(([name, value]) => `${name}=${typeof value === 'string' ? `"${value}"` : String(value)}`).join(' ');
}

function fold(name: MeasureName, events: readonly SimEvent[]): bigint | number | string | null {
  const weights = events.map(({ w }) => w).filter((w) => w !== null);
  const total = events.reduce((sum, { v }) => sum + (name === 'sum' || name === 'mean' ? BigInt(v) : 0n), 0n);
  switch (name) {
    case 'count':
      return events.length;
    case 'evens':
      return events.filter(({ v }) => Math.abs(v % 2) === 0).length;
    case 'sum':
      return total;
    case 'money':
      return cents(events.reduce((sum, { d }) => sum + BigInt(d.replace('.', '')), 0n));
    case 'mean':
      return Number(total) / events.length;
    case 'least':
      return weights.length === 0 ? null : Math.min(...weights);
    case 'most':
      return weights.length === 0 ? null : Math.max(...weights);
    case 'first':
      return atEnd(events, -1);
    case 'last':
      return atEnd(events, 1);
  }
}

/** Of the earliest (or latest) events the smallest (or largest) text. */
function atEnd(events: readonly SimEvent[], sign: 1 | -1): string {
  const sorted = [...events].sort((a, b) => sign * (b.t - a.t || (a.s < b.s ? 1 : a.s > b.s ? -1 : 0)));
  return sorted[0]?.s ?? '';
}

function cents(total: bigint): string {
  const digits = String(total < 0n ? -total : total).padStart(3, '0');
  return `${total < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
