import { gunzipSync } from 'node:zlib';
import type { Message } from '@aws-sdk/client-sqs';
import type { DeadLetterEnvelope } from '../../src/codecs/dead-letter-envelope.ts';
import type { RejectedRecord, SourceRecord, TooLateRecord } from '../../src/ports/dead-letters.ts';

/** The rejected record that a message carries. */
export function rejectedIn(message: Message): RejectedRecord {
  const envelope = envelopeIn(message);
  if (envelope.kind !== 'rejected') throw new Error(`on the retry queue: ${envelope.kind}`);
  const { position, reason } = envelope;
  return { record: recordIn(envelope), position, reason, message: envelope.message };
}

/** The record past lateness that a message carries. */
export function tooLateIn(message: Message): TooLateRecord {
  const envelope = envelopeIn(message);
  if (envelope.kind !== 'tooLate') throw new Error(`on the late queue: ${envelope.kind}`);
  const { position, eventTimeMs, windows } = envelope;
  return { record: recordIn(envelope), position, eventTimeMs, windows };
}

export function envelopeIn(message: Message): DeadLetterEnvelope {
  return JSON.parse(message.Body ?? '');
}

function recordIn(envelope: DeadLetterEnvelope): SourceRecord {
  const { stream, shardId, sequenceNumber, partitionKey, arrivalMs } = envelope;
  return {
    lane: { streamName: stream.name, streamCreatedMs: stream.createdMs, shardId },
    sequenceNumber,
    partitionKey,
    arrivalMs,
    dataBase64: payloadIn(envelope),
  };
}

function payloadIn(envelope: DeadLetterEnvelope): string {
  if ('payloadRef' in envelope) throw new Error('the record is in the stream, not in the message');
  if (envelope.payloadEncoding === 'base64') return envelope.payload;
  return gunzipSync(Buffer.from(envelope.payload, 'base64')).toString('base64');
}
