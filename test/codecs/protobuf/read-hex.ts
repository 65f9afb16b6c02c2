import { protobufReader } from '../../../src/codecs/protobuf/protobuf-reader.ts';
import { RejectedValue } from '../../../src/engine/rejection.ts';
import { protoEventType } from './event-types.ts';

export function bytesOf(hex: string): Buffer {
  return Buffer.from(hex.replace(/\s/g, ''), 'hex');
}

/** Reads payloads that are written in hexadecimal, index first, as an event of today's, the last of the versions. */
interface HexReader {
  (hex: string): unknown;
  /** Why a payload is rejected: the reason and the message. */
  rejection(hex: string): readonly [string, string];
  /** For payloads that were written under another version. */
  under(definition: string): HexReader;
}

export function readerOf(eventName: string, ...versions: readonly string[]): HexReader {
  const reader = protobufReader.readerOf(protoEventType(eventName, ...versions));
  const under = (definition: string): HexReader => {
    const readPayload = reader.writtenUnder(definition);
    // In the midst of other bytes, as records lie in a buffer.
    const read = (hex: string): unknown => {
      const bytes = bytesOf(`ff ${hex} 08`);
      return readPayload(bytes, 1, bytes.length - 1);
    };
    const rejection = (hex: string): readonly [string, string] => {
      try {
        throw new Error(`was read as ${String(read(hex))}`);
      } catch (error) {
        if (error instanceof RejectedValue) return [error.reason, error.message];
        throw error;
      }
    };
    return Object.assign(read, { rejection, under });
  };
  return under(versions.at(-1) ?? '');
}
