import type { SQSBatchResponse } from 'aws-lambda';
import { composeRecovery } from '../../support/compose-functions.ts';
import { makeTestDeps, PLENTY_OF_TIME, type TestDeps } from '../../support/lambda-deps.ts';
import type { MessageGiven } from '../../support/lambda-events.ts';
import { sqsEvent } from '../../support/lambda-events.ts';
import { LANE, STREAM } from '../../support/sales.ts';

export const GAVE_UP_MS = Date.parse('2026-11-22T10:00:00.000Z');

/** The body that Lambda sends to an on-failure queue (Lambda Developer Guide, "Retain discarded batch records"). */
export function undeliveredBody(from: number, through: number, given: Readonly<Record<string, string>> = {}): string {
  return JSON.stringify({
    requestContext: {
      requestId: 'c9b8fa9f-5a7f-xmpl-af9c-0c604cde93a5',
      functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:processor',
      condition: 'RecordAgeExceeded',
      approximateInvokeCount: 1,
    },
    version: '1.0',
    timestamp: new Date(GAVE_UP_MS).toISOString(),
    KinesisBatchInfo: {
      shardId: LANE.shardId,
      startSequenceNumber: String(from),
      endSequenceNumber: String(through),
      approximateArrivalOfFirstRecord: '2026-11-22T09:00:00.000Z',
      approximateArrivalOfLastRecord: '2026-11-22T09:00:01.000Z',
      batchSize: through - from + 1,
      streamArn: `arn:aws:kinesis:us-east-1:000000000000:stream/${STREAM.streamName}`,
      ...given,
    },
  });
}

/** A shard that holds records 1 to `count`, and recovery over it. */
export function setUp(count: number) {
  const deps = makeTestDeps();
  deps.twins.stream.open(LANE.shardId);
  for (let number = 1; number <= count; number += 1) put(deps, number, Buffer.from(`{"record": ${number}}`));
  const recover = composeRecovery(deps);
  return {
    deps,
    /** Numbers of the records on the retry queue, in the order of their sending. */
    sent: () => deps.twins.deadLetters.rejected.map(({ record }) => Number(record.sequenceNumber)),
    recover: (...messages: readonly MessageGiven[]) => recover(sqsEvent(messages), PLENTY_OF_TIME),
  };
}

export function put(deps: TestDeps, number: number, data: Uint8Array): void {
  const sequenceNumber = String(number);
  deps.twins.stream.append(LANE.shardId, {
    sequenceNumber,
    partitionKey: `key-${number}`,
    arrivalMs: 1_700_000_000_000 + number,
    data,
  });
}

export function failedOf({ batchItemFailures }: SQSBatchResponse): readonly string[] {
  return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
}
