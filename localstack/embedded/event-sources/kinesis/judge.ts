import type { InvokeResult } from '../../lambda/invocation.ts';
import { readBatchResponse } from '../batch-response.ts';
import type { BatchRecord } from './record-event.ts';

/** What an invocation means for the batch it was given. */
export type Judgement =
  /** Throttled or refused: the function never ran, which does not count as an attempt. */
  | { readonly kind: 'not-invoked' }
  /** The first `count` records are done; the others, if any, come again: the lowest failed record is the checkpoint. */
  | { readonly kind: 'done'; readonly count: number }
  | Failed;

/** Nothing is done. */
export interface Failed {
  readonly kind: 'failed';
  /** Whether the failure names no record, so that halving the batch narrows it down. */
  readonly divisible: boolean;
  readonly functionError: 'Unhandled' | null;
  /** For people. */
  readonly reason: string;
}

export function judge(result: InvokeResult, records: readonly BatchRecord[], reportItemFailures: boolean): Judgement {
  if (result.outcome === 'throttled' || result.outcome === 'rejected') return { kind: 'not-invoked' };
  if (result.outcome === 'function-error') {
    return { kind: 'failed', divisible: true, functionError: result.functionError, reason: result.payload };
  }
  if (!reportItemFailures) return { kind: 'done', count: records.length };
  const verdict = readBatchResponse(
    result.payload,
    records.map((record) => record.sequenceNumber),
  );
  const lowest = verdict.kind === 'whole-failure' ? 0 : (verdict.failed[0] ?? records.length);
  if (lowest > 0) return { kind: 'done', count: lowest };
  const divisible = verdict.kind === 'whole-failure';
  return { kind: 'failed', divisible, functionError: null, reason: `it answered ${result.payload}` };
}
