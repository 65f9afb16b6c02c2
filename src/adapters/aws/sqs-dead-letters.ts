import {
  causeOfRejected,
  causeOfTooLate,
  type EnvelopeCause,
  envelopeBody,
  type FailureSite,
} from '../../codecs/dead-letter-envelope.ts';
import { MAX_MESSAGE_BYTES } from '../../codecs/queue-text.ts';
import type { DeadLetters, SourceRecord } from '../../ports/dead-letters.ts';
import { messageBytes, type QueueMessage, type SqsDeps, sendAll } from './sqs-send.ts';

export interface SqsDeadLettersDeps extends SqsDeps {
  readonly pipeline: string;
  readonly retryQueueUrl: string;
  readonly lateQueueUrl: string;
  /** Goes into every envelope, so that a redrive knows which code gave up. */
  readonly codeVersion?: string;
}

interface SetAside {
  readonly record: SourceRecord;
  readonly position: string;
}

/**
 * Rejected records go to the retry queue, records past allowed lateness to the late queue, one message each.
 *
 * Body: JSON, `{ version: 1, kind, pipeline, stream: { name, createdMs }, shardId, position, sequenceNumber, partitionKey, arrivalMs,
 * firstFailedMs, codeVersion?, … }`, then by kind `rejected`: `reason`, `message`; `tooLate`: `eventTimeMs`, `windows`; and the record's
 * bytes: `payload` with `payloadEncoding` `base64` or `gzip+base64`, or `payloadRef` to read them from the stream where 1 MiB would not
 * hold them (docs/envelope.md). Attributes, for filtering: `kind`, `reason` (`TOO_LATE` for the late), `pipeline`.
 */
export function makeSqsDeadLetters(deps: SqsDeadLettersDeps): DeadLetters {
  const messageOf = (setAside: SetAside, cause: EnvelopeCause): QueueMessage => {
    const { pipeline, codeVersion } = deps;
    const failedAtMs = deps.clock.nowMs();
    const site: FailureSite = { pipeline, failedAtMs, ...(codeVersion === undefined ? {} : { codeVersion }) };
    const reason = cause.kind === 'rejected' ? cause.reason : 'TOO_LATE';
    const attributes = { kind: cause.kind, reason, pipeline };
    const maxBytes = MAX_MESSAGE_BYTES - messageBytes({ body: '', attributes });
    return { body: envelopeBody(site, setAside, cause, maxBytes), attributes };
  };

  return {
    sendRejected: (records) =>
      sendAll(
        deps,
        deps.retryQueueUrl,
        records.map((rejected) => messageOf(rejected, causeOfRejected(rejected))),
      ),
    sendTooLate: (records) =>
      sendAll(
        deps,
        deps.lateQueueUrl,
        records.map((tooLate) => messageOf(tooLate, causeOfTooLate(tooLate))),
      ),
  };
}
