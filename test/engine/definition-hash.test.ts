import { describe, expect, it } from 'vitest';
import type { AggregationOptions } from '../../src/engine/aggregation.ts';
import { definitionHash } from '../../src/engine/definition-hash.ts';
import { aggregation, eventType, hours, minutes, type Pipeline, tumbling } from '../../src/engine/index.ts';
import type { Measure } from '../../src/engine/measures.ts';
import { pipelineOf, policy, reading } from './support/readings.ts';

type Options = AggregationOptions<typeof reading, Record<string, Measure>>;

const renamed = eventType('renamed', reading);
const otherTime = eventType('reading', { ...reading, eventTimeMs: (event) => event.rank });

function counted(options: Partial<Options> = {}) {
  return aggregation('counted', {
    from: [reading],
    key: (event) => `${event.keys[0]} a`,
    window: tumbling(minutes(1)),
    allowedLatenessMs: minutes(1),
    measures: (m) => ({ n: m.count(), total: m.sum((event) => event.money, { scale: 2 }) }),
    ...options,
  });
}

const pipeline = pipelineOf();
const hashOf = (options: Partial<Options> = {}, of: Pipeline = pipeline) => definitionHash(of, counted(options));

describe('the fingerprint of an aggregation', () => {
  it('is 64 bits, the same for the same definition', () => {
    expect(hashOf()).toMatch(/^[0-9a-f]{16}$/);
    expect(hashOf()).toBe(hashOf());
  });

  it.each<[string, string]>([
    ['another key', hashOf({ key: (event) => `${event.keys[1]} a` })],
    ['a key with another blank in its text', hashOf({ key: (event) => `${event.keys[0]}  a` })],
    ['a filter', hashOf({ where: () => true })],
    ['another window', hashOf({ window: tumbling(hours(1)) })],
    ['another offset', hashOf({ window: tumbling(minutes(1), { offsetMs: 1 }) })],
    ['another event type', hashOf({ from: [renamed as typeof reading & typeof renamed] })],
    ['another event time', hashOf({ from: [otherTime] })],
    ['another measure', hashOf({ measures: (m) => ({ n: m.count() }) })],
    [
      'measures in another order',
      hashOf({ measures: (m) => ({ total: m.sum((event) => event.money, { scale: 2 }), n: m.count() }) }),
    ],
    [
      'another name of a measure',
      hashOf({ measures: (m) => ({ n: m.count(), sum: m.sum((event) => event.money, { scale: 2 }) }) }),
    ],
    [
      'another scale',
      hashOf({ measures: (m) => ({ n: m.count(), total: m.sum((event) => event.money, { scale: 3 }) }) }),
    ],
    [
      'another kind',
      hashOf({ measures: (m) => ({ n: m.count(), total: m.mean((event) => event.money, { scale: 2 }) }) }),
    ],
    ['another discriminator', hashOf({}, { ...pipeline, records: { format: 'json', typeField: 'kind' } })],
  ])('changes with %s', (_what, hash) => {
    expect(hash).not.toBe(hashOf());
  });

  it.each<[string, string]>([
    ['lateness', hashOf({ allowedLatenessMs: hours(5) })],
    ['hints', hashOf({ keysPerLane: 7, partitions: 3 })],
    ['the generation', hashOf({ generation: 2 })],
    ['former code that means the same', hashOf({ sameMeaningAs: ['0123456789abcdef'] })],
    ['the watermark policy', hashOf({}, { ...pipeline, watermark: { ...policy, outOfOrdernessMs: 1, idle: 'hold' } })],
    ['what becomes of unknown types', hashOf({}, { ...pipeline, records: { format: 'json', unknownTypes: 'ignore' } })],
  ])('does not change with %s, which may change freely', (_what, hash) => {
    expect(hash).toBe(hashOf());
  });
});
