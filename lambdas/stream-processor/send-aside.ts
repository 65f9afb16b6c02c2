import type { Decisions } from '../../src/engine/decide.ts';
import type { DeadLetters, RejectedRecord, TooLateRecord } from '../../src/ports/dead-letters.ts';
import { type Batch, sourceRecordOf } from './records.ts';

/** Sends each record that is not simply counted where it is kept whole: rejected → retry queue, too late → late queue. */
export async function sendAside(deadLetters: DeadLetters, batch: Batch, decisions: Decisions): Promise<void> {
  const rejected: RejectedRecord[] = [];
  const tooLate: TooLateRecord[] = [];
  for (const [index, exception] of decisions.exceptions) {
    const source = batch.records[index];
    const evaluated = batch.evaluated.evaluated[index];
    if (!source || !evaluated) continue;
    const record = sourceRecordOf(batch.lane, source);
    if (exception.kind === 'rejected') {
      const message =
        evaluated.kind === 'rejected'
          ? evaluated.rejection.message
          : 'rejected by an earlier attempt, whose message is in its log';
      rejected.push({ record, position: exception.position, reason: exception.reason, message });
    } else if (evaluated.kind === 'event') {
      const windows = evaluated.parts
        .filter((part) => exception.aggregations.includes(part.plan.aggregation.name))
        .map((part) => ({ aggregation: part.plan.aggregation.name, windowStartMs: part.windowStartMs }));
      tooLate.push({ record, position: exception.position, eventTimeMs: evaluated.eventTimeMs, windows });
    }
  }
  if (rejected.length > 0) await deadLetters.sendRejected(rejected);
  if (tooLate.length > 0) await deadLetters.sendTooLate(tooLate);
}
