import { describe, expect, it } from 'vitest';
import { avroReader } from '../../../src/codecs/avro/avro-reader.ts';
import { avroWriter } from '../../../src/codecs/avro/avro-writer.ts';
import { type AnyEventType, eventType } from '../../../src/engine/event-type.ts';
import { parseAvro } from '../../../src/schemas/avro/parse-avro.ts';
import { type AvroPair, avroChangedPairs, avroCompatiblePairs, avroEvents } from '../../support/avro-arbitraries.ts';
import { fc } from '../../support/fast-check.ts';
import { evolve, inShort, told } from '../support/evolve.ts';
import { hasEnd } from '../support/has-end.ts';
import { plainAvsc, plainResolver } from '../support/plain-avsc.ts';

/** Two versions in either order of time, with an event written under the first. */
const versions = fc
  .tuple(fc.oneof(avroChangedPairs, avroCompatiblePairs), fc.boolean())
  .map(([{ before, after }, isBack]): AvroPair => (isBack ? { before: after, after: before } : { before, after }));
const versionsWithEvent = versions
  .filter(({ before }) => hasEnd(parseAvro(before)))
  .chain((pair) => avroEvents(pair.before).map((event) => ({ ...pair, event })));

function typeOf(...definitions: readonly string[]): AnyEventType {
  return eventType('event', {
    schema: { format: 'AVRO', versions: definitions.map((definition, index) => ({ version: index + 1, definition })) },
    eventTimeMs: () => 0,
    partitionKey: () => '',
  });
}

function written(definition: string, event: unknown): Buffer {
  return Buffer.from(avroWriter.writerOf(typeOf(definition))(event));
}

describe('what is called compatible', () => {
  it('is read by our own reader, every event of it', () => {
    let compatible = 0;
    fc.assert(
      fc.property(versionsWithEvent, ({ before, after, event }) => {
        if (evolve('AVRO', 'BACKWARD', before, after).kind !== 'compatible') return;
        compatible += 1;
        const bytes = written(before, event);
        const read = avroReader.readerOf(typeOf(before, after)).writtenUnder(before);
        expect(() => read(bytes, 0, bytes.length)).not.toThrow();
      }),
      { numRuns: 200 },
    );
    expect(compatible).toBeGreaterThan(30);
  });

  it('is read by the library alone, every event of it', () => {
    let compatible = 0;
    fc.assert(
      fc.property(versionsWithEvent, ({ before, after, event }) => {
        if (evolve('AVRO', 'BACKWARD', before, after).kind !== 'compatible') return;
        compatible += 1;
        const reader = plainAvsc(after);
        const resolver = plainResolver(reader, plainAvsc(before));
        expect(resolver).toBeDefined();
        expect(() => reader.fromBuffer(written(before, event), resolver)).not.toThrow();
      }),
      { numRuns: 200 },
    );
    expect(compatible).toBeGreaterThan(30);
  });

  it('is so forward where it is backward the other way round', () => {
    fc.assert(
      fc.property(versions, ({ before, after }) => {
        const forward = evolve('AVRO', 'FORWARD', before, after);
        expect(forward.kind).toBe(evolve('AVRO', 'BACKWARD', after, before).kind);
      }),
    );
  });
});

/**
 * What the library reads and we refuse, knowingly: values whose logical type would change their meaning or may refuse them (the library
 * knows none), and bytes that need not be text.
 */
const KNOWINGLY = /^(LOGICAL_TYPE_CHANGED|BYTES_AS_TEXT)( |$)/;

describe('what is called incompatible', () => {
  it('is what the library cannot read either, but for meanings', () => {
    let refused = 0;
    fc.assert(
      fc.property(versions, ({ before, after }) => {
        const verdict = evolve('AVRO', 'BACKWARD', before, after);
        const isPlain = inShort(verdict)
          .split(', ')
          .every((part) => !KNOWINGLY.test(part));
        if (verdict.kind === 'compatible' || !isPlain) return;
        refused += 1;
        expect(plainResolver(plainAvsc(after), plainAvsc(before)), told(verdict).join('\n')).toBeUndefined();
      }),
      { numRuns: 200 },
    );
    expect(refused).toBeGreaterThan(30);
  });
});
