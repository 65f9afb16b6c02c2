import type { Clock } from './clock.ts';
import type { Environment, EnvironmentAnswer } from './environment.ts';
import type { FunctionConfig } from './function-config.ts';
import { type InvokeResult, MAX_RESPONSE_BYTES, runtimeErrors } from './invocation.ts';

/** Lambda gives a module this long to load. */
const INIT_TIMEOUT_MS = 10_000;

/**
 * Runs one invocation in one environment: at most the function's timeout, after which the process is killed. With
 * `killAfterMs` the process is killed that long after the start, or, if it answers sooner, after its effects and before its
 * answer counts.
 */
export async function runInvocation(options: {
  readonly config: FunctionConfig;
  readonly environment: Environment;
  readonly clock: Clock;
  readonly requestId: string;
  readonly event: string;
  readonly killAfterMs?: number | undefined;
}): Promise<InvokeResult> {
  const { config, environment, clock, requestId, killAfterMs } = options;
  const timeoutMs = config.timeoutSeconds * 1_000;
  const failed = (payload: string, durationMs: number): InvokeResult => {
    return { outcome: 'function-error', functionError: 'Unhandled', requestId, payload, durationMs };
  };
  const timedOut = (durationMs: number) => {
    environment.kill();
    return failed(runtimeErrors.timedOut(requestId, config.timeoutSeconds), durationMs);
  };

  const initMs = Math.max(INIT_TIMEOUT_MS, timeoutMs);
  const state = await within(clock, initMs, environment.initialized);
  if (state === undefined) return timedOut(initMs);
  if (state !== 'ready') return failed(errorPayload(state, requestId), 0);

  const startMs = clock.now();
  const running = environment.run({
    requestId,
    event: options.event,
    deadlineMs: startMs + timeoutMs,
    functionArn: config.arn,
  });
  const answer = await within(clock, Math.min(timeoutMs, killAfterMs ?? timeoutMs), running);
  const durationMs = clock.now() - startMs;
  if (killAfterMs !== undefined) {
    environment.kill();
    return failed(runtimeErrors.exited(requestId, { code: null, signal: 'SIGKILL' }), durationMs);
  }
  if (answer === undefined) return timedOut(durationMs);
  if (answer.kind !== 'value') return failed(errorPayload(answer, requestId), durationMs);
  if (Buffer.byteLength(answer.payload) > MAX_RESPONSE_BYTES)
    return failed(runtimeErrors.responseTooLarge(), durationMs);
  return { outcome: 'success', requestId, payload: answer.payload, durationMs };
}

function errorPayload(answer: EnvironmentAnswer, requestId: string): string {
  return answer.kind === 'exit' ? runtimeErrors.exited(requestId, answer.exit) : answer.payload;
}

/** The promise's value, or undefined when it took longer than `ms`. */
async function within<T>(clock: Clock, ms: number, promise: Promise<T>): Promise<T | undefined> {
  const settled = new AbortController();
  try {
    return await Promise.race([promise, clock.sleep(ms, settled.signal).then(() => undefined)]);
  } finally {
    settled.abort();
  }
}
