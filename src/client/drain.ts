import type { Plan } from '../engine/plan.ts';
import { laterOf } from '../engine/progress.ts';
import type { EpochMs } from '../engine/time.ts';
import { windowEndOf, windowStartOf } from '../engine/window.ts';
import type { Clock } from '../ports/clock.ts';
import type { ControlStore } from '../ports/control-store.ts';
import { RetryableError } from '../ports/errors.ts';
import type { KeeperPokes } from '../ports/task-queue.ts';
import { readStanding, type Standing, type StandingDeps } from './status.ts';

export interface DrainOptions {
  /** How long to wait until everything is written. Default: 5 minutes. */
  readonly timeoutMs?: number;
  /** Told of each look, the last one too; the next waits until it is done. */
  readonly onProgress?: (status: Standing) => void | Promise<void>;
}

export interface DrainReport {
  readonly drained: boolean;
  /** What is still open, one line each; empty where drained. */
  readonly open: readonly string[];
  /** What a drain does not wait for and may still bring corrections, one line each. */
  readonly notes: readonly string[];
  readonly status: Standing;
}

export interface DrainDeps extends StandingDeps {
  readonly store: StandingDeps['store'] & Pick<ControlStore, 'raiseDrainFloor'>;
  readonly pokes: KeeperPokes;
  readonly clock: Clock;
}

const DEFAULT_TIMEOUT_MS = 300_000;
const LOOK_EVERY_MS = 500;
/** A poke costs a run of the keeper and a task for each mark, so they become rarer while nothing new is to be announced. */
const FIRST_POKE_AFTER_MS = 2_000;
const POKE_AT_LEAST_EVERY_MS = 30_000;

/**
 * Finishes a stream that nothing more is sent to: every record read, every window fired and written. The floor under the watermark
 * counts only while every shard is proven empty, so draining too early costs corrections, never a wrong number.
 */
export async function drain(deps: DrainDeps, options: DrainOptions = {}): Promise<DrainReport> {
  const { clock, store, pokes, plan } = deps;
  const { timeoutMs = DEFAULT_TIMEOUT_MS, onProgress } = options;
  const deadlineMs = clock.nowMs() + timeoutMs;
  let floorMs: EpochMs | null = null;
  let nextPokeMs = Number.NEGATIVE_INFINITY;
  let pokeAfterMs = FIRST_POKE_AFTER_MS;
  for (;;) {
    const status = await lookUntil(deadlineMs, deps);
    await onProgress?.(status);
    const open = whatIsOpen(status);
    const nowMs = clock.nowMs();
    if (open.length === 0 || nowMs >= deadlineMs) {
      return { drained: open.length === 0, open, notes: whatMayFollow(status), status };
    }

    const newestEndMs = newestWindowEnd(plan, status);
    const raised = newestEndMs !== null && (floorMs === null || newestEndMs > floorMs);
    if (raised) {
      await store.raiseDrainFloor(newestEndMs);
      floorMs = newestEndMs;
      pokeAfterMs = FIRST_POKE_AFTER_MS;
    }
    if (raised || nowMs >= nextPokeMs) {
      await pokes.poke({ kind: 'drain', id: `drain|${floorMs}|${nowMs}` });
      nextPokeMs = nowMs + pokeAfterMs;
      pokeAfterMs = Math.min(2 * pokeAfterMs, POKE_AT_LEAST_EVERY_MS);
    }
    await clock.after(Math.min(LOOK_EVERY_MS, deadlineMs - nowMs));
  }
}

/** A look that failed in passing is tried again while there is time. */
async function lookUntil(deadlineMs: EpochMs, deps: DrainDeps): Promise<Standing> {
  for (;;) {
    try {
      return await readStanding(deps);
    } catch (error) {
      if (!(error instanceof RetryableError) || deps.clock.nowMs() >= deadlineMs) throw error;
      await deps.clock.after(LOOK_EVERY_MS);
    }
  }
}

/** Marks are the truth about results: a task still in its queue, or held by a worker that died, finds no mark and does nothing. */
function whatIsOpen({ unreadShards, marks }: Standing): string[] {
  const open: string[] = [];
  if (unreadShards.length > 0) open.push(`unread records in ${unreadShards.join(', ')}`);
  if (marks > 0) open.push(`${marks} ${marks === 1 ? 'window' : 'windows'} not written yet`);
  return open;
}

/** A record that keeps failing takes its time to the dead-letter queue, so nobody is to wait for the retry queue. */
function whatMayFollow({ queues: { retry } }: Standing): string[] {
  const letters = retry.visible + retry.inFlight + retry.delayed;
  if (letters === 0) return [];
  return [`about ${letters} rejected ${letters === 1 ? 'record is' : 'records are'} being tried again`];
}

/**
 * The end of the last window that holds an event; null where there is none. Lanes do not know of redriven events, which may be newer
 * than all of theirs: windows that wait for those have marks.
 */
function newestWindowEnd(plan: Plan, { lanes, newestMarkedEndMs }: Standing): EpochMs | null {
  const newestMs = lanes.reduce<EpochMs | null>(
    (newest, { progress }) => laterOf(newest, progress.doneMaxEventTimeMs),
    null,
  );
  if (newestMs === null) return newestMarkedEndMs;
  const ends = plan.aggregations.map(({ aggregation: { window } }) =>
    windowEndOf(window, windowStartOf(window, newestMs)),
  );
  return Math.max(...ends, newestMarkedEndMs ?? 0);
}
