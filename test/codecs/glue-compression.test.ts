import { deflateRawSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { deflatePayload, inflatePayload, MAX_INFLATED_BYTES } from '../../src/codecs/glue-compression.ts';
import { GLUE_HEADER_BYTES } from '../../src/codecs/glue-header.ts';
import { fc } from '../support/fast-check.ts';
import { glueVectors } from './vectors/glue-vectors.ts';

describe('compressed payloads', () => {
  it.each([
    ['avro-zlib-stored', 'avro-none-1'],
    ['avro-zlib-deflate', 'avro-none-2'],
    ['json-zlib-stored', 'json-none-1'],
  ])('inflate: %s holds the payload of %s', (compressedId, plainId) => {
    const compressed = recordOf(compressedId);
    const plain = recordOf(plainId).subarray(GLUE_HEADER_BYTES);
    expect(inflatePayload(compressed, GLUE_HEADER_BYTES, compressed.length)).toEqual(plain);
  });

  it('are written in the same format', () => {
    const payload = Buffer.from('a payload');
    const deflated = deflatePayload(payload);
    expect(deflated.readUInt16BE(0)).toBe(0x789c);
    expect(inflate(deflated)).toEqual(payload);
  });

  it('are refused where they hold more than a record can, before it is all inflated', () => {
    const limit = MAX_INFLATED_BYTES;
    const bomb = deflatePayload(Buffer.alloc(20 * limit));
    const before = process.memoryUsage().arrayBuffers;
    expect(inflate(bomb)).toEqual(undecodable(`the compressed payload inflates to more than ${limit} bytes`));
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(3 * limit);
    expect(inflate(deflatePayload(Buffer.alloc(limit)))).toHaveProperty('length', limit);
  });

  const sample = deflatePayload(Buffer.from('a payload that is packed'));

  it.each([
    ['nothing', Buffer.alloc(0), 'the compressed payload ends too early'],
    ['its last byte missing', sample.subarray(0, -1), 'the compressed payload ends too early'],
    [
      'bytes after its end',
      Buffer.concat([sample, Buffer.from('xyz')]),
      '3 bytes follow the end of the compressed payload',
    ],
    [
      'another payload after its end',
      Buffer.concat([sample, sample]),
      `${sample.length} bytes follow the end of the compressed payload`,
    ],
    ['a wrong checksum', withLastByteChanged(sample), 'the payload is not in the zlib format that its header names'],
    ['raw deflate', deflateRawSync('a payload'), 'the payload is not in the zlib format that its header names'],
    ['gzip', gzipSync('a payload'), 'the payload is not in the zlib format that its header names'],
    ['a preset dictionary', Buffer.from('78bb0a0b0c0d0000', 'hex'), 'the compressed payload needs a dictionary'],
  ])('are refused where they are %s', (_what, bytes, message) => {
    expect(inflate(bytes)).toEqual(undecodable(message));
  });

  it('are inflated or refused, whatever the bytes', () => {
    const payloads = fc.uint8Array({ maxLength: 200 });
    const spoils = fc.array(fc.tuple(fc.nat({ max: 60 }), fc.nat({ max: 255 })), { maxLength: 3 });
    fc.assert(
      fc.property(payloads, spoils, fc.nat({ max: 60 }), (payload, replaced, cut) => {
        const whole = deflatePayload(payload);
        expect(inflate(whole)).toEqual(Buffer.from(payload));
        const bytes = Buffer.from(whole.subarray(0, Math.max(0, whole.length - cut)));
        for (const [index, byte] of replaced) if (index < bytes.length) bytes[index] = byte;
        const inflated = inflate(bytes);
        if ('reason' in inflated) expect(inflated.reason).toBe('UNDECODABLE');
        else expect(inflated.length).toBeLessThanOrEqual(MAX_INFLATED_BYTES);
      }),
    );
  });
});

function recordOf(id: string): Buffer {
  return glueVectors.find((vector) => vector.id === id)?.record ?? Buffer.alloc(0);
}

function inflate(bytes: Buffer) {
  return inflatePayload(bytes, 0, bytes.length);
}

function undecodable(message: string) {
  return { reason: 'UNDECODABLE', message };
}

function withLastByteChanged(bytes: Buffer): Buffer {
  const changed = Buffer.from(bytes);
  changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
  return changed;
}
