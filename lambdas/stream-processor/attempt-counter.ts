import type { KinesisStreamRecord } from 'aws-lambda';
import {
  countAttempt,
  firstUndecided,
  giveUp,
  isSameAttempt,
  MAX_SILENT_ATTEMPTS,
  silentAttempts,
} from '../../src/engine/attempts.ts';
import type { Attempts, Progress } from '../../src/engine/progress.ts';
import type { EpochMs } from '../../src/engine/time.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { Lane } from '../../src/ports/lane.ts';
import type { ProgressStore } from '../../src/ports/progress-store.ts';
import type { Log } from '../shared/log.ts';
import type { WritePool } from '../shared/write-pool.ts';
import { arrivalOf } from './records.ts';

/** How an attempt at a batch may begin. */
export interface Begun {
  /** As it is stored now. */
  readonly progress: Progress;
  /** Only what is decided of the record may be opened: the rest is not counted yet. */
  readonly isDecidedOnly: boolean;
}

/** One attempt at a batch. */
export interface Attempt {
  /** Makes the attempt durable where it may end without a word, or gives the record up; before anything looks into the record. */
  begin(progress: Progress): Promise<Begun>;
  /** Takes the count back: somebody hears how the attempt ended. Never throws. */
  end(isTimeUp: () => boolean): Promise<void>;
}

export interface AttemptCounterDeps {
  readonly store: ProgressStore;
  readonly clock: Pick<Clock, 'nowMs'>;
  /** After this long the function is ended from outside. */
  readonly timeoutMs: number;
  readonly pool: WritePool;
  readonly log: Log;
}

/**
 * Makes what counts the attempts at a record that end the process: by an exit, an endless loop, or for want of memory.
 *
 * Only attempts at a single record are counted, since the mapping halves a larger batch that dies, and only once the record is older than
 * the function's timeout: a first attempt costs no write. An attempt that ends with an answer or an error takes its count back, so a
 * count that stays is of one that nobody heard of again. After four of them the record is given up, by a decision like any other.
 */
export function makeAttemptCounter({ store, clock, timeoutMs, pool, log }: AttemptCounterDeps) {
  return (lane: Lane, records: readonly KinesisStreamRecord[]): Attempt => {
    let own: Attempts | undefined;

    const takeBack = async (counted: Attempts): Promise<void> => {
      let stored = await store.readProgress(lane);
      while (isSameAttempt(stored.attempts, counted)) {
        const write = await store.writeProgress(lane, { ...stored, attempts: null }, stored.version);
        if (write.kind === 'written') return;
        stored = write.stored;
      }
    };

    return {
      async begin(progress) {
        const [record] = records;
        if (!record || records.length > 1 || !isOld(record, clock.nowMs(), timeoutMs)) {
          return { progress, isDecidedOnly: false };
        }
        const { sequenceNumber } = record.kinesis;
        let stored = progress;
        for (;;) {
          const first = firstUndecided(stored, sequenceNumber);
          // Nothing that is decided is given up, so what can be done of it comes first, untouched by what comes after it.
          const isPartlyToDo = stored.decidedThrough > stored.lastPosition && first?.includes('/') === true;
          if (first === undefined || isPartlyToDo) return { progress: stored, isDecidedOnly: isPartlyToDo };
          // Refused, and there nevertheless: the request was sent twice. Or two attempts began together and share a count, one too few.
          if (own && isSameAttempt(stored.attempts, own)) return { progress: stored, isDecidedOnly: false };
          const isGivenUp = silentAttempts(stored, first) >= MAX_SILENT_ATTEMPTS;
          const counted = isGivenUp ? undefined : countAttempt(stored, first, clock.nowMs());
          own = counted?.attempts;
          const write = await store.writeProgress(lane, counted ?? giveUp(stored, sequenceNumber), stored.version);
          if (write.kind === 'conflict') {
            stored = write.stored;
            continue;
          }
          if (isGivenUp)
            log.warn('a record was given up: attempts at it keep ending the process', {
              shard: lane.shardId,
              sequenceNumber,
            });
          return { progress: write.progress, isDecidedOnly: false };
        }
      },

      async end(isTimeUp) {
        if (!own) return;
        try {
          await pool.run([own], takeBack, isTimeUp);
        } catch (error) {
          log.warn('an attempt could not be taken back; it counts as one that ended without a word', {
            shard: lane.shardId,
            reason: String(error),
          });
        }
      },
    };
  };
}

function isOld(record: KinesisStreamRecord, nowMs: EpochMs, timeoutMs: number): boolean {
  return nowMs - arrivalOf(record) > timeoutMs;
}
