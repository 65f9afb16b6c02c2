import type { EventDecoder } from '../../src/codecs/event-decoder.ts';
import { makeRecordReader } from '../../src/codecs/record-reader.ts';
import type { Decoded } from '../../src/engine/evaluate.ts';

/** What a decoder makes of one record of one event, base64. */
export function decodeRecord(decoder: EventDecoder): (dataBase64: string) => Decoded {
  const reader = makeRecordReader(decoder);
  return (dataBase64) => {
    const opened = reader.open(dataBase64);
    if (typeof opened === 'object') return { kind: 'rejected', rejection: opened };
    const decoded = reader.decode(0);
    if (decoded.kind === 'unknownVersion') throw new Error(`schema version ${decoded.versionId} is unknown`);
    return decoded;
  };
}
