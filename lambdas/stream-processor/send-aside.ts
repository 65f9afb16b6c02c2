import type { Decisions } from '../../src/engine/decide.ts';
import type { Part } from '../../src/engine/evaluate.ts';
import { type ExpiredThrough, isExpired } from '../../src/engine/expired.ts';
import type {
  DeadLetters,
  MissedWindow,
  RejectedRecord,
  SourceRecord,
  TooLateRecord,
} from '../../src/ports/dead-letters.ts';
import type { Batch } from './records.ts';

export type SendAside = (batch: Batch, decisions: Decisions, expired: ExpiredThrough) => Promise<void>;

/** Makes what sends each event that is not simply counted where it is kept whole: rejected → retry queue, too late → late queue. */
export function makeSendAside(
  deadLetters: DeadLetters,
  sourceRecordOf: (batch: Batch, index: number) => SourceRecord | undefined,
): SendAside {
  return async (batch, decisions, expired) => {
    const rejected: RejectedRecord[] = [];
    const tooLate: TooLateRecord[] = [];
    for (const [index, outcome] of decisions.exceptions) {
      // What its sender sent before is kept already.
      if (outcome.kind === 'duplicate') continue;
      const record = sourceRecordOf(batch, index);
      const evaluated = batch.evaluated.evaluated[index];
      if (!record || !evaluated) continue;
      const position = batch.evaluated.positions.at(index);
      if (outcome.kind === 'rejected') {
        const message =
          evaluated.kind === 'rejected'
            ? evaluated.rejection.message
            : 'an earlier attempt rejected it; this one finds nothing wrong with it';
        const { reason } = outcome;
        rejected.push(
          reason === 'PROCESSOR_CRASHED'
            ? { record, reason, message, ...givenUpAt(position, decisions) }
            : { record, position, reason, message },
        );
      } else if (evaluated.kind === 'event') {
        const windows = evaluated.parts
          .filter((part) => outcome.aggregations.includes(part.plan.aggregation.name))
          .map((part) => missedWindow(part, expired));
        tooLate.push({ record, position, eventTimeMs: evaluated.eventTimeMs, windows });
      }
    }
    if (rejected.length > 0) await deadLetters.sendRejected(rejected);
    if (tooLate.length > 0) await deadLetters.sendTooLate(tooLate);
  };
}

/** A record that was given up stands for its events from a position on, and was tried before. */
function givenUpAt(
  through: string,
  { next }: Decisions,
): Pick<RejectedRecord, 'position' | 'attempts' | 'firstFailedMs'> {
  const position = next.exceptions.find((exception) => exception.through === through)?.position ?? through;
  if (next.attempts?.position !== position) return { position };
  return { position, attempts: next.attempts.count, firstFailedMs: next.attempts.sinceMs };
}

function missedWindow({ plan, windowStartMs }: Part, expired: ExpiredThrough): MissedWindow {
  const reason = isExpired(plan, windowStartMs, expired) ? 'STATE_EXPIRED' : 'TOO_LATE';
  return { aggregation: plan.aggregation.name, windowStartMs, reason };
}
