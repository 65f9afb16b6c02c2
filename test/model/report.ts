import type { Exploration } from './explore.ts';
import type { Faults, Scope } from './scope.ts';

const FAULT_NAMES: Readonly<Record<keyof Faults, readonly [one: string, several: string]>> = {
  crashes: ['crash', 'crashes'],
  zombies: ['attempt given up or write that lands late', 'attempts given up or writes that land late'],
  lostTasks: ['lost task', 'lost tasks'],
  repeatedTasks: ['task that comes again', 'tasks that come again'],
  failures: ['refused write', 'refused writes'],
};

/** What a scope covers, in words. */
export function describeScope({ events, faults, materializers, redrivers }: Scope): string {
  const kinds = events.map(({ processor, lane }) => {
    const isRejected = processor.every(({ rejects }) => rejects);
    const isDisputed = processor.length > 1;
    return `${lane === 0 ? 'A' : 'B'}${isRejected ? ' (rejected)' : isDisputed ? ' (versions differ)' : ''}`;
  });
  const entries = Object.entries(FAULT_NAMES).flatMap(([name, [one, several]]) => {
    const count = Object.entries(faults).find(([fault]) => fault === name)?.[1] ?? 0;
    return count === 0 ? [] : [`${count} ${count === 1 ? one : several}`];
  });
  const who = `${materializers} at materializing, ${redrivers} at redriving`;
  return `events in ${kinds.join(', ')}; ${who}; ${entries.join(', ') || 'no faults'}`;
}

export function describeCounts({ states, steps, depth }: Exploration, ms: number): string {
  return `${grouped(states)} states, ${grouped(steps)} steps, depth ${depth}, ${(ms / 1_000).toFixed(1)} s`;
}

/** The way to a violation, a numbered line each step. */
export function describeViolation({ violation }: Exploration): string {
  if (!violation) return '';
  const lines = violation.trace.map((line, index) => `${String(index + 1).padStart(5)}. ${line}`);
  return [`  ${violation.what}:`, ...lines].join('\n');
}

export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}
