import { encodePosition } from '../engine/position.ts';
import type { RejectReason } from '../engine/rejection.ts';
import type { MissedWindow } from '../ports/dead-letters.ts';
import type { DeadLetter, LetterCause, LetterHead, LetterPayload } from './dead-letter.ts';
import { type Fields, fieldsOf, Misfit } from './json-fields.ts';

const REASONS: Readonly<Record<RejectReason, true>> = {
  UNDECODABLE: true,
  UNKNOWN_SCHEMA: true,
  INCOMPATIBLE_SCHEMA: true,
  UNKNOWN_EVENT_TYPE: true,
  INVALID_EVENT: true,
  INVALID_EVENT_ID: true,
  INVALID_EVENT_TIME: true,
  FUTURE_EVENT_TIME: true,
  USER_CODE_THREW: true,
  INVALID_KEY: true,
  INVALID_MEASURE_VALUE: true,
  TOO_MANY_CONTRIBUTIONS: true,
  PROCESSOR_CRASHED: true,
  UNDELIVERABLE: true,
};
const SEQUENCE_NUMBER = /^(0|[1-9]\d{0,128})$/;
const PLACE_IN_RECORD = /^(\/\d{7})?$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * The letter in a message's body. Members that this version does not know are left out: a later one may have added them.
 *
 * @returns what is wrong with it, for a person, where it is none
 */
export function parseLetter(body: string): DeadLetter | string {
  try {
    const fields = fieldsOf(JSON.parse(body));
    return { ...headIn(fields), ...payloadIn(fields), ...causeIn(fields) };
  } catch (error) {
    if (error instanceof Misfit) return error.message;
    if (error instanceof SyntaxError) return `the text must be a JSON object: ${error.message}`;
    throw error;
  }
}

function headIn(fields: Fields): LetterHead {
  if (fields.whole('version') !== 1) return fields.refuse('version', '1');
  const stream = fields.object('stream');
  const codeVersion = fields.optionalText('codeVersion');
  const schemaVersionId = fields.optionalText('schemaVersionId');
  if (schemaVersionId !== undefined && !UUID.test(schemaVersionId)) {
    return fields.refuse('schemaVersionId', 'a UUID in lower case');
  }
  return {
    version: 1,
    id: fields.text('id'),
    pipeline: fields.text('pipeline'),
    stream: { name: stream.text('name'), createdMs: stream.whole('createdMs') },
    shardId: fields.text('shardId'),
    ...placeIn(fields),
    partitionKey: fields.anyText('partitionKey'),
    arrivalMs: fields.whole('arrivalMs'),
    attempts: fields.whole('attempts', 1),
    firstFailedMs: fields.whole('firstFailedMs'),
    lastFailedMs: fields.whole('lastFailedMs'),
    ...(codeVersion === undefined ? {} : { codeVersion }),
    ...(schemaVersionId === undefined ? {} : { schemaVersionId }),
  };
}

/** The record's place, said twice: both must be of one record, or another one's outcome would be decided. */
function placeIn(fields: Fields): Pick<LetterHead, 'position' | 'sequenceNumber'> {
  const sequenceNumber = fields.text('sequenceNumber');
  if (!SEQUENCE_NUMBER.test(sequenceNumber)) return fields.refuse('sequenceNumber', 'up to 129 digits');
  const position = fields.text('position');
  const record = encodePosition(sequenceNumber);
  if (!position.startsWith(record) || !PLACE_IN_RECORD.test(position.slice(record.length))) {
    return fields.refuse('position', `${record}, and / with seven digits for an event inside a packed record`);
  }
  return { position, sequenceNumber };
}

function payloadIn(fields: Fields): LetterPayload {
  if (fields.has('payload') === fields.has('archived'))
    return fields.refuse('payload', 'given or archived, one of them');
  if (fields.has('payload')) {
    const payload = fields.anyText('payload');
    // Node skips what is not base64; what it makes of the rest would be another record.
    if (Buffer.from(payload, 'base64').toString('base64') !== payload) return fields.refuse('payload', 'base64');
    return { payload };
  }
  const archived = fields.object('archived');
  return {
    archived: { bucket: archived.text('bucket'), key: archived.text('key'), bytes: archived.whole('bytes', 0) },
  };
}

function causeIn(fields: Fields): LetterCause {
  if (fields.oneOf('kind', ['rejected', 'tooLate']) === 'rejected') {
    const reason = fields.text('reason');
    if (!isReason(reason)) return fields.refuse('reason', `one of ${Object.keys(REASONS).join(', ')}`);
    return { kind: 'rejected', reason, message: fields.anyText('message') };
  }
  return {
    kind: 'tooLate',
    eventTimeMs: fields.whole('eventTimeMs'),
    windows: fields.objects('windows').map(windowIn),
  };
}

function isReason(text: string): text is RejectReason {
  return Object.hasOwn(REASONS, text);
}

function windowIn(fields: Fields): MissedWindow {
  return {
    aggregation: fields.text('aggregation'),
    windowStartMs: fields.whole('windowStartMs'),
    reason: fields.oneOf('reason', ['TOO_LATE', 'STATE_EXPIRED']),
  };
}
