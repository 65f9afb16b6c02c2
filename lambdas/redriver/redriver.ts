import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { DeadLetter } from '../../src/codecs/dead-letter.ts';
import { parseLetter } from '../../src/codecs/parse-letter.ts';
import { InvariantError } from '../../src/engine/errors.ts';
import { hours, minutes } from '../../src/engine/time.ts';
import { RetryableError } from '../../src/ports/errors.ts';
import type { ReceivedMessage, RetryQueue } from '../../src/ports/retry-queue.ts';
import { type InvocationTime, makeDeadline } from '../shared/deadline.ts';
import type { Log } from '../shared/log.ts';
import type { LetterMeter } from './letter-meter.ts';
import type { Redriven } from './redrive-letter.ts';

export interface RedriverDeps {
  readonly pipeline: string;
  /** Throws where this code must not touch the stored state. */
  readonly requireSameMeaning: () => Promise<void>;
  readonly redriveLetter: (letter: DeadLetter, isTimeUp: () => boolean) => Promise<Redriven>;
  readonly queue: RetryQueue;
  /** How long a letter waits that failed for the first time; twice as long each time after. */
  readonly backOffMs: number;
  /** Receives after which the queue gives a letter to its dead-letter queue. */
  readonly maxReceives: number;
  readonly meter: LetterMeter;
  readonly log: Log;
}

/** A message is hidden for 12 h after it was received at most (SQS API reference, ChangeMessageVisibility); invocations take some of it. */
const LONGEST_WAIT_MS = hours(11);
/** A message is delayed by 15 min at most (SQS API reference, SendMessage). */
const LONGEST_DELAY_MS = minutes(15);

/**
 * Works through letters of the retry queue, each by itself: one that fails takes no others with it. What failed comes again after a growing
 * wait, until the queue gives it to the dead-letter queue: where its record is still rejected, or ends the process. Trouble that passes does
 * not bring it there, however long it lasts: at its last receive such a letter is sent anew.
 *
 * @throws where this code means something else than the stored state: then no letter can be judged
 */
export function makeRedriver(deps: RedriverDeps) {
  const { pipeline, requireSameMeaning, redriveLetter, queue, backOffMs, maxReceives, meter, log } = deps;

  const postpone = async ({ receiptHandle, messageId }: SQSRecord, delayMs: number): Promise<void> => {
    try {
      await queue.postpone(receiptHandle, Math.min(LONGEST_WAIT_MS, delayMs));
    } catch (error) {
      // It fails all the same, and comes again after the queue's own time.
      log.warn('a letter could not be postponed', { messageId, reason: String(error) });
    }
  };

  const waitOf = ({ attributes }: SQSRecord): number =>
    backOffMs * 2 ** (Number(attributes.ApproximateReceiveCount) - 1);

  /** After trouble that is not the letter's. @returns true where another message has taken its place */
  const comeAgain = async (record: SQSRecord, delayMs: number): Promise<boolean> => {
    if (Number(record.attributes.ApproximateReceiveCount) >= maxReceives) {
      try {
        await queue.sendAnew(messageOf(record), Math.min(LONGEST_DELAY_MS, delayMs));
        return true;
      } catch (error) {
        log.warn('a letter could not be sent anew', { messageId: record.messageId, reason: String(error) });
      }
    }
    await postpone(record, delayMs);
    return false;
  };

  /** @returns true where nothing is left to do about the letter */
  const redrive = async (record: SQSRecord, isTimeUp: () => boolean): Promise<boolean> => {
    const letter = parseLetter(record.body);
    if (typeof letter === 'string') throw new InvariantError(`a message of the retry queue is no letter: ${letter}`);
    if (letter.pipeline !== pipeline)
      throw new InvariantError(`a letter of pipeline "${letter.pipeline}" has come here`);
    const outcome = await redriveLetter(letter, isTimeUp);
    const { kind, shardId, position } = letter;
    if (outcome.kind === 'rejected') {
      // `message` is a line's own text.
      const { reason, message: detail } = outcome.rejection;
      log.info('still rejected', { shard: shardId, position, reason, detail });
      return false;
    }
    log.info('redriven', { kind, shard: shardId, position, outcome: outcome.kind });
    return true;
  };

  const handleOne = async (record: SQSRecord, isTimeUp: () => boolean): Promise<boolean> => {
    try {
      if (await redrive(record, isTimeUp)) return true;
      meter.failed();
    } catch (error) {
      meter.failed();
      if (error instanceof RetryableError) {
        log.warn('transient failure; the letter comes again', { reason: error.message });
        return comeAgain(record, waitOf(record));
      }
      log.error('a letter failed; it comes again', error, { messageId: record.messageId });
    }
    await postpone(record, waitOf(record));
    return false;
  };

  const redriveAll = async (event: SQSEvent, time: InvocationTime): Promise<SQSBatchResponse> => {
    const deadline = makeDeadline(time);
    const failed: SQSRecord[] = [];
    try {
      await requireSameMeaning();
    } catch (error) {
      if (!(error instanceof RetryableError)) throw error;
      log.warn('transient failure before the first letter; all come again', { reason: error.message });
      for (const record of event.Records) if (!(await comeAgain(record, waitOf(record)))) failed.push(record);
      return failures(failed);
    }
    for (const record of event.Records) {
      if (!deadline.isNear()) {
        if (!(await handleOne(record, deadline.isNear))) failed.push(record);
        continue;
      }
      // Not its fault: it waits no longer than after a first failure.
      if (!(await comeAgain(record, backOffMs))) failed.push(record);
    }
    return failures(failed);
  };

  return async (event: SQSEvent, time: InvocationTime): Promise<SQSBatchResponse> => {
    try {
      return await redriveAll(event, time);
    } finally {
      meter.report();
    }
  };
}

function messageOf({ body, messageAttributes }: SQSRecord): ReceivedMessage {
  const attributes = Object.entries(messageAttributes).flatMap(([name, { stringValue }]) =>
    stringValue === undefined ? [] : [[name, stringValue] as const],
  );
  return { body, attributes: Object.fromEntries(attributes) };
}

function failures(records: readonly SQSRecord[]): SQSBatchResponse {
  return { batchItemFailures: records.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}
