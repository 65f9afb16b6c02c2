import type { Clock } from './clock.ts';
import { makeCodeStore } from './code-store.ts';
import { startEnvironment } from './environment.ts';
import { type EnvironmentPool, makeEnvironmentPool } from './environment-pool.ts';
import type { FunctionConfig, RuntimeEndpoint } from './function-config.ts';
import type { FunctionLogs } from './function-logs.ts';
import { type Invoke, MAX_REQUEST_BYTES } from './invocation.ts';
import { type ObserveInvocation, UNOBSERVED } from './observe.ts';
import { runInvocation } from './run-invocation.ts';

export interface LambdaRuntime {
  /** Adds a function, or replaces it: its next invocation runs the new code and configuration. */
  register(config: FunctionConfig): void;
  find(functionName: string): FunctionConfig | undefined;
  invoke: Invoke;
  /** Kills every function process; invocations still running end as crashed. */
  stop(): Promise<void>;
}

/**
 * A kill to be injected into an invocation: how long after its start, given how long invocations of the function usually take;
 * Infinity lets it answer first. Undefined for no kill.
 */
export type PlanKill = (functionName: string, event: string, usualMs: number) => number | undefined;

export interface LambdaRuntimeOptions {
  readonly aws: RuntimeEndpoint;
  readonly logs: FunctionLogs;
  readonly clock: Clock;
  readonly requestId: () => string;
  readonly planKill?: PlanKill | undefined;
  readonly observe?: ObserveInvocation | undefined;
  /** Function processes alive at once, which is this account's concurrency: beyond it invocations are throttled. */
  readonly maxEnvironments?: number;
  /** An environment nobody needed for so long is ended, unless it is among the `keepWarm` last used ones of its function. */
  readonly idleMs?: number;
  readonly keepWarm?: number;
}

interface Deployed {
  readonly config: FunctionConfig;
  readonly pool: EnvironmentPool;
}

/** Weight of the newest duration in the running mean that tells what is usual. */
const DURATION_WEIGHT = 0.2;

export function makeLambdaRuntime(options: LambdaRuntimeOptions): LambdaRuntime {
  const { clock, logs, observe = UNOBSERVED, maxEnvironments = 32, idleMs = 20_000, keepWarm = 2 } = options;
  const store = makeCodeStore();
  const deployed = new Map<string, Deployed>();
  const retired = new Set<EnvironmentPool>();
  const running = new Map<string, number>();
  const usualMs = new Map<string, number>();
  let started = 0;

  const pools = () => [...[...deployed.values()].map((entry) => entry.pool), ...retired];
  const total = (sizes: Iterable<number>) => [...sizes].reduce((sum, size) => sum + size, 0);

  /** Whether one more invocation may run, after ending idle environments of other functions where they take the room. */
  const admit = ({ config }: Deployed): boolean => {
    const active = running.get(config.name) ?? 0;
    if (active >= (config.reservedConcurrency ?? Number.POSITIVE_INFINITY)) return false;
    if (total(running.values()) >= maxEnvironments) return false;
    if (total(pools().map((pool) => pool.size())) >= maxEnvironments) pools().some((pool) => pool.evict());
    return true;
  };

  const start = (config: FunctionConfig, codeDir: string) => {
    started += 1;
    return startEnvironment({
      config,
      aws: options.aws,
      codeDir,
      logStream: `[$LATEST]${started}`,
      log: (line) => logs.append(config.name, line),
    });
  };

  return {
    register(config) {
      const previous = deployed.get(config.name);
      if (previous) {
        previous.pool.close();
        retired.add(previous.pool);
        for (const pool of retired) if (pool.size() === 0) retired.delete(pool);
      }
      const codeDir = store.publish(config.codeDir);
      deployed.set(config.name, {
        config,
        pool: makeEnvironmentPool(() => start(config, codeDir), clock.now),
      });
    },
    find: (functionName) => deployed.get(functionName)?.config,
    async invoke(functionName, event) {
      const requestId = options.requestId();
      const entry = deployed.get(functionName);
      if (!entry) return { outcome: 'rejected', requestId, reason: `function ${functionName} does not exist` };
      if (Buffer.byteLength(event) > MAX_REQUEST_BYTES) {
        return { outcome: 'rejected', requestId, reason: `request exceeds ${MAX_REQUEST_BYTES} bytes` };
      }
      const startedMs = clock.now();
      if (!admit(entry)) {
        const throttled = { outcome: 'throttled', requestId } as const;
        observe(functionName, throttled, startedMs);
        return throttled;
      }
      const { config, pool } = entry;
      running.set(functionName, (running.get(functionName) ?? 0) + 1);
      const environment = pool.take();
      try {
        const usual = usualMs.get(functionName) ?? 0;
        const killAfterMs = options.planKill?.(functionName, event, usual);
        const result = await runInvocation({ config, environment, clock, requestId, event, killAfterMs });
        if (result.outcome === 'success') {
          usualMs.set(functionName, usual + DURATION_WEIGHT * (result.durationMs - usual));
        } else if (result.outcome === 'function-error') {
          logs.append(functionName, `ERROR RequestId: ${requestId} ${result.payload}`);
        }
        observe(functionName, result, startedMs);
        return result;
      } finally {
        running.set(functionName, (running.get(functionName) ?? 1) - 1);
        pool.give(environment);
        for (const other of deployed.values()) other.pool.reap(clock.now() - idleMs, keepWarm);
      }
    },
    async stop() {
      await Promise.all(pools().map((pool) => pool.destroy()));
      store.remove();
    },
  };
}
