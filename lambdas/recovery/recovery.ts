import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { parseUndeliveredBatch, type UndeliveredBatch } from '../../src/codecs/undelivered-batch.ts';
import { RetryableError } from '../../src/ports/errors.ts';
import type { Lane } from '../../src/ports/lane.ts';
import { type InvocationTime, makeDeadline } from '../shared/deadline.ts';
import type { Log } from '../shared/log.ts';
import type { NoteUndelivered } from './note-undelivered.ts';
import type { Recovered } from './recover-batch.ts';

export interface RecoveryDeps {
  readonly identifyStream: () => Promise<Pick<Lane, 'streamName' | 'streamCreatedMs'>>;
  readonly recoverBatch: (lane: Lane, batch: UndeliveredBatch) => Promise<Recovered>;
  /** Once what is left of the batch has been sent. */
  readonly noteUndelivered: NoteUndelivered;
  readonly log: Log;
}

/**
 * Works through messages of the stream mapping's on-failure destination: batches that Lambda could not deliver at all. Nobody has decided
 * about their records, so none was counted. Each goes to the retry queue, and only then is its message done; a message that comes
 * again sends them again, and what stands for a record is decided when it is redriven.
 *
 * Two kinds are not recovered: a batch that was delivered, as a mapping that somebody has set to give up names it, for nobody knows what of it
 * is counted; and what the stream no longer holds. Such a message says so in the log and comes again until SQS moves it to the queue of what
 * was not recovered, where it is kept and raises an alarm.
 */
export function makeRecovery({ identifyStream, recoverBatch, noteUndelivered, log }: RecoveryDeps) {
  /** @returns whether nothing of it is left to do */
  const recover = async ({ body, messageId }: SQSRecord): Promise<boolean> => {
    const batch = parseUndeliveredBatch(body);
    if (typeof batch === 'string') {
      log.error('not a message of a stream mapping; it is kept as not recovered', batch, { messageId });
      return false;
    }
    const { streamName, shardId: shard, startSequenceNumber, endSequenceNumber, told } = batch;
    const place = { stream: streamName, shard, startSequenceNumber, endSequenceNumber, ...told };
    const stream = await identifyStream();
    if (streamName !== stream.streamName) {
      log.error(
        'records of another stream; the message is kept as not recovered',
        `this one is ${stream.streamName}`,
        place,
      );
      return false;
    }
    if (batch.wasDelivered) {
      log.error(
        'the stream processor was given these records, so some may be counted; the message is kept as not recovered',
        "the stream's mapping has a limit of retries that it must not have: deploy the processing stack again",
        place,
      );
      return false;
    }
    const lane = { ...stream, shardId: shard };
    const { records, first, last } = await recoverBatch(lane, batch);
    await noteUndelivered(lane, batch);
    if (first === startSequenceNumber && last === endSequenceNumber) {
      log.info('recovered', { ...place, records });
      return true;
    }
    const left = first === undefined ? 'none of them is left' : `left are those from ${first} through ${last}`;
    log.error('records have left the stream before they were recovered; the message is kept as not recovered', left, {
      ...place,
      records,
      first,
      last,
    });
    return false;
  };

  const handleOne = async (record: SQSRecord): Promise<boolean> => {
    try {
      return await recover(record);
    } catch (error) {
      if (error instanceof RetryableError)
        log.warn('transient failure; the message comes again', { reason: error.message });
      else log.error('a batch was not recovered; its message comes again', error, { messageId: record.messageId });
      return false;
    }
  };

  return async (event: SQSEvent, time: InvocationTime): Promise<SQSBatchResponse> => {
    const deadline = makeDeadline(time);
    const batchItemFailures: { itemIdentifier: string }[] = [];
    for (const record of event.Records) {
      if (deadline.isNear() || !(await handleOne(record))) batchItemFailures.push({ itemIdentifier: record.messageId });
    }
    return { batchItemFailures };
  };
}
