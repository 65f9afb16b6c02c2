import { describe, expect, it } from 'vitest';
import { makeJsonDecoder } from '../../src/codecs/json-decoder.ts';
import { aggregation, definePipeline, type EventSchema, eventType, minutes, tumbling } from '../../src/engine/index.ts';
import type { BareRecords } from '../../src/engine/pipeline.ts';
import { planOf } from '../../src/engine/plan.ts';
import { decodeRecord } from '../support/decode-record.ts';
import { compiledSchema } from './compiled-schema.ts';

interface Reading {
  readonly sensor: string;
  readonly celsius: number;
}

const readingSchema = compiledSchema<Reading>({
  type: 'object',
  properties: {
    kind: { const: 'reading' },
    sensor: { type: 'string', pattern: '^s-[0-9]+$' },
    celsius: { type: 'number', minimum: -90 },
    place: { anyOf: [{ type: 'string' }, { type: 'object', properties: { city: true }, required: ['city'] }] },
  },
  required: ['sensor', 'celsius'],
  additionalProperties: false,
});

const reading = typeOf('reading', readingSchema);
const outage = typeOf('outage', compiledSchema<Reading>({ type: 'object' }));

function typeOf(name: string, schema: EventSchema<Reading>) {
  return eventType(name, { schema, eventTimeMs: () => 0, partitionKey: (event) => event.sensor });
}

function pipelineOf(events: readonly (typeof reading)[], records: BareRecords) {
  return definePipeline({
    name: 'weather',
    records,
    events,
    watermark: { outOfOrdernessMs: 0, futureBoundMs: 0, idleAfterMs: 1_000, idle: 'hold' },
    aggregations: [
      aggregation('bySensor', {
        from: events,
        key: (event) => event.sensor,
        window: tumbling(minutes(1)),
        allowedLatenessMs: 0,
        measures: (m) => ({ readings: m.count() }),
      }),
    ],
  });
}

function decoderOf(events: readonly (typeof reading)[], records: BareRecords) {
  const decode = decodeRecord(makeJsonDecoder(planOf(pipelineOf(events, records)), records));
  return (data: string | Uint8Array) => decode(Buffer.from(data).toString('base64'));
}

const oneType = decoderOf([reading], { format: 'json' });
const rejecting = decoderOf([reading, outage], { format: 'json', typeField: 'kind' });
const ignoring = decoderOf([reading, outage], { format: 'json', typeField: 'kind', unknownTypes: 'ignore' });
const bytes = (...values: number[]) => Uint8Array.from(values);
const rejection = (reason: string, message: string) => ({ kind: 'rejected', rejection: { reason, message } });

describe('a record of a pipeline with one event type', () => {
  it('becomes an event', () => {
    const decoded = oneType('{"sensor":"s-1","celsius":21.5}');
    expect(decoded).toMatchObject({ kind: 'event', event: { sensor: 's-1', celsius: 21.5 }, route: { type: reading } });
  });

  it.each([
    ['nothing', '', 'the record is empty'],
    ['half an object', '{"sensor":', 'the record is not JSON'],
    ['two objects', '{} {}', 'the record is not JSON from character 3 on'],
    ['a byte order mark', '\ufeff{}', 'the record starts with a byte order mark, which JSON does not allow'],
    ['an array', '[1]', 'the record must hold one JSON object, got array'],
    ['null', 'null', 'the record must hold one JSON object, got null'],
    ['a number', '12', 'the record must hold one JSON object, got number'],
    ['a byte that starts no character', bytes(0x22, 0xff, 0x22), 'the record is not UTF-8 text'],
    ['a character cut off', bytes(0x22, 0xe2, 0x82, 0x22), 'the record is not UTF-8 text'],
    ['half a surrogate pair', bytes(0x22, 0xed, 0xa0, 0x80, 0x22), 'the record is not UTF-8 text'],
    ['a slash in two bytes', bytes(0x22, 0xc0, 0xaf, 0x22), 'the record is not UTF-8 text'],
  ])('is undecodable where it is %s', (_what, data, message) => {
    expect(oneType(data)).toEqual(rejection('UNDECODABLE', message));
  });

  it.each([
    ['a field missing', '{"sensor":"s-1"}', "must have required property 'celsius'"],
    ['a field too many', '{"sensor":"s-1","celsius":1,"pin":"1234"}', 'must NOT have additional properties'],
    ['a prototype smuggled in', '{"sensor":"s-1","celsius":1,"__proto__":{}}', 'must NOT have additional properties'],
    ['a wrong type', '{"sensor":"s-1","celsius":"1"}', '/celsius must be number'],
    ['a number that is not finite', '{"sensor":"s-1","celsius":1e999}', '/celsius must be number'],
    ['a value out of range', '{"sensor":"s-1","celsius":-273}', '/celsius must be >= -90'],
    ['a wrong form', '{"sensor":"secret","celsius":1}', '/sensor must match pattern "^s-[0-9]+$"'],
    ['no possible choice', '{"sensor":"s-1","celsius":1,"place":7}', '/place must match a schema in anyOf'],
  ])('is invalid with %s, said without its values', (_what, data, violation) => {
    expect(oneType(data)).toEqual(rejection('INVALID_EVENT', `event "reading" is not valid: ${violation}`));
  });
});

describe('records of several event types', () => {
  it('go where their type says', () => {
    expect(rejecting('{"kind":"outage"}')).toMatchObject({ kind: 'event', route: { type: outage } });
    expect(rejecting('{"kind":"reading","sensor":"s-1","celsius":1}')).toMatchObject({ route: { type: reading } });
    expect(rejecting('{"kind":"reading"}')).toMatchObject({ rejection: { reason: 'INVALID_EVENT' } });
  });

  it('are rejected, or ignored where the definition says so, when their type is unknown', () => {
    const message = 'field "kind" names the type "storm", known are reading, outage';
    expect(rejecting('{"kind":"storm"}')).toEqual(rejection('UNKNOWN_EVENT_TYPE', message));
    expect(ignoring('{"kind":"storm"}')).toEqual({ kind: 'ignored' });
    expect(ignoring('{"kind":"__proto__"}')).toEqual({ kind: 'ignored' });
  });

  it.each([
    ['{}', 'nothing'],
    ['{"kind":7}', 'number'],
    ['{"kind":null}', 'null'],
    ['{"kind":["reading"]}', 'array'],
  ])('are always rejected when they name no type: %s', (data, given) => {
    const expected = rejection('UNKNOWN_EVENT_TYPE', `field "kind" must name the event's type, got ${given}`);
    expect(rejecting(data)).toEqual(expected);
    expect(ignoring(data)).toEqual(expected);
  });

  it('are not fooled by what every object inherits', () => {
    const decode = decoderOf([reading, outage], { format: 'json', typeField: 'constructor' });
    expect(decode('{}')).toMatchObject({ rejection: { reason: 'UNKNOWN_EVENT_TYPE' } });
  });

  it('quote no more of an unknown type than a name needs', () => {
    const decoded = rejecting(JSON.stringify({ kind: 'x'.repeat(10_000) }));
    expect(JSON.stringify(decoded).length).toBeLessThan(250);
  });
});

describe('base64', () => {
  const decode = decodeRecord(makeJsonDecoder(planOf(pipelineOf([reading], { format: 'json' })), {}));

  it.each(['e30', 'e3=', '=e30=', 'e30=e30=', 'e3 0=', 'e*0=', '====', 'Q'])(
    'that is none is undecodable: %s',
    (data) => {
      expect(decode(data)).toEqual(rejection('UNDECODABLE', 'the record is not base64'));
    },
  );

  it('of a record larger than any before it is read whole, and small ones after it', () => {
    const large = `{"sensor":"s-${'1'.repeat(300_000)}","celsius":1}`;
    for (const data of [large, '{"sensor":"s-1","celsius":1}']) expect(oneType(data)).toMatchObject({ kind: 'event' });
  });
});

describe('a schema', () => {
  it('without a generated validator is refused at once', () => {
    const bare = typeOf('bare', { format: 'JSON', versions: [{ version: 1, definition: '{}' }] });
    expect(() => decoderOf([bare], { format: 'json' })).toThrow(
      'event type "bare": its schema has no validator: use the constant that `npx millrace schemas types` wrote to generated/',
    );
  });

  it('that recurses does not let a deeply nested event through, nor crash on it', () => {
    const tree = compiledSchema<Reading>({ type: 'object', properties: { child: { $ref: '#' } } });
    const decode = decoderOf([typeOf('tree', tree)], { format: 'json' });
    const depth = 100_000;
    expect(decode(`${'{"child":'.repeat(depth)}{}${'}'.repeat(depth)}`)).toEqual(
      rejection('INVALID_EVENT', 'event "tree" is not valid: it is nested too deeply to be checked'),
    );
    expect(decode('{"child":{"child":{}}}')).toMatchObject({ kind: 'event' });
  });
});
