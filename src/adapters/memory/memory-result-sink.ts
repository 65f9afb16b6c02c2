import { RetryableError } from '../../ports/errors.ts';
import type { PublishedResult, ResultSink } from '../../ports/result-sink.ts';
import { type Fault, makeOperations } from './operations.ts';

export interface MemoryResultSink extends ResultSink {
  /** Everything that was told, oldest first. */
  readonly published: readonly PublishedResult[];
}

/** The results stream in memory. */
export function makeMemoryResultSink({ fault }: { readonly fault?: Fault } = {}): MemoryResultSink {
  const operations = makeOperations(fault);
  const published: PublishedResult[] = [];
  return {
    published,
    async publish(given, isTimeUp = () => false) {
      if (given.length > 0 && isTimeUp()) throw new RetryableError('no time is left to publish results');
      const rows = structuredClone(given);
      await operations.run('publish', () => void published.push(...rows));
    },
  };
}
