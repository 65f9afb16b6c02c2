import type { KinesisMappingConfig } from './mapping-config.ts';
import type { BatchRecord } from './record-event.ts';

/**
 * Why records were given up. The first two are Lambda's; it documents that records too large for an event are reported, but
 * not under which name.
 */
export type DiscardCondition = 'RetryAttemptsExhausted' | 'RecordAgeExceeded' | 'RecordTooLarge';

export interface Discarded {
  readonly records: readonly BatchRecord[];
  readonly condition: DiscardCondition;
  readonly requestId: string;
  readonly invokeCount: number;
  /** Of the last invocation; null when it answered, but reported failed items. Present only where retries ran out. */
  readonly functionError?: 'Unhandled' | null;
}

/** The message to an on-failure queue: it says where the records are, and does not hold them. */
export function discardedMessage(
  config: Pick<KinesisMappingConfig, 'functionArn' | 'streamArn'>,
  shardId: string,
  discarded: Discarded,
  nowMs: number,
): string {
  const { records, functionError } = discarded;
  const first = records[0];
  const last = records.at(-1);
  return JSON.stringify({
    requestContext: {
      requestId: discarded.requestId,
      functionArn: config.functionArn,
      condition: discarded.condition,
      approximateInvokeCount: Math.max(1, discarded.invokeCount),
    },
    ...(functionError === undefined
      ? {}
      : { responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError } }),
    version: '1.0',
    timestamp: new Date(nowMs).toISOString(),
    KinesisBatchInfo: {
      shardId,
      startSequenceNumber: first?.sequenceNumber,
      endSequenceNumber: last?.sequenceNumber,
      approximateArrivalOfFirstRecord: isoTime(first),
      approximateArrivalOfLastRecord: isoTime(last),
      batchSize: records.length,
      streamArn: config.streamArn,
    },
  });
}

const isoTime = (record: BatchRecord | undefined) => record && new Date(record.arrivalMs).toISOString();
