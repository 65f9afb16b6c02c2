import { describe, expect, it } from 'vitest';
import { deflatePayload, inflatePayload } from '../../../src/codecs/glue-compression.ts';
import { GLUE_HEADER_BYTES, withGlueHeader } from '../../../src/codecs/glue-header.ts';
import { vectorsOf } from '../vectors/glue-vectors.ts';
import { read, write } from './avro-events.ts';

const plain = vectorsOf('AVRO').filter(({ compression }) => compression === 'none');
const compressed = vectorsOf('AVRO').filter(({ compression }) => compression === 'zlib');

describe('the Avro vectors', () => {
  it('are two of each kind', () => {
    expect([plain.length, compressed.length]).toEqual([2, 2]);
  });

  it.each(plain)('$id decodes and encodes again', ({ definition, value, versionId, record }) => {
    expect(read(definition, record.subarray(GLUE_HEADER_BYTES))).toEqual(value);
    expect(withGlueHeader(versionId, write(definition, value), 'none')).toEqual(record);
  });

  it.each(compressed)('$id decodes, and encodes to what inflates to the same', ({ definition, value, record }) => {
    const payload = inflated(record.subarray(GLUE_HEADER_BYTES));
    expect(read(definition, payload)).toEqual(value);
    expect(inflated(deflatePayload(write(definition, value)))).toEqual(payload);
  });
});

function inflated(bytes: Buffer): Buffer {
  const payload = inflatePayload(bytes, 0, bytes.length);
  if ('reason' in payload) throw new Error(payload.message);
  return payload;
}
