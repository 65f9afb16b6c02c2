import { describe, expect, it } from 'vitest';
import type { AggregationOptions } from '../../src/engine/aggregation.ts';
import { type Evaluated, evaluate, MAX_KEY_BYTES, MAX_KEYS_PER_EVENT } from '../../src/engine/evaluate.ts';
import { fingerprintOf } from '../../src/engine/hash.ts';
import { aggregation, definePipeline, eventType, minutes, tumbling } from '../../src/engine/index.ts';
import type { Measure } from '../../src/engine/measures.ts';
import { planOf } from '../../src/engine/plan.ts';
import { MAX_EPOCH_MS } from '../../src/engine/time.ts';
import { anyText, fc } from '../support/fast-check.ts';
import { noReading, pipelineOf, policy, type Reading, reading, readingSchema } from './support/readings.ts';

const ARRIVAL_MS = Date.UTC(2026, 2, 1, 10);
const FUTURE_BOUND_MS = 45_000;

type Options = AggregationOptions<typeof reading, Record<string, Measure>>;

/** One event through the user's code of one aggregation. */
function evaluated(
  event: Partial<Reading>,
  options: Partial<Options> = {},
  id?: (event: Reading) => string,
  name = 'reading',
): Evaluated {
  const counted = aggregation('counted', {
    from: [reading],
    key: (given) => given.keys,
    window: tumbling(minutes(1)),
    allowedLatenessMs: minutes(1),
    measures: (m) => ({ readings: m.count() }),
    ...options,
  });
  const known = planOf(pipelineOf({ aggregations: [counted] })).routes.get('reading');
  if (!known) throw new Error('no route');
  const route = { ...known, type: { ...known.type, name, id } };
  const whole = { ...noReading, atMs: ARRIVAL_MS, ...event };
  return evaluate({ kind: 'event', route, event: whole }, ARRIVAL_MS, FUTURE_BOUND_MS);
}

/** User code that breaks its types, as JavaScript may. */
const untyped = (value: unknown) => value as never;

describe('evaluate', () => {
  it('gives one part an aggregation: window, keys and what the measures read', () => {
    const atMs = ARRIVAL_MS + 30_001;
    const result = evaluated(
      { atMs, keys: ['a', 'b', 'a'], whole: 7 },
      { measures: (m) => ({ sum: m.sum((e) => e.whole) }) },
    );
    expect(result).toMatchObject({
      kind: 'event',
      eventTimeMs: atMs,
      parts: [{ windowStartMs: ARRIVAL_MS, keys: ['a', 'b', 'a'], values: [7] }],
    });
  });

  it('leaves out an aggregation that filters the event, or whose key list is empty; the event still counts as accepted', () => {
    const filtered = evaluated({}, { where: () => false });
    expect(filtered).toEqual({ kind: 'event', eventTimeMs: ARRIVAL_MS, parts: [] });
    expect(evaluated({ keys: [] })).toEqual(filtered);
  });

  it('ignores an event that no aggregation wants, without running any of its code', () => {
    const unwanted = eventType('unwanted', {
      schema: readingSchema,
      eventTimeMs: () => {
        throw new Error('not to be called');
      },
      partitionKey: () => '',
    });
    const pipeline = definePipeline({
      name: 'two-types',
      records: { format: 'json', typeField: 'type' },
      events: [reading, unwanted],
      watermark: policy,
      aggregations: pipelineOf().aggregations,
    });
    const route = planOf(pipeline).routes.get('unwanted');
    if (!route) throw new Error('no route');
    expect(evaluate({ kind: 'event', route, event: noReading }, ARRIVAL_MS, 0)).toEqual({ kind: 'ignored' });
  });

  it('passes on what decoding has settled', () => {
    const rejection = { reason: 'UNDECODABLE', message: 'not JSON' } as const;
    expect(evaluate({ kind: 'rejected', rejection }, 0, 0)).toEqual({ kind: 'rejected', rejection });
    expect(evaluate({ kind: 'ignored' }, 0, 0)).toEqual({ kind: 'ignored' });
  });

  it('takes the id of an event whose type declares one, with its arrival, and of no other', () => {
    const claimed = (id: string, name?: string) => {
      const result = evaluated({}, {}, () => id, name);
      return result.kind === 'event' ? result.claim : undefined;
    };
    expect(claimed('r-1')).toEqual({ ...fingerprintOf('reading\nr-1'), arrivalMs: ARRIVAL_MS });
    expect(claimed('r-2')).not.toEqual(claimed('r-1'));
    expect(claimed('r-1', 'another-type')).not.toEqual(claimed('r-1'));
    expect(evaluated({})).toMatchObject({ kind: 'event', claim: undefined });
  });

  it.each([[''], [untyped(undefined)], [untyped(7)], [untyped(null)], [untyped({})]])('rejects %s as an id', (id) => {
    expect(evaluated({}, {}, () => id)).toMatchObject({ rejection: { reason: 'INVALID_EVENT_ID' } });
  });

  it('says what a wrong id was', () => {
    expect(evaluated({}, {}, () => untyped(7))).toMatchObject({
      rejection: { message: 'id of "reading" must be text of 1 byte or more, got number "7"' },
    });
  });

  it('takes an event time as far after arrival as the future bound, and not 1 ms more', () => {
    expect(evaluated({ atMs: ARRIVAL_MS + FUTURE_BOUND_MS }).kind).toBe('event');
    expect(evaluated({ atMs: ARRIVAL_MS + FUTURE_BOUND_MS + 1 })).toEqual({
      kind: 'rejected',
      rejection: {
        reason: 'FUTURE_EVENT_TIME',
        message: `event time ${ARRIVAL_MS + 45_001} is 45001 ms after arrival ${ARRIVAL_MS}, the bound is 45000 ms`,
      },
    });
  });

  it.each([
    [-1],
    [0.5],
    [Number.NaN],
    [Number.POSITIVE_INFINITY],
    [MAX_EPOCH_MS + 1],
    [untyped('2026-03-01')],
    [untyped(1n)],
  ])('rejects %s as an event time', (atMs) => {
    expect(evaluated({ atMs })).toMatchObject({ rejection: { reason: 'INVALID_EVENT_TIME' } });
  });

  it.each<[string, unknown]>([
    ['no text', 5],
    ['nothing', undefined],
    ['an empty text', ''],
    ['an empty text among others', ['a', '']],
    ['a hole in a list', new Array(1)],
    ['an object', { a: 1 }],
    ['an object that cannot be shown', [Object.create(null)]],
    ['half of a surrogate pair', 'a\ud800'],
    ['halves of a surrogate pair in the wrong order', ['\udc00\ud800']],
    ['a text of 1,025 bytes', 'x'.repeat(MAX_KEY_BYTES + 1)],
    ['a text of 1,026 bytes in 342 characters', '€'.repeat(342)],
    ['a text of 1,028 bytes in 257 characters', '𝄞'.repeat(257)],
  ])('rejects %s as a key', (_what, key) => {
    expect(evaluated({}, { key: () => untyped(key) })).toMatchObject({ rejection: { reason: 'INVALID_KEY' } });
  });

  it.each([['x'.repeat(MAX_KEY_BYTES)], ['€'.repeat(341)], ['𝄞'.repeat(256)], [' '], ['__proto__'], ['\u0000']])(
    'takes a key of at most 1,024 bytes',
    (key) => {
      expect(evaluated({ keys: [key] })).toMatchObject({ kind: 'event', parts: [{ keys: [key] }] });
    },
  );

  it('rejects an event with more keys than a batch can bear', () => {
    expect(evaluated({ keys: new Array(MAX_KEYS_PER_EVENT).fill('k') }).kind).toBe('event');
    expect(evaluated({ keys: new Array(MAX_KEYS_PER_EVENT + 1).fill('k') })).toMatchObject({
      rejection: { reason: 'TOO_MANY_CONTRIBUTIONS' },
    });
  });

  it('keeps its own copy of a key list that the pipeline fills anew for each event', () => {
    const shared: string[] = [];
    const key = (event: Reading) => {
      shared.splice(0, shared.length, ...event.keys);
      return shared;
    };
    const first = evaluated({ keys: ['a', 'b'] }, { key });
    evaluated({ keys: ['c'] }, { key });
    expect(first).toMatchObject({ parts: [{ keys: ['a', 'b'] }] });
  });

  it('rejects what a measure cannot store', () => {
    const result = evaluated({ whole: 0.5 as number }, { measures: (m) => ({ sum: m.sum((e) => e.whole) }) });
    expect(result).toMatchObject({ rejection: { reason: 'INVALID_MEASURE_VALUE' } });
  });

  it.each<[string, Partial<Options>, (() => string)?]>([
    ['where', { where: untyped(explode) }],
    ['key', { key: untyped(explode) }],
    ['a measure', { measures: (m) => ({ n: m.countIf(explode) }) }],
    ['an id', {}, explode],
  ])('rejects an event on which the code of %s threw', (_what, options, id) => {
    expect(evaluated({}, options, id)).toEqual({
      kind: 'rejected',
      rejection: {
        reason: 'USER_CODE_THREW',
        message: "the pipeline's code threw on this event: TypeError: no such field",
      },
    });
  });

  it('never throws, whatever user code throws or returns, and says so in a line that is not too long', () => {
    const thrown = fc.oneof(
      fc.anything(),
      fc.constantFrom<unknown>(Object.create(null), Symbol('s'), { toString: explode }, 'x'.repeat(10_000)),
      fc.anything().map((message) => Object.assign(new Error('e'), { message })),
    );
    fc.assert(
      fc.property(thrown, thrown, (error, value) => {
        const threw = evaluated({}, { key: () => raise(error) });
        expect(threw).toMatchObject({ kind: 'rejected', rejection: { reason: 'USER_CODE_THREW' } });
        const returned = evaluated(
          { atMs: untyped(value) },
          { key: () => untyped(value), where: () => untyped(value) },
        );
        for (const result of [threw, returned]) {
          if (result.kind === 'rejected') expect(result.rejection.message.length).toBeLessThan(400);
        }
      }),
    );
  });

  it('takes a text as a key just when UTF-8 gives it back, in 1 to 1,024 bytes', () => {
    const long = fc.tuple(anyText, fc.integer({ min: 1, max: 40 })).map(([text, times]) => text.repeat(times));
    fc.assert(
      fc.property(fc.oneof(anyText, long), (key) => {
        const bytes = Buffer.from(key);
        const storable = bytes.length >= 1 && bytes.length <= MAX_KEY_BYTES && bytes.toString() === key;
        expect(evaluated({ keys: [key] }).kind).toBe(storable ? 'event' : 'rejected');
      }),
    );
  });
});

function explode(): never {
  throw new TypeError('no such field');
}

function raise(error: unknown): never {
  throw error;
}
