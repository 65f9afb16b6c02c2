import { type Clock, type PipelineProgress, RetryableError } from '../src/client/index.ts';
import { DemoError } from './demo-error.ts';

export interface WatchDeps {
  readonly progress: () => Promise<PipelineProgress>;
  readonly clock: Clock;
  /** Told of each look. */
  readonly onLook: (progress: PipelineProgress) => Promise<void>;
  /** What the functions say, for the person who wonders why nothing moves. */
  readonly lastWords: () => string;
}

/** Looks at a running pipeline, and notices when it stands still. */
export interface Watch {
  /** Records read, as of the last look. */
  readonly read: () => number;
  /** Waits a little, then looks. @throws DemoError where records wait and none was read for long */
  look(): Promise<void>;
}

const LOOK_EVERY_MS = 250;
/** Far longer than a function's start or its retry takes, on a busy machine too. */
const STALLED_AFTER_MS = 60_000;

export function makeWatch({ progress, clock, onLook, lastWords }: WatchDeps): Watch {
  let read = 0;
  let movedAtMs = clock.nowMs();

  const readProgress = async (): Promise<PipelineProgress | undefined> => {
    try {
      return await progress();
    } catch (error) {
      // A busy machine may answer too late; the next look will tell.
      if (error instanceof RetryableError) return undefined;
      throw error;
    }
  };

  return {
    read: () => read,
    async look() {
      await clock.after(LOOK_EVERY_MS);
      const found = await readProgress();
      const nowMs = clock.nowMs();
      if (found && found.counts.read !== read) {
        read = found.counts.read;
        movedAtMs = nowMs;
      }
      if (found) await onLook(found);
      if (nowMs - movedAtMs > STALLED_AFTER_MS) {
        throw new DemoError(`no record was processed for ${STALLED_AFTER_MS / 1_000} s; ${lastWords()}`);
      }
    },
  };
}
