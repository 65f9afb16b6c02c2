import { gzipSync } from 'node:zlib';
import type { RejectReason } from '../engine/rejection.ts';
import type { EpochMs } from '../engine/time.ts';
import type { RejectedRecord, SourceRecord, TooLateRecord } from '../ports/dead-letters.ts';
import { queueText } from './queue-text.ts';

/** Where and when something went wrong. */
export interface FailureSite {
  readonly pipeline: string;
  readonly failedAtMs: EpochMs;
  readonly codeVersion?: string;
}

/** The body of a message on the retry or the late queue, JSON; the schema is told in docs/envelope.md. */
export type DeadLetterEnvelope = EnvelopeHead & EnvelopePayload & EnvelopeCause;

interface EnvelopeHead {
  readonly version: 1;
  readonly pipeline: string;
  readonly stream: { readonly name: string; readonly createdMs: EpochMs };
  readonly shardId: string;
  /** Identity: the same record sent twice has the same. */
  readonly position: string;
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  readonly arrivalMs: EpochMs;
  readonly firstFailedMs: EpochMs;
  readonly codeVersion?: string;
}

export type EnvelopePayload =
  | { readonly payloadEncoding: 'base64' | 'gzip+base64'; readonly payload: string }
  /** Too large for a message even compressed: to be read from the stream again, within its retention. */
  | { readonly payloadRef: { readonly streamName: string; readonly shardId: string; readonly sequenceNumber: string } };

export type EnvelopeCause =
  | { readonly kind: 'rejected'; readonly reason: RejectReason; readonly message: string }
  | {
      readonly kind: 'tooLate';
      readonly eventTimeMs: EpochMs;
      readonly windows: readonly { readonly aggregation: string; readonly windowStartMs: EpochMs }[];
    };

/** A message for a person: enough to see what was wrong, bounded so that it cannot crowd out the record. */
const MAX_REASON_LENGTH = 2_000;

/** What an envelope says about a rejected record. */
export function causeOfRejected({ reason, message }: RejectedRecord): EnvelopeCause {
  return { kind: 'rejected', reason, message: message.slice(0, MAX_REASON_LENGTH) };
}

/** What an envelope says about a record past allowed lateness. */
export function causeOfTooLate({ eventTimeMs, windows }: TooLateRecord): EnvelopeCause {
  return { kind: 'tooLate', eventTimeMs, windows };
}

/**
 * The envelope of one record as text of at most `maxBytes` in UTF-8: with its payload, else compressed, else with the place in the
 * stream to read it from. Never without a way to the record.
 */
export function envelopeBody(
  site: FailureSite,
  { record, position }: { readonly record: SourceRecord; readonly position: string },
  cause: EnvelopeCause,
  maxBytes: number,
): string {
  const body = (payload: EnvelopePayload): string => {
    const envelope: DeadLetterEnvelope = { ...headOf(site, record, position), ...cause, ...payload };
    return queueText(envelope);
  };
  const fits = (text: string): boolean => Buffer.byteLength(text) <= maxBytes;

  const plain = body({ payloadEncoding: 'base64', payload: record.dataBase64 });
  if (fits(plain)) return plain;
  const packed = gzipSync(Buffer.from(record.dataBase64, 'base64')).toString('base64');
  const compressed = body({ payloadEncoding: 'gzip+base64', payload: packed });
  if (fits(compressed)) return compressed;
  const { lane, sequenceNumber } = record;
  return body({ payloadRef: { streamName: lane.streamName, shardId: lane.shardId, sequenceNumber } });
}

function headOf(site: FailureSite, record: SourceRecord, position: string): EnvelopeHead {
  const { lane, sequenceNumber, partitionKey, arrivalMs } = record;
  return {
    version: 1,
    pipeline: site.pipeline,
    stream: { name: lane.streamName, createdMs: lane.streamCreatedMs },
    shardId: lane.shardId,
    position,
    sequenceNumber,
    partitionKey,
    arrivalMs,
    firstFailedMs: site.failedAtMs,
    ...(site.codeVersion === undefined ? {} : { codeVersion: site.codeVersion }),
  };
}
