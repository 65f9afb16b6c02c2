import { backOffMs } from '../back-off.ts';
import type { RunningMapping } from '../running-mapping.ts';
import { gatherMessages } from './gather-messages.ts';
import type { SqsMappingConfig, SqsMappingDeps } from './mapping-config.ts';
import { settle } from './settle.ts';

/** Starts an event source mapping from a queue: one receiver, and as many invocations at once as the mapping allows. */
export function startSqsMapping(config: SqsMappingConfig, deps: SqsMappingDeps): RunningMapping {
  const stopping = new AbortController();
  const { signal } = stopping;
  const working = new Set<Promise<void>>();

  const work = async (messages: Awaited<ReturnType<typeof gatherMessages>>) => {
    try {
      await settle(messages, config, deps, signal);
    } catch (error) {
      deps.log(`${config.functionName}: ${String(error)}`);
    }
  };

  const keepReceiving = async () => {
    for (let failures = 0; !signal.aborted; ) {
      if (working.size >= config.maxConcurrency) {
        await Promise.race(working);
        continue;
      }
      await deps.queueUp(signal);
      try {
        const messages = await gatherMessages(config, deps, signal);
        failures = 0;
        if (messages.length === 0) continue;
        const job = work(messages).then(() => void working.delete(job));
        working.add(job);
      } catch (error) {
        if (signal.aborted) break;
        failures += 1;
        deps.log(`${config.functionName}: receiving messages: ${String(error)}`);
        await deps.clock.sleep(backOffMs(deps.pace.backOff, failures), signal);
      }
    }
  };

  const receiving = keepReceiving();
  return {
    async stop() {
      stopping.abort();
      await receiving;
      await Promise.all(working);
    },
  };
}
