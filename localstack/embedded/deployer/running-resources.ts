/** Something a resource keeps running. */
export interface Running {
  stop(): Promise<void>;
}

/** What runs by the wish of stacks: mappings and schedules. */
export interface RunningResources {
  /** Stops what ran for this resource before, then starts anew, if there is anything to start. */
  replace(stackName: string, logicalId: string, start: (() => Promise<Running>) | undefined): Promise<void>;
  /** Stops what runs for resources that their stack no longer has. */
  retain(stackName: string, logicalIds: ReadonlySet<string>): Promise<void>;
  stop(): Promise<void>;
}

export function makeRunningResources(): RunningResources {
  const stacks = new Map<string, Map<string, Running>>();
  return {
    async replace(stackName, logicalId, start) {
      const stack = stacks.get(stackName) ?? new Map<string, Running>();
      stacks.set(stackName, stack);
      await stack.get(logicalId)?.stop();
      stack.delete(logicalId);
      if (start) stack.set(logicalId, await start());
    },
    async retain(stackName, logicalIds) {
      for (const [logicalId, running] of stacks.get(stackName) ?? []) {
        if (logicalIds.has(logicalId)) continue;
        await running.stop();
        stacks.get(stackName)?.delete(logicalId);
      }
    },
    async stop() {
      await Promise.all([...stacks.values()].flatMap((stack) => [...stack.values()].map((running) => running.stop())));
      stacks.clear();
    },
  };
}
