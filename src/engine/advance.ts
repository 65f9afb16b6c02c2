import type { EvaluatedBatch } from './batch.ts';
import { type Contributions, contribute } from './contribute.ts';
import type { Decisions } from './decide.ts';
import { InvariantError } from './errors.ts';
import type { AggregationPlan } from './plan.ts';
import { addCounts, laterOf, type Progress } from './progress.ts';
import type { EpochMs } from './time.ts';
import { undeliveredAfter } from './undelivered.ts';

/**
 * Progress after the decided records are done: position moved, outcomes counted once, exceptions, attempts and undelivered batches pruned. `null` where
 * `stored` says that somebody finished them already.
 *
 * @param stored what is durable now; another attempt may have finished a part of these records, which is then not counted again
 * @param outcome how all the decided records came out
 * @param lastArrivalMs when the last of these records reached the stream
 * @throws InvariantError where these records were never durably decided
 */
export function advance(
  plans: readonly AggregationPlan[],
  stored: Progress,
  batch: EvaluatedBatch,
  decisions: Decisions,
  outcome: Pick<Contributions, 'counts' | 'maxEventTimeMs'>,
  lastArrivalMs: EpochMs,
): Progress | null {
  const from = batch.positions.firstAfter(stored.lastPosition, decisions.from);
  if (from >= decisions.end) return null;
  const lastPosition = batch.positions.at(decisions.end - 1);
  if (stored.decidedThrough < lastPosition) {
    throw new InvariantError(
      `records through ${lastPosition} are to be done, but only ${stored.decidedThrough} is decided`,
    );
  }
  const { counts, maxEventTimeMs } =
    from === decisions.from ? outcome : contribute(plans, batch, { ...decisions, from });
  const { attempts } = stored;
  return {
    ...stored,
    lastPosition,
    attempts: attempts && attempts.position > lastPosition ? attempts : null,
    doneMaxEventTimeMs: laterOf(stored.doneMaxEventTimeMs, maxEventTimeMs),
    exceptions: stored.exceptions.filter(({ position, through }) => (through ?? position) > lastPosition),
    undelivered: undeliveredAfter(lastPosition, stored.undelivered),
    lastArrivalMs: laterOf(stored.lastArrivalMs, lastArrivalMs),
    counts: addCounts(stored.counts, counts),
  };
}
