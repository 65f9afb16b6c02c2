/**
 * A record's place in its lane as a string whose byte order is its numeric order. Kinesis sequence numbers have up to 129 digits
 * (Kinesis API reference, Record), more than DynamoDB numbers (38) or JavaScript numbers (15) hold.
 *
 * Form: three digits of length, the sequence number, and for an event inside a packed record `/` and seven digits of its index: a
 * record of 10 MiB (Kinesis API reference, PutRecord) packs fewer than 10^7 events, each of which takes bytes of framing. The last
 * event of a record has the index `LAST_IN_RECORD`, so that a position alone tells whether its record is done.
 */
export type Position = string;

/** Sorts before every position. */
export const BEFORE_FIRST: Position = '';

const SEQUENCE_NUMBER = /^(0|[1-9]\d{0,128})$/;
const SUB_SEQUENCE_DIGITS = 7;
/** Index of the last event of a packed record, whatever their number. */
export const LAST_IN_RECORD = 10 ** SUB_SEQUENCE_DIGITS - 1;

/** @throws RangeError where `sequenceNumber` is not a Kinesis sequence number, or `subSequence` no index; neither is ever sent. */
export function encodePosition(sequenceNumber: string, subSequence?: number): Position {
  if (!SEQUENCE_NUMBER.test(sequenceNumber))
    throw new RangeError(`not a sequence number: ${sequenceNumber.slice(0, 140)}`);
  const length = sequenceNumber.length;
  const head = length < 100 ? `0${length < 10 ? `0${length}` : length}${sequenceNumber}` : `${length}${sequenceNumber}`;
  if (subSequence === undefined) return head;
  if (!Number.isInteger(subSequence) || subSequence < 0 || subSequence >= 10 ** SUB_SEQUENCE_DIGITS) {
    throw new RangeError(`not an index inside a record: ${subSequence}`);
  }
  return `${head}/${String(subSequence).padStart(SUB_SEQUENCE_DIGITS, '0')}`;
}

/** The Kinesis sequence number inside a position. */
export function sequenceNumberOf(position: Position): string {
  const end = position.indexOf('/');
  return end < 0 ? position.slice(3) : position.slice(3, end);
}

/** The index of an event inside a packed record; undefined where the event has a record to itself. */
export function subSequenceOf(position: Position): number | undefined {
  const at = position.indexOf('/');
  return at < 0 ? undefined : Number(position.slice(at + 1));
}

/** True where more events of the same packed record come after `position`. */
export function isInsideRecord(position: Position): boolean {
  return position.includes('/') && !position.endsWith(`/${LAST_IN_RECORD}`);
}
