import { type BackOff, backOffMs } from '../event-sources/back-off.ts';
import type { Clock } from '../lambda/clock.ts';
import type { Invoke } from '../lambda/invocation.ts';
import { type Execution, inputOf, type Schedule } from './schedule.ts';

export interface Scheduler {
  /** Starts a schedule, or replaces the one with the same ARN; its rhythm goes on from its last firing. */
  put(schedule: Schedule): Promise<void>;
  remove(arn: string): Promise<void>;
  stop(): Promise<void>;
}

export interface SchedulerDeps {
  readonly clock: Clock;
  readonly newId: () => string;
  /** When each schedule last fired, by ARN. */
  readonly lastFired: { get(arn: string): number | undefined; set(arn: string, ms: number): void };
  readonly sendToQueue: (queueUrl: string, body: string, messageGroupId: string | undefined) => Promise<void>;
  readonly invoke: Invoke;
  readonly log: (line: string) => void;
}

const RETRY: BackOff = { firstMs: 1_000, capMs: 60_000 };
/** Scheduler invokes functions asynchronously; Lambda then retries an error twice, after these waits. */
const FUNCTION_RETRY_MS = [60_000, 120_000];

/**
 * Fires rate-based schedules: at once when new, as a rate without a start date does, then at its interval. Firings missed while
 * this was not running are made up for by one.
 */
export function makeScheduler(deps: SchedulerDeps): Scheduler {
  const running = new Map<string, { stop: AbortController; done: Promise<void> }>();

  const run = async (schedule: Schedule, signal: AbortSignal) => {
    const { clock, lastFired } = deps;
    while (!signal.aborted) {
      const last = lastFired.get(schedule.arn);
      const dueMs = last === undefined ? clock.now() : last + schedule.everyMs;
      if (dueMs > clock.now()) {
        await clock.sleep(dueMs - clock.now(), signal);
        continue;
      }
      // On the grid of the first firing, however late this one is.
      const missed = Math.floor((clock.now() - dueMs) / schedule.everyMs);
      const scheduledMs = dueMs + missed * schedule.everyMs;
      if (await fire(schedule, scheduledMs, deps, signal)) lastFired.set(schedule.arn, scheduledMs);
    }
  };

  const remove = async (arn: string) => {
    const entry = running.get(arn);
    running.delete(arn);
    entry?.stop.abort();
    await entry?.done;
  };

  return {
    async put(schedule) {
      await remove(schedule.arn);
      const stop = new AbortController();
      running.set(schedule.arn, { stop, done: run(schedule, stop.signal) });
    },
    remove,
    async stop() {
      await Promise.all([...running.keys()].map(remove));
    },
  };
}

/** One firing, with its retries. False when it was interrupted, so that it is still due. */
async function fire(
  schedule: Schedule,
  scheduledMs: number,
  deps: SchedulerDeps,
  signal: AbortSignal,
): Promise<boolean> {
  const { clock, log } = deps;
  const executionId = deps.newId();
  for (let attempt = 1; !signal.aborted; attempt += 1) {
    const execution = { scheduleArn: schedule.arn, scheduledMs, executionId, attempt };
    const problem = await deliver(schedule, execution, deps, signal);
    if (problem === undefined) return true;
    if (signal.aborted) break;
    if (attempt > schedule.maxRetries || clock.now() - scheduledMs > schedule.maxAgeMs) {
      log(`${schedule.arn}: not delivered after ${attempt} attempts: ${problem}`);
      return true;
    }
    await clock.sleep(backOffMs(RETRY, attempt), signal);
  }
  return false;
}

/** Why the target did not take it, or undefined. */
async function deliver(
  schedule: Schedule,
  execution: Execution,
  deps: SchedulerDeps,
  signal: AbortSignal,
): Promise<string | undefined> {
  const input = inputOf(schedule, execution);
  const { target } = schedule;
  try {
    if (target.kind === 'function') return await invokeAsynchronously(target.functionName, input, deps, signal);
    await deps.sendToQueue(target.queueUrl, input, target.messageGroupId);
    return undefined;
  } catch (error) {
    return String(error);
  }
}

async function invokeAsynchronously(name: string, input: string, deps: SchedulerDeps, signal: AbortSignal) {
  for (const waitMs of [...FUNCTION_RETRY_MS, undefined]) {
    const result = await deps.invoke(name, input);
    if (result.outcome === 'throttled') return 'throttled';
    if (result.outcome === 'rejected') return result.reason;
    if (result.outcome === 'success') return undefined;
    if (waitMs !== undefined) await deps.clock.sleep(waitMs, signal);
    if (signal.aborted) return undefined;
  }
  deps.log(`${name}: scheduled invocation failed ${FUNCTION_RETRY_MS.length + 1} times`);
  return undefined;
}
