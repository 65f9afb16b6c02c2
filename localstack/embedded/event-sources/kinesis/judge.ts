import type { InvokeResult } from '../../lambda/invocation.ts';
import { readBatchResponse } from '../batch-response.ts';
import type { BatchRecord } from './record-event.ts';

/** What an invocation means for the batch it was given. */
export type Judgement =
  /** Throttled or refused: the function never ran, which does not count as an attempt. */
  | { readonly kind: 'not-invoked' }
  /** The first `count` records are done; the others, if any, come again: the lowest failed record is the checkpoint. */
  | { readonly kind: 'done'; readonly count: number }
  /** Nothing is done. `divisible`: the failure names no record, so that halving the batch narrows it down. */
  | { readonly kind: 'failed'; readonly divisible: boolean; readonly functionError: 'Unhandled' | null };

export function judge(result: InvokeResult, records: readonly BatchRecord[], reportItemFailures: boolean): Judgement {
  if (result.outcome === 'throttled' || result.outcome === 'rejected') return { kind: 'not-invoked' };
  if (result.outcome === 'function-error') {
    return { kind: 'failed', divisible: true, functionError: result.functionError };
  }
  if (!reportItemFailures) return { kind: 'done', count: records.length };
  const verdict = readBatchResponse(
    result.payload,
    records.map((record) => record.sequenceNumber),
  );
  if (verdict.kind === 'whole-failure') return { kind: 'failed', divisible: true, functionError: null };
  const lowest = verdict.failed[0] ?? records.length;
  return lowest === 0 ? { kind: 'failed', divisible: false, functionError: null } : { kind: 'done', count: lowest };
}
