import { describe, expect, it } from 'vitest';
import { deflatePayload } from '../../src/codecs/glue-compression.ts';
import { makeGlueDecoder } from '../../src/codecs/glue-decoder.ts';
import { withGlueHeader } from '../../src/codecs/glue-header.ts';
import { jsonReader } from '../../src/codecs/json/json-reader.ts';
import { makeEventDecoder } from '../../src/codecs/make-event-decoder.ts';
import { eventType, type RecordFormat } from '../../src/engine/index.ts';
import { planOf } from '../../src/engine/plan.ts';
import type { RegisteredVersion } from '../../src/ports/schema-registry.ts';
import { countingPipeline } from '../support/counting-pipeline.ts';
import { compiledSchema } from './compiled-schema.ts';

const FIRST = '00000000-0000-4000-8000-000000000001';
const LATER = '00000000-0000-4000-8000-000000000002';
const FOREIGN = '00000000-0000-4000-8000-000000000003';

const reading = eventType('reading', {
  schema: compiledSchema<{ celsius: number }>({
    type: 'object',
    properties: { celsius: { type: 'number' } },
    required: ['celsius'],
  }),
  eventTimeMs: () => 0,
  partitionKey: () => 'k',
});

const planWith = (records: RecordFormat) => planOf(countingPipeline('weather', reading, records));

function version(versionId: string, given: Partial<RegisteredVersion> = {}): RegisteredVersion {
  return {
    versionId,
    registryName: 'millrace-weather',
    schemaName: 'reading',
    versionNumber: 1,
    format: 'JSON',
    definition: '{}',
    ...given,
  };
}

function decoderOf(given: Omit<Extract<RecordFormat, { format: 'glue' }>, 'format'> = {}) {
  const decoder = makeEventDecoder(planWith({ format: 'glue', ...given }), [jsonReader], { 'reading/1': FIRST });
  const decode = (record: Uint8Array) => decoder.decode(Buffer.from(record), 0, record.length);
  return { decoder, decode };
}

const payload = (text: string) => Buffer.from(text);
const WARM = payload('{"celsius":21.5}');

describe('a record with the registry’s header', () => {
  it('is an event of the type that its schema is named after', () => {
    const { decode } = decoderOf();
    const expected = { kind: 'event', route: { type: reading }, event: { celsius: 21.5 } };
    expect(decode(withGlueHeader(FIRST, WARM, 'none'))).toMatchObject(expected);
    expect(decode(withGlueHeader(FIRST, deflatePayload(WARM), 'zlib'))).toMatchObject(expected);
  });

  it('may name a version that is asked for first', () => {
    const { decoder, decode } = decoderOf();
    const record = withGlueHeader(LATER, WARM, 'none');
    expect(decode(record)).toEqual({ kind: 'unknownVersion', versionId: LATER });
    decoder.learn(version(LATER, { versionNumber: 2 }));
    expect(decode(record)).toMatchObject({ kind: 'event' });
  });

  it.each([
    ['another schema of the registry', { schemaName: 'outage' }, /schema is "outage" of registry "millrace-weather"/],
    [
      'a namesake elsewhere',
      { registryName: 'default-registry' },
      /"reading" of registry "default-registry", known are reading of/,
    ],
  ])('of %s is rejected, or ignored where the definition says so', (_what, given, message) => {
    for (const unknownTypes of ['reject', 'ignore'] as const) {
      const { decoder, decode } = decoderOf({ unknownTypes });
      decoder.learn(version(FOREIGN, given));
      const decoded = decode(withGlueHeader(FOREIGN, WARM, 'none'));
      if (unknownTypes === 'ignore') expect(decoded).toEqual({ kind: 'ignored' });
      else {
        const rejection = { reason: 'UNKNOWN_EVENT_TYPE', message: expect.stringMatching(message) };
        expect(decoded).toEqual({ kind: 'rejected', rejection });
      }
    }
  });

  it('of a version in another format than its event type’s is rejected, and the others go on', () => {
    const { decoder, decode } = decoderOf();
    decoder.learn(version(LATER, { format: 'AVRO', definition: '"string"' }));
    expect(decode(withGlueHeader(LATER, WARM, 'none'))).toMatchObject({
      rejection: {
        reason: 'INCOMPATIBLE_SCHEMA',
        message: expect.stringContaining('it is AVRO, the event type is JSON'),
      },
    });
    expect(decode(withGlueHeader(FIRST, WARM, 'none'))).toMatchObject({ kind: 'event' });
  });

  it.each([
    ['is cut off in the header', Buffer.from([3, 0, 1, 2]), 'UNDECODABLE'],
    ['has another header version', Buffer.concat([Buffer.from([4]), Buffer.alloc(20)]), 'UNDECODABLE'],
    ['is empty', Buffer.alloc(0), 'UNDECODABLE'],
    ['has a payload that is no JSON', withGlueHeader(FIRST, payload('{"celsius":'), 'none'), 'UNDECODABLE'],
    ['is not compressed as it says', withGlueHeader(FIRST, WARM, 'zlib'), 'UNDECODABLE'],
    ['does not match its schema', withGlueHeader(FIRST, payload('{"celsius":"warm"}'), 'none'), 'INVALID_EVENT'],
  ])('that %s is rejected', (_what, record, reason) => {
    expect(decoderOf().decode(record)).toMatchObject({ kind: 'rejected', rejection: { reason } });
  });
});

describe('a record without the header', () => {
  it('is rejected, unless the definition takes bare JSON too', () => {
    expect(decoderOf().decode(WARM)).toMatchObject({ rejection: { reason: 'UNDECODABLE' } });
    const { decode } = decoderOf({ withoutHeader: { format: 'json' } });
    expect(decode(WARM)).toMatchObject({ kind: 'event', event: { celsius: 21.5 } });
    expect(decode(withGlueHeader(FIRST, WARM, 'none'))).toMatchObject({ kind: 'event' });
    expect(decode(payload('warm'))).toMatchObject({ rejection: { reason: 'UNDECODABLE' } });
  });
});

describe('what a decoder remembers', () => {
  it('is bounded: of thousands of versions the oldest are asked for again', () => {
    const { decoder, decode } = decoderOf();
    const idOf = (index: number) => `00000000-0000-4000-9000-${String(index).padStart(12, '0')}`;
    for (let index = 0; index < 2_000; index += 1) decoder.learn(version(idOf(index)));
    expect(decode(withGlueHeader(idOf(0), WARM, 'none'))).toMatchObject({ kind: 'unknownVersion' });
    expect(decode(withGlueHeader(idOf(1_999), WARM, 'none'))).toMatchObject({ kind: 'event' });
  });
});

describe('a deployment fault', () => {
  it('is told at the start: a format that was not bundled, a version that the code does not have', () => {
    const plan = planWith({ format: 'glue' });
    expect(() => makeGlueDecoder({ plan, formats: [], unknownTypes: 'reject' })).toThrow(
      /event type "reading": its format JSON is not among those of this build: deploy again/,
    );
    expect(() => makeEventDecoder(plan, [jsonReader], { 'reading/7': FIRST })).toThrow(/"reading\/7"/);
  });
});
