import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import type { Rejection } from '../../engine/rejection.ts';
import {
  DATA_TAG,
  DIGEST_BYTES,
  FIRST_OTHER_TAG,
  HASH_KEY_INDEX_TAG,
  HASH_KEY_TABLE_TAG,
  KEY_INDEX_TAG,
  KEY_TABLE_TAG,
  MAGIC,
  RECORDS_TAG,
} from './packed-format.ts';
import { WireCursor, WireError } from './wire-cursor.ts';

/** One event of a packed record. Its data is `[start, end)` of the buffer that was unpacked; nothing is copied. */
export interface PackedEvent {
  readonly partitionKey: string;
  readonly start: number;
  readonly end: number;
}

/** As many as a position can count (`engine/position.ts`); a record of 10 MiB holds fewer. */
const MAX_EVENTS = 10 ** 7;

/** True where bytes `[start, end)` begin as packed records do; no text and no header of a schema registry begins so. */
export function isPacked(buffer: Buffer, start: number, end: number): boolean {
  return (
    end - start >= MAGIC.length &&
    buffer[start] === MAGIC[0] &&
    buffer[start + 1] === MAGIC[1] &&
    buffer[start + 2] === MAGIC[2] &&
    buffer[start + 3] === MAGIC[3]
  );
}

/**
 * The events of a packed record, in their order. Explicit hash keys and tags play no part.
 *
 * It is all or nothing: of a record whose checksum, message or indexes are wrong no event is to be trusted. A sound record that packs no
 * event unpacks to none: nothing is lost, and it must not stand in its lane's way.
 *
 * @param start where the record begins, which `isPacked` has looked at
 */
export function unpackRecord(buffer: Buffer, start: number, end: number): readonly PackedEvent[] | Rejection {
  const message = start + MAGIC.length;
  const digest = end - DIGEST_BYTES;
  if (digest < message) return undecodable('it is too short to hold its checksum');
  const sum = createHash('md5').update(buffer.subarray(message, digest)).digest();
  if (buffer.compare(sum, 0, DIGEST_BYTES, digest, end) !== 0) return undecodable('its checksum does not match');
  try {
    return unpack(buffer, new WireCursor(buffer, message, digest));
  } catch (error) {
    if (error instanceof WireError) return undecodable(error.message);
    throw error;
  }
}

function unpack(buffer: Buffer, cursor: WireCursor): readonly PackedEvent[] {
  const keys: string[] = [];
  const records: number[] = [];
  let hashKeys = 0;
  // Fields may come in any order, so that a record may name a key that follows it.
  while (cursor.position < cursor.end) {
    const tag = cursor.tag();
    if (tag === RECORDS_TAG) {
      if (records.length === 2 * MAX_EVENTS) throw new WireError(`it packs more than ${MAX_EVENTS} events`);
      records.push(cursor.delimited(), cursor.position);
    } else if (tag === KEY_TABLE_TAG) {
      keys.push(textOf(buffer, cursor.delimited(), cursor.position));
    } else if (tag === HASH_KEY_TABLE_TAG) {
      cursor.delimited();
      hashKeys += 1;
    } else if (tag < FIRST_OTHER_TAG) {
      throw wrongType(tag);
    } else {
      cursor.skip(tag);
    }
  }
  return eventsOf(cursor, records, keys, hashKeys);
}

/** @param records where each record begins and ends, in turn */
function eventsOf(
  cursor: WireCursor,
  records: readonly number[],
  keys: readonly string[],
  hashKeys: number,
): readonly PackedEvent[] {
  const events: PackedEvent[] = [];
  for (let at = 0; at < records.length; at += 2) {
    cursor.position = records[at] ?? 0;
    cursor.end = records[at + 1] ?? 0;
    events.push(eventOf(cursor, keys, hashKeys));
  }
  return events;
}

function eventOf(cursor: WireCursor, keys: readonly string[], hashKeys: number): PackedEvent {
  let partitionKey: string | undefined;
  let start = -1;
  let end = -1;
  // Of a field that is there twice the last counts (Protocol Buffers, "Encoding").
  while (cursor.position < cursor.end) {
    const tag = cursor.tag();
    if (tag === KEY_INDEX_TAG) {
      partitionKey = keys[cursor.varint()];
      if (partitionKey === undefined) throw new WireError('an event names a partition key that it does not list');
    } else if (tag === DATA_TAG) {
      start = cursor.delimited();
      end = cursor.position;
    } else if (tag === HASH_KEY_INDEX_TAG) {
      if (cursor.varint() >= hashKeys) throw new WireError('an event names a hash key that it does not list');
    } else if (tag < FIRST_OTHER_TAG) {
      throw wrongType(tag);
    } else {
      cursor.skip(tag);
    }
  }
  if (partitionKey === undefined) throw new WireError('an event names no partition key');
  if (start < 0) throw new WireError('an event holds no data');
  return { partitionKey, start, end };
}

function textOf(buffer: Buffer, start: number, end: number): string {
  const text = buffer.toString('utf8', start, end);
  // What is not UTF-8 comes out as U+FFFD, which may also be meant.
  if (text.includes('\ufffd') && !isUtf8(buffer.subarray(start, end))) {
    throw new WireError('a partition key is not UTF-8 text');
  }
  return text;
}

function wrongType(tag: number): WireError {
  return new WireError(`field ${Math.floor(tag / 8)} has wire type ${tag % 8}, which is not its own`);
}

function undecodable(what: string): Rejection {
  return { reason: 'UNDECODABLE', message: `the packed record (KPL) is corrupt: ${what}` };
}
