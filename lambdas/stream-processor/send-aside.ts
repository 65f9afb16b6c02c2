import type { Decisions } from '../../src/engine/decide.ts';
import type { DeadLetters, RejectedRecord, SourceRecord, TooLateRecord } from '../../src/ports/dead-letters.ts';
import type { Batch } from './records.ts';

export type SendAside = (batch: Batch, decisions: Decisions) => Promise<void>;

/** Makes what sends each event that is not simply counted where it is kept whole: rejected → retry queue, too late → late queue. */
export function makeSendAside(
  deadLetters: DeadLetters,
  sourceRecordOf: (batch: Batch, index: number) => SourceRecord | undefined,
): SendAside {
  return async (batch, decisions) => {
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
            : 'rejected by an earlier attempt, whose message is in its log';
        rejected.push({ record, position, reason: outcome.reason, message });
      } else if (evaluated.kind === 'event') {
        const windows = evaluated.parts
          .filter((part) => outcome.aggregations.includes(part.plan.aggregation.name))
          .map((part) => ({
            aggregation: part.plan.aggregation.name,
            windowStartMs: part.windowStartMs,
            reason: 'TOO_LATE' as const,
          }));
        tooLate.push({ record, position, eventTimeMs: evaluated.eventTimeMs, windows });
      }
    }
    if (rejected.length > 0) await deadLetters.sendRejected(rejected);
    if (tooLate.length > 0) await deadLetters.sendTooLate(tooLate);
  };
}
