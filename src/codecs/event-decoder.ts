import type { Decoded } from '../engine/evaluate.ts';
import { RejectedValue, type Rejection } from '../engine/rejection.ts';
import type { RegisteredVersion } from '../ports/schema-registry.ts';

/** The record names a schema version that the decoder has not been told of. */
export interface UnknownVersion {
  readonly kind: 'unknownVersion';
  readonly versionId: string;
}

/** Turns bytes of records into events. */
export interface EventDecoder {
  /** The event in bytes `[start, end)`; it holds no reference into `buffer`. Total: it never throws. */
  decode(buffer: Buffer, start: number, end: number): Decoded | UnknownVersion;
  /** Tells of a schema version, so that records that name it decode from now on. */
  learn(version: RegisteredVersion): void;
}

/** A person reads it: the path to a field may be as long as the event is deep. */
const MAX_MESSAGE_LENGTH = 400;
const KEPT_AT_END = 150;

export const IGNORED: Decoded = { kind: 'ignored' };

export function rejected(rejection: Rejection): Decoded {
  return { kind: 'rejected', rejection };
}

/** What a reader threw, as a value. @throws what is not about the record */
export function rejectedBy(error: unknown): Decoded {
  if (!(error instanceof RejectedValue)) throw error;
  return rejected({ reason: error.reason, message: shortened(error.message) });
}

function shortened(message: string): string {
  if (message.length <= MAX_MESSAGE_LENGTH) return message;
  return `${message.slice(0, MAX_MESSAGE_LENGTH - KEPT_AT_END)} … ${message.slice(-KEPT_AT_END)}`;
}
