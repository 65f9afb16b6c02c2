import type { DeadLetter } from '../../codecs/dead-letter.ts';
import {
  archiveKey,
  type InlineLetter,
  letterAttributes,
  letterBody,
  makeLetterWriter,
  withArchived,
} from '../../codecs/letter-writer.ts';
import { MAX_MESSAGE_BYTES } from '../../codecs/queue-text.ts';
import type { Archive } from '../../ports/archive.ts';
import type { DeadLetters } from '../../ports/dead-letters.ts';
import { messageBytes, type QueueMessage, type SqsDeps, sendAll } from './sqs-send.ts';

export interface SqsLettersDeps extends SqsDeps {
  readonly pipeline: string;
  readonly retryQueueUrl: string;
  /** Takes the records that a message cannot hold. */
  readonly archive: Pick<Archive, 'put'>;
  /** A new one each time: the id of a letter. */
  readonly nonce: () => string;
  /** Goes into every letter, so that a redrive knows which code gave up. */
  readonly codeVersion?: string | undefined;
}

export interface SqsDeadLettersDeps extends SqsLettersDeps {
  readonly lateQueueUrl: string;
}

/**
 * Rejected records go to the retry queue, records past allowed lateness to the late queue, each as one letter in one message
 * (docs/envelope.md), with `kind`, `reason` and `pipeline` as attributes for filtering. A record with which the message would be larger
 * than the queue takes is put into the archive before the message that points to it is sent.
 */
export function makeSqsDeadLetters(deps: SqsDeadLettersDeps): DeadLetters {
  const { writer, send } = makeSender(deps);
  return {
    sendRejected: (records) => send(deps.retryQueueUrl, records.map(writer.rejected)),
    sendTooLate: (records) => send(deps.lateQueueUrl, records.map(writer.tooLate)),
  };
}

/** The same for rejected records alone, for who has nothing to do with the late queue. */
export function makeSqsRejected(deps: SqsLettersDeps): Pick<DeadLetters, 'sendRejected'> {
  const { writer, send } = makeSender(deps);
  return { sendRejected: (records) => send(deps.retryQueueUrl, records.map(writer.rejected)) };
}

function makeSender(deps: SqsLettersDeps) {
  const { archive, clock } = deps;
  const messageOf = async (letter: InlineLetter): Promise<QueueMessage> => {
    const message = messageWith(letter);
    if (messageBytes(message) <= MAX_MESSAGE_BYTES) return message;
    return messageWith(
      withArchived(letter, await archive.put(archiveKey(letter), Buffer.from(letter.payload, 'base64'))),
    );
  };

  return {
    writer: makeLetterWriter({ ...deps, nowMs: () => clock.nowMs() }),
    async send(queueUrl: string, letters: readonly InlineLetter[]): Promise<void> {
      const messages: QueueMessage[] = [];
      // One after another: together they could be as much as an invocation's memory.
      for (const letter of letters) messages.push(await messageOf(letter));
      await sendAll(deps, queueUrl, messages);
    },
  };
}

function messageWith(letter: DeadLetter): QueueMessage {
  return { body: letterBody(letter), attributes: letterAttributes(letter) };
}
