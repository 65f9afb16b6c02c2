import { RetryableError } from '../../src/ports/errors.ts';
import type { PublishedResult, ResultSink } from '../../src/ports/result-sink.ts';

/** Tells of rows, many at a time. */
export interface Publisher {
  add(rows: readonly PublishedResult[]): Promise<void>;
  /** Tells of what is left; resolves once every row that was added is held. */
  finish(): Promise<void>;
}

/** As many as one request takes; a bucket has few. */
const ROWS_AT_ONCE = 500;

/**
 * @param sink undefined: nobody is told
 * @param isTimeUp once it says so nothing more is told: a stream that throttles must not run into the timeout
 */
export function makePublisher(sink: ResultSink | undefined, isTimeUp: () => boolean): Publisher {
  let waiting: readonly PublishedResult[] = [];
  const publish = async (rows: readonly PublishedResult[]): Promise<void> => {
    if (isTimeUp()) throw new RetryableError('no time is left to publish what was written');
    await sink?.publish(rows);
  };
  return {
    async add(rows) {
      if (!sink) return;
      waiting = [...waiting, ...rows];
      while (waiting.length >= ROWS_AT_ONCE) {
        await publish(waiting.slice(0, ROWS_AT_ONCE));
        waiting = waiting.slice(ROWS_AT_ONCE);
      }
    },
    async finish() {
      if (waiting.length > 0) await publish(waiting);
      waiting = [];
    },
  };
}
