import { describe, expect, it } from 'vitest';
import {
  GLUE_HEADER_BYTES,
  hasGlueHeader,
  makeGlueHeaderReader,
  withGlueHeader,
} from '../../src/codecs/glue-header.ts';
import { fc } from '../support/fast-check.ts';
import { glueVectors, negativeVectors } from './vectors/glue-vectors.ts';

const VERSION_ID = '00112233-4455-6677-8899-aabbccddeeff';

const compressions = fc.constantFrom('none' as const, 'zlib' as const);

describe('the header of a registered record', () => {
  it.each(glueVectors)('is read from $id', ({ record, versionId, compression }) => {
    expect(makeGlueHeaderReader()(record, 0, record.length)).toEqual({ versionId, compression });
    expect(hasGlueHeader(record, 0, record.length)).toBe(true);
  });

  it.each(glueVectors)('is written as in $id', ({ record, versionId, compression }) => {
    expect(withGlueHeader(versionId, record.subarray(GLUE_HEADER_BYTES), compression)).toEqual(record);
  });

  it.each([
    ['neg-short', "the record has 2 bytes, the registry's header alone takes 18"],
    ['neg-version', "the record's first byte must be the header version 3, got 4"],
    ['neg-compression', "the header's compression must be 0 (none) or 5 (zlib), got 1"],
  ])('is refused in %s', (id, message) => {
    const record = negativeVectors.find((vector) => vector.id === id)?.record ?? Buffer.alloc(0);
    expect(makeGlueHeaderReader()(record, 0, record.length)).toEqual({ reason: 'UNDECODABLE', message });
  });

  it('may be all there is: an event of no bytes', () => {
    const record = withGlueHeader(VERSION_ID, new Uint8Array(), 'none');
    expect(makeGlueHeaderReader()(record, 0, record.length)).toEqual({ versionId: VERSION_ID, compression: 'none' });
  });

  it('is looked for within the record alone', () => {
    const record = withGlueHeader(VERSION_ID, Buffer.from('payload'), 'none');
    const read = makeGlueHeaderReader();
    expect(hasGlueHeader(record, 0, 0)).toBe(false);
    expect(hasGlueHeader(record, 1, record.length)).toBe(false);
    expect(read(record, 0, 17)).toMatchObject({ reason: 'UNDECODABLE' });
    expect(read(Buffer.concat([Buffer.from('xy'), record]), 2, 2 + record.length)).toMatchObject({
      versionId: VERSION_ID,
    });
  });

  it('is never read out of JSON', () => {
    const text = Buffer.from('{"a":"a text of more than 18 bytes"}');
    expect(hasGlueHeader(text, 0, text.length)).toBe(false);
  });

  it('takes ids in lower case alone, as the registry gives them', () => {
    expect(() => withGlueHeader(VERSION_ID.toUpperCase(), Buffer.alloc(0), 'none')).toThrow(/UUID in lower case/);
    expect(() => withGlueHeader('no id', Buffer.alloc(0), 'none')).toThrow('got "no id"');
  });

  it('is read as it was written, however many ids one reader meets', () => {
    const records = fc.record({ id: fc.uuid(), payload: fc.uint8Array({ maxLength: 9 }), compression: compressions });
    fc.assert(
      fc.property(fc.array(records, { maxLength: 100 }), fc.nat(), (written, rotation) => {
        const read = makeGlueHeaderReader();
        const again = written.map((_, index) => written[(index + rotation) % written.length] ?? written[0]);
        for (const item of [...written, ...again]) {
          if (!item) continue;
          const record = withGlueHeader(item.id, item.payload, item.compression);
          expect(read(record, 0, record.length)).toEqual({ versionId: item.id, compression: item.compression });
          expect(new Uint8Array(record.subarray(GLUE_HEADER_BYTES))).toEqual(item.payload);
        }
      }),
    );
  });

  it('is read or refused, whatever the bytes', () => {
    const bytes = fc.uint8Array({ maxLength: 40 }).map((tail) => Buffer.from(tail));
    fc.assert(
      fc.property(bytes, fc.boolean(), (random, isLikely) => {
        const record = isLikely ? Buffer.concat([Buffer.from([3]), random]) : random;
        const header = makeGlueHeaderReader()(record, 0, record.length);
        if ('reason' in header) expect(header.reason).toBe('UNDECODABLE');
        else expect(withGlueHeader(header.versionId, record.subarray(18), header.compression)).toEqual(record);
      }),
    );
  });
});
