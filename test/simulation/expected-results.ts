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

interface Group {
  readonly brought: Brought;
  readonly key: string;
  readonly events: SimEvent[];
  /** Events that are counted or not: nobody can say. */
  readonly open: SimEvent[];
}

/** Collects what was counted, and folds it when asked. */
export class ExpectedResults {
  readonly #groups = new Map<string, Group>();

  add(event: SimEvent, counted: readonly Brought[]): void {
    for (const group of this.#groupsOf(counted)) group.events.push(event);
  }

  /** Of an event whose letter says that nobody knows whether it was counted. */
  addOpen(event: SimEvent, brought: readonly Brought[]): void {
    for (const group of this.#groupsOf(brought)) group.open.push(event);
  }

  /**
   * Each row as it may be, mostly in one way; null: it need not be.
   *
   * @param throughMs by aggregation, the latest end of a window that has results
   */
  rows(throughMs: ReadonlyMap<string, number>): Map<string, readonly (ExpectedRow | null)[]> {
    const rows = new Map<string, readonly (ExpectedRow | null)[]>();
    for (const [id, group] of this.#groups) {
      const { spec, windowStartMs } = group.brought;
      if (windowStartMs + spec.sizeMs > (throughMs.get(spec.name) ?? -1)) continue;
      rows.set(
        id,
        subsetsOf(group.open).map((some) => rowOf(group, [...group.events, ...some])),
      );
    }
    return rows;
  }

  #groupsOf(brought: readonly Brought[]): readonly Group[] {
    return brought.flatMap((one) =>
      one.keys.map((key) => {
        const id = rowId(one.spec.name, one.windowStartMs, key);
        const group = this.#groups.get(id) ?? { brought: one, key, events: [], open: [] };
        this.#groups.set(id, group);
        return group;
      }),
    );
  }
}

function rowOf({ brought, key }: Group, events: readonly SimEvent[]): ExpectedRow | null {
  const { spec, windowStartMs } = brought;
  if (events.length === 0) return null;
  const measures = measuresText(Object.fromEntries(spec.measures.map((name) => [name, fold(name, events)])));
  return { aggregation: spec.name, windowStartMs, key, n: events.length, measures };
}

/** All of them first, then with ever fewer. */
function subsetsOf<T>([first, ...more]: readonly T[]): readonly (readonly T[])[] {
  if (first === undefined) return [[]];
  const rest = subsetsOf(more);
  return [...rest.map((some) => [first, ...some]), ...rest];
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
