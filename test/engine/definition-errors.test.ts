import { describe, expect, it } from 'vitest';
import { checkDefinition } from '../../src/engine/check-definition.ts';
import { DefinitionError, definePipeline, type Pipeline, seconds, tumbling } from '../../src/engine/index.ts';
import { counted, deduped, identified, named, only, registered, sound, watermark } from './support/definitions.ts';
import { pipelineOf, policy, reading } from './support/readings.ts';

describe('a sound definition', () => {
  it('has no issue, and is given back as it is', () => {
    expect(checkDefinition(sound)).toEqual([]);
    expect(definePipeline(sound)).toBe(sound);
    expect(pipelineOf().aggregations).toHaveLength(2);
  });

  it.each<[string, Pipeline]>([
    ['names at their longest', { ...sound, name: 'a'.repeat(30), aggregations: [counted({}, 'A'.repeat(40))] }],
    [
      'a window of one millisecond without any patience',
      {
        ...watermark({ outOfOrdernessMs: 0, futureBoundMs: 0 }),
        aggregations: [counted({ window: tumbling(1), allowedLatenessMs: 0 })],
      },
    ],
    ['a future bound as wide as lateness and disorder allow', watermark({ futureBoundMs: seconds(80) })],
    ['a hold limit equal to the disorder', watermark({ maxHoldMs: policy.outOfOrdernessMs })],
    ['an offset one below the size', only({ window: tumbling(60_000, { offsetMs: 59_999 }) })],
    ['twenty former hashes', only({ sameMeaningAs: new Array<string>(20).fill('0123456789abcdef') })],
    ['the finest decimals', only({ measures: (m) => ({ total: m.sum((event) => event.money, { scale: 15 }) }) })],
    [
      'an event type that no aggregation wants',
      { ...sound, events: [reading, named('other')], records: { format: 'json', typeField: 'type' } },
    ],
    ['ids that are remembered for a millisecond', deduped({ horizonMs: 1 })],
    ['as many ids as there may be', deduped({ horizonMs: 1, maxIdsPerLane: 10_000_000 })],
    ['events kept for as long as there is', only({ allowedLatenessMs: Number.MAX_SAFE_INTEGER })],
  ])('may have %s', (_what, definition) => {
    expect(checkDefinition(definition)).toEqual([]);
  });
});

describe('a wrong definition', () => {
  it.each<[string, Pipeline, string]>([
    [
      'a pipeline name with a capital',
      { ...sound, name: 'Flights' },
      'name "Flights" must be 3 to 30 lower-case letters, digits or dashes, starting with a letter',
    ],
    [
      'a pipeline name that is too short',
      { ...sound, name: 'ab' },
      'name "ab" must be 3 to 30 lower-case letters, digits or dashes, starting with a letter',
    ],
    [
      'no event type',
      { ...sound, events: [], aggregations: [counted({ from: [] })] },
      'events is empty: declare at least one event type',
    ],
    [
      'two event types of one name',
      { ...sound, events: [reading, named('reading')], records: { format: 'json', typeField: 'type' } },
      'event type name "reading" is used twice: names must differ',
    ],
    [
      'an event type name with a dot',
      { ...sound, events: [reading, named('order.placed')], records: { format: 'json', typeField: 'type' } },
      'event type name "order.placed" must be 1 to 40 letters, digits or dashes, starting with a letter',
    ],
    [
      'several event types without a type field',
      { ...sound, events: [reading, named('other')] },
      'records.typeField is missing: with 2 event types each record must name its own',
    ],
    [
      'an empty type field',
      { ...sound, records: { format: 'json', typeField: '' } },
      'records.typeField is empty: give the name of the field that holds the type',
    ],
    [
      'bare records of an event type that is not JSON',
      { ...sound, events: [registered], aggregations: [counted({ from: [registered] })] },
      'event type "reading" has a schema of format AVRO, but records are bare JSON: use records.format "glue", whose header names the schema version',
    ],
    [
      'records without header of an event type that is not JSON',
      {
        ...sound,
        records: { format: 'glue', withoutHeader: { format: 'json' } },
        events: [registered],
        aggregations: [counted({ from: [registered] })],
      },
      'event type "reading" has a schema of format AVRO, but records.withoutHeader are bare JSON: use records.format "glue", whose header names the schema version',
    ],
    [
      'an id without dedupe',
      { ...sound, events: [identified], aggregations: [counted({ from: [identified] })] },
      'event type "reading" declares an id, but dedupe is missing: say for how long ids are remembered',
    ],
    [
      'dedupe without an id',
      { ...sound, dedupe: { horizonMs: 1 } },
      'dedupe is given, but no event type declares an id: declare one, or leave dedupe out',
    ],
    [
      'ids that are not remembered',
      deduped({ horizonMs: 0 }),
      'dedupe.horizonMs 0 must be a whole number of milliseconds, 1 or more',
    ],
    [
      'too few ids a lane',
      deduped({ horizonMs: 1, maxIdsPerLane: 999 }),
      'dedupe.maxIdsPerLane 999 must be a whole number from 1000 to 10000000',
    ],
    [
      'more ids a lane than an instance holds',
      deduped({ horizonMs: 1, maxIdsPerLane: 10_000_001 }),
      'dedupe.maxIdsPerLane 10000001 must be a whole number from 1000 to 10000000',
    ],
    [
      'negative disorder',
      watermark({ outOfOrdernessMs: -1 }),
      'watermark.outOfOrdernessMs -1 must be a whole number of milliseconds, 0 or more',
    ],
    [
      'half a millisecond',
      watermark({ futureBoundMs: 0.5 }),
      'watermark.futureBoundMs 0.5 must be a whole number of milliseconds, 0 or more',
    ],
    [
      'no time before a lane is idle',
      watermark({ idleAfterMs: 0 }),
      'watermark.idleAfterMs 0 must be a whole number of milliseconds, 1 or more',
    ],
    [
      'no hold at all',
      watermark({ outOfOrdernessMs: 0, maxHoldMs: 0 }),
      'watermark.maxHoldMs 0 must be a whole number of milliseconds, 1 or more',
    ],
    [
      'a hold limit below the disorder',
      watermark({ maxHoldMs: 19_999 }),
      'watermark.maxHoldMs 19999 is below outOfOrdernessMs 20000: it would pass honest data',
    ],
    [
      'a future bound wider than patience',
      watermark({ futureBoundMs: 80_001 }),
      'aggregation "counted": watermark.futureBoundMs 80001 is wider than allowedLatenessMs + outOfOrdernessMs 80000: one event from the future would make honest data too late; narrow the bound or allow more lateness',
    ],
    ['no aggregation', { ...sound, aggregations: [] }, 'aggregations is empty: declare at least one'],
    [
      'too many aggregations',
      { ...sound, aggregations: Array.from({ length: 21 }, (_, index) => counted({}, `a${index}`)) },
      '21 aggregations given, at most 20 share a stream: split the pipeline',
    ],
    [
      'two aggregations of one name',
      { ...sound, aggregations: [counted(), counted()] },
      'aggregation name "counted" is used twice: names must differ',
    ],
    [
      'an aggregation name that starts with a digit',
      { ...sound, aggregations: [counted({}, '1st')] },
      'aggregation name "1st" must be 1 to 40 letters, digits or dashes, starting with a letter',
    ],
    [
      'an aggregation of nothing',
      only({ from: [] }),
      'aggregation "counted": from is empty: name at least one event type',
    ],
    [
      'an event type that is not listed',
      only({ from: [named('ghost') as typeof reading] }),
      'aggregation "counted": unknown event type "ghost" in from: list it in events (known: reading)',
    ],
    [
      'a window of no length',
      only({ window: tumbling(0) }),
      'aggregation "counted": window size 0 must be a whole number of milliseconds, 1 or more',
    ],
    [
      'a window that is not whole',
      only({ window: tumbling(1.5) }),
      'aggregation "counted": window size 1.5 must be a whole number of milliseconds, 1 or more',
    ],
    [
      'a window beyond all time',
      only({ window: tumbling(Number.MAX_SAFE_INTEGER) }),
      'aggregation "counted": window size 9007199254740991 is above 367199254740991: give a shorter one',
    ],
    [
      'an offset of a whole window',
      only({ window: tumbling(60_000, { offsetMs: 60_000 }) }),
      'aggregation "counted": window offsetMs 60000 must be a whole number from 0 up to, not including, the size 60000',
    ],
    [
      'a negative offset',
      only({ window: tumbling(60_000, { offsetMs: -1 }) }),
      'aggregation "counted": window offsetMs -1 must be a whole number from 0 up to, not including, the size 60000',
    ],
    [
      'negative lateness',
      { ...watermark({ futureBoundMs: 0 }), aggregations: [counted({ allowedLatenessMs: -1 })] },
      'aggregation "counted": allowedLatenessMs -1 must be a whole number of milliseconds, 0 or more',
    ],
    [
      'no key a lane',
      only({ keysPerLane: 0 }),
      'aggregation "counted": keysPerLane 0 must be a whole number from 1 to 1000000',
    ],
    [
      'too many partitions',
      only({ partitions: 257 }),
      'aggregation "counted": partitions 257 must be a whole number from 1 to 256',
    ],
    [
      'a former hash that is none',
      only({ sameMeaningAs: ['0123456789abcdef', '0123456789ABCDEF'] }),
      'aggregation "counted": sameMeaningAs "0123456789ABCDEF" must be 16 digits from 0 to 9 and a to f, as the refusal to run names it',
    ],
    [
      'a former hash that is too short',
      only({ sameMeaningAs: ['0123456789abcde'] }),
      'aggregation "counted": sameMeaningAs "0123456789abcde" must be 16 digits from 0 to 9 and a to f, as the refusal to run names it',
    ],
    [
      'more former hashes than a history needs',
      only({ sameMeaningAs: new Array<string>(21).fill('0123456789abcdef') }),
      'aggregation "counted": sameMeaningAs lists 21 hashes, at most 20 are taken: only that of the code which first wrote the generation\'s state is needed',
    ],
    [
      'generation zero',
      only({ generation: 0 }),
      'aggregation "counted": generation 0 must be a whole number from 1 to 1000000',
    ],
    ['no measure', only({ measures: () => ({}) }), 'aggregation "counted": measures is empty: declare at least one'],
    [
      'too many measures',
      only({ measures: (m) => Object.fromEntries(Array.from({ length: 41 }, (_, index) => [`m${index}`, m.count()])) }),
      'aggregation "counted": 41 measures given, at most 40 are kept',
    ],
    [
      'a measure name with a blank',
      only({ measures: (m) => ({ 'total miles': m.count() }) }),
      'aggregation "counted": measure name "total miles" must be 1 to 40 letters, digits or dashes, starting with a letter',
    ],
    [
      'decimals finer than a double',
      only({ measures: (m) => ({ total: m.sum((event) => event.money, { scale: 16 }) }) }),
      'aggregation "counted": measure "total": scale 16 must be a whole number from 0 to 15',
    ],
    [
      'a mean of negative scale',
      only({ measures: (m) => ({ total: m.mean((event) => event.money, { scale: -1 }) }) }),
      'aggregation "counted": measure "total": scale -1 must be a whole number from 0 to 15',
    ],
  ])('with %s gets one line that says what, what was given and what to do', (_what, definition, line) => {
    expect(checkDefinition(definition)).toContain(line);
    expect(() => definePipeline(definition)).toThrow(DefinitionError);
  });

  it('gets all its lines at once', () => {
    const definition: Pipeline = {
      name: 'X',
      records: { format: 'json', typeField: '' },
      events: [reading, named('reading')],
      watermark: { outOfOrdernessMs: -1, futureBoundMs: Number.NaN, idleAfterMs: 1.5, idle: 'hold', maxHoldMs: 0 },
      aggregations: [counted({ window: tumbling(0), keysPerLane: 0 }, 'one'), counted({ measures: () => ({}) }, 'one')],
    };
    const issues = checkDefinition(definition);
    expect(issues).toHaveLength(11);
    expect(new Set(issues).size).toBe(11);
    const error = thrownBy(() => definePipeline(definition));
    expect(error).toBeInstanceOf(DefinitionError);
    expect(error).toMatchObject({ issues });
    expect(String(error)).toBe(
      `DefinitionError: pipeline "X" is not valid:\n${issues.map((issue) => `  - ${issue}`).join('\n')}`,
    );
  });
});

function thrownBy(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}
