import type { DecodedPayload, FoundLetter, ListedLetter } from '../client/index.ts';
import { jsonText } from '../client/json-text.ts';
import { counted } from './counted.ts';
import { inOneCell } from './format-letters.ts';
import { instant } from './format-time.ts';
import { hexDump } from './hex-dump.ts';

/** The record of a letter, as far as it could be had. */
export interface ShownPayload {
  /** Undefined where the archive has it no more. */
  readonly bytes: Uint8Array | undefined;
  readonly decoded: DecodedPayload | undefined;
}

const SHOWN_BYTES = 256;
const SHOWN_EVENTS = 10;
const LABEL_WIDTH = 16;

/** All of a letter, for people. */
export function letterText(found: FoundLetter, payload: ShownPayload): string[] {
  const { listed, letter } = found;
  if (!letter) return [...messageLines(listed), '', ...bytesLines(Buffer.from(found.body))];
  const version = letter.codeVersion === undefined ? '' : `, by code ${letter.codeVersion}`;
  return [
    labelled('letter', letter.id),
    ...messageLines(listed),
    ...(letter.kind === 'tooLate' ? windowLines(letter) : []),
    labelled('failed', `${instant(letter.lastFailedMs)}, first ${instant(letter.firstFailedMs)}`),
    labelled('attempts', `${letter.attempts}${version}`),
    labelled('stream', `${letter.stream.name}, made ${instant(letter.stream.createdMs)}`),
    labelled('shard', letter.shardId),
    labelled('position', letter.position),
    labelled('partition key', inOneCell(letter.partitionKey)),
    labelled('arrived', instant(letter.arrivalMs)),
    ...(letter.schemaVersionId === undefined ? [] : [labelled('schema version', letter.schemaVersionId)]),
    ...('archived' in letter ? [labelled('archived', `s3://${letter.archived.bucket}/${letter.archived.key}`)] : []),
    ...payloadLines(payload),
  ];
}

/** All of a letter, for programs. */
export function letterJsonText({ listed, letter, body }: FoundLetter, { bytes, decoded }: ShownPayload): string {
  const { messageId, sentMs, receives, reason, message } = listed;
  return jsonText({
    messageId,
    sent: instant(sentMs),
    receives,
    reason,
    message,
    letter: letter ?? null,
    ...(letter ? {} : { body }),
    bytes: bytes?.length ?? null,
    decoded: decoded ?? null,
  });
}

function messageLines({ messageId, sentMs, receives, reason, message }: ListedLetter): string[] {
  return [
    labelled('message', `${messageId}, sent ${instant(sentMs)}, received ${counted(receives, 'time')}`),
    labelled('reason', reason),
    labelled('what was wrong', inOneCell(message)),
  ];
}

function windowLines({ eventTimeMs, windows }: Extract<FoundLetter['letter'], { readonly kind: 'tooLate' }>): string[] {
  return [
    labelled('event time', instant(eventTimeMs)),
    ...windows.map(({ aggregation, windowStartMs, reason }) =>
      labelled('window', `${aggregation} ${instant(windowStartMs)}, ${reason}`),
    ),
  ];
}

function payloadLines({ bytes, decoded }: ShownPayload): string[] {
  if (!bytes) return [labelled('payload', 'gone: the archive has it no more')];
  return [labelled('payload', `${bytes.length} bytes`), '', ...decodedLines(decoded, bytes)];
}

function decodedLines(decoded: DecodedPayload | undefined, bytes: Uint8Array): string[] {
  switch (decoded?.kind) {
    case 'event':
      return eventLines(decoded);
    case 'json':
      return [`JSON that is no event: ${inOneCell(decoded.problem)}`, jsonText(decoded.value, 2)];
    case 'packed':
      return packedLines(decoded.events);
    case 'bytes':
      return [`no event: ${inOneCell(decoded.problem)}`, ...bytesLines(bytes)];
    case undefined:
      return bytesLines(bytes);
  }
}

function eventLines({ eventType, event }: Extract<DecodedPayload, { readonly kind: 'event' }>): string[] {
  return [`event of type ${eventType}`, jsonText(event, 2)];
}

function packedLines(events: readonly DecodedPayload[]): string[] {
  const lines = events.slice(0, SHOWN_EVENTS).map((event, index) => {
    const text = event.kind === 'event' ? `${event.eventType} ${jsonText(event.event)}` : jsonText(event);
    return `${String(index).padStart(3)}  ${text}`;
  });
  const more = events.length > SHOWN_EVENTS ? [`… ${events.length - SHOWN_EVENTS} more: --json shows all`] : [];
  return [`${events.length} events packed in one record`, ...lines, ...more];
}

function bytesLines(bytes: Uint8Array): string[] {
  const more = bytes.length > SHOWN_BYTES ? [`… ${bytes.length - SHOWN_BYTES} more bytes: --raw writes all`] : [];
  return [...hexDump(bytes, SHOWN_BYTES), ...more];
}

function labelled(label: string, text: string): string {
  return `${label.padEnd(LABEL_WIDTH)}${text}`;
}
