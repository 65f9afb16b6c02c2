import type { Environment } from './environment.ts';

/** The execution environments of one version of one function. */
export interface EnvironmentPool {
  /** A warm environment, or a new one. */
  take(): Environment;
  /** Back from an invocation; kept warm unless it died or the pool is closed. */
  give(environment: Environment): void;
  /** Environments alive, busy ones included. */
  size(): number;
  /** Kills the environment idle for longest; false when none is idle. */
  evict(): boolean;
  /** Kills environments idle since before `idleSinceMs`, but keeps `keep` of them. */
  reap(idleSinceMs: number, keep: number): void;
  /** Kills what is idle now, and what is busy as it comes back. */
  close(): void;
  /** Kills everything at once, and waits for it. */
  destroy(): Promise<void>;
}

export function makeEnvironmentPool(start: () => Environment, now: () => number): EnvironmentPool {
  // Given last, taken first: the front of the list is what nobody needed for longest.
  let idle: { environment: Environment; sinceMs: number }[] = [];
  const all = new Set<Environment>();
  let closed = false;

  const add = () => {
    const environment = start();
    all.add(environment);
    environment.exited.then(() => {
      all.delete(environment);
      idle = idle.filter((entry) => entry.environment !== environment);
    });
    return environment;
  };
  const evict = () => {
    const oldest = idle.shift();
    oldest?.environment.kill();
    return oldest !== undefined;
  };

  return {
    take: () => idle.pop()?.environment ?? add(),
    give(environment) {
      if (closed) environment.kill();
      else if (environment.isAlive()) idle.push({ environment, sinceMs: now() });
    },
    size: () => all.size,
    evict,
    reap(idleSinceMs, keep) {
      const idleTooLong = idle.filter((entry) => entry.sinceMs < idleSinceMs).length;
      for (let surplus = Math.min(idleTooLong, idle.length - keep); surplus > 0; surplus -= 1) evict();
    },
    close() {
      closed = true;
      while (evict());
    },
    async destroy() {
      closed = true;
      for (const environment of all) environment.kill();
      await Promise.all([...all].map((environment) => environment.exited));
    },
  };
}
