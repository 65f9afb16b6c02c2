import { describe, expect, it } from 'vitest';
import { makeJsonDecoder } from '../../src/codecs/json-decoder.ts';
import { eventType } from '../../src/engine/index.ts';
import { planOf } from '../../src/engine/plan.ts';
import { countingPipeline } from '../support/counting-pipeline.ts';
import { decodeRecord } from '../support/decode-record.ts';
import { anyText, fc } from '../support/fast-check.ts';
import { compiledSchema } from './compiled-schema.ts';

/** Decodes bare records of one event type. */
function decoderOf(definition: Readonly<Record<string, unknown>>) {
  const type = eventType('anything', {
    schema: compiledSchema<object>(definition),
    eventTimeMs: () => 0,
    partitionKey: () => 'k',
  });
  const pipeline = countingPipeline('anything', type, { format: 'json' });
  return decodeRecord(makeJsonDecoder(planOf(pipeline), {}));
}

const whole = (minimum: number, maximum: number) => ({ type: 'integer', minimum, maximum });
const code = { type: 'string', pattern: '^[A-Z]{3}$' };
const decodeAnything = decoderOf({ type: 'object' });
const decodeFlight = decoderOf({
  type: 'object',
  properties: {
    departureMs: whole(0, 8_640_000_000_000_000),
    delayMin: whole(-1_440, 14_400),
    distanceMiles: whole(0, 12_500),
    origin: code,
    destination: code,
  },
  required: ['departureMs', 'delayMin', 'distanceMiles', 'origin', 'destination'],
  additionalProperties: false,
});

const objects = fc.dictionary(fc.oneof(anyText, fc.constant('__proto__')), fc.jsonValue({ maxDepth: 3 }));
const airport = fc.stringMatching(/^[A-Z]{3}$/);
const flight = fc.record({
  departureMs: fc.nat({ max: 8_640_000_000_000_000 }),
  delayMin: fc.integer({ min: -1_440, max: 14_400 }),
  distanceMiles: fc.nat({ max: 12_500 }),
  origin: airport,
  destination: airport,
});

describe('decoding', () => {
  it('undoes encoding, whatever the event', () => {
    fc.assert(
      fc.property(objects, (event) => {
        const text = JSON.stringify(event);
        expect(decodeAnything(Buffer.from(text).toString('base64'))).toMatchObject({ event: JSON.parse(text) });
      }),
    );
    fc.assert(
      fc.property(flight, (event) => {
        expect(decodeFlight(encode(event))).toMatchObject({ kind: 'event', event });
      }),
    );
  });

  it('admits the bytes that are UTF-8 and JSON of an object, and no others', () => {
    fc.assert(
      fc.property(spoiltBytes(), (bytes) => {
        expect(decodeAnything(Buffer.from(bytes).toString('base64')).kind).toBe(
          isJsonObject(bytes) ? 'event' : 'rejected',
        );
      }),
      { numRuns: 1_000 },
    );
  });

  it('never throws, whatever text comes as base64', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, fc.base64String()), (text) => {
        expect(decodeFlight(text).kind).toBe('rejected');
      }),
    );
  });

  it('never tells a value that it rejects', () => {
    fc.assert(
      fc.property(flight, fc.constantFrom('delayMin', 'origin', 'destination', 'departureMs'), (event, field) => {
        const decoded = decodeFlight(encode({ ...event, [field]: 'a secret' }));
        expect(decoded).toMatchObject({ rejection: { reason: 'INVALID_EVENT' } });
        expect(JSON.stringify(decoded)).not.toContain('secret');
      }),
    );
  });
});

function encode(event: object): string {
  return Buffer.from(JSON.stringify(event)).toString('base64');
}

/** Bytes of JSON, some of them replaced: much closer to the edge than random bytes. */
function spoiltBytes() {
  const spoils = fc.array(fc.tuple(fc.nat({ max: 60 }), fc.nat({ max: 255 })), { maxLength: 2 });
  return fc.tuple(fc.oneof(objects, fc.jsonValue()), spoils).map(([value, replaced]) => {
    const bytes = Uint8Array.from(Buffer.from(JSON.stringify(value)));
    for (const [index, byte] of replaced) if (index < bytes.length) bytes[index] = byte;
    return bytes;
  });
}

/** The same question to the strict decoder of the Encoding Standard. */
function isJsonObject(bytes: Uint8Array): boolean {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
