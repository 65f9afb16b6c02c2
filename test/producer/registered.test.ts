import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { makeGlueHeaderReader } from '../../src/codecs/glue-header.ts';
import { eventType } from '../../src/engine/index.ts';
import { RetryableError } from '../../src/ports/errors.ts';
import { type SchemaDefinition, SchemaNotUsable } from '../../src/ports/schema-catalog.ts';
import { ProducerError } from '../../src/producer/index.ts';
import { compiledSchema } from '../codecs/compiled-schema.ts';
import { makeRun, type Reading, type RunOptions, reading, readingOf, readingsPipeline } from './readings.ts';

const idOf = (number: number): string => `00112233-4455-6677-8899-00000000000${number}`;

const newer = compiledSchema<Reading>({
  type: 'object',
  properties: { sensor: { type: 'string' }, number: { type: 'integer' }, unit: { type: 'string' } },
  required: ['sensor', 'number', 'unit'],
});
/** A type with two versions, of which only the second asks for a unit. */
const versioned = eventType('reading', {
  schema: {
    ...newer,
    versions: [...reading.schema.versions, { version: 2, definition: newer.versions[0]?.definition ?? '' }],
  },
  eventTimeMs: (event) => event.number,
  partitionKey: (event) => event.sensor,
});

function makeRegisteredRun(options: RunOptions = {}, fail: (attempt: number) => Error | undefined = () => undefined) {
  const lookups: SchemaDefinition[] = [];
  const run = makeRun({
    ...options,
    deps: {
      pipeline: readingsPipeline({ format: 'glue' }, versioned),
      schemas: {
        versionIdOf: async (schema) => {
          const error = fail(lookups.push(schema));
          if (error) throw error;
          return idOf(versioned.schema.versions.findIndex(({ definition }) => definition === schema.definition) + 1);
        },
      },
    },
  });
  const readHeader = makeGlueHeaderReader();
  const headers = () => run.kinesis.stored.map(({ data }) => readHeader(data, 0, data.length));
  return { ...run, lookups, headers };
}

const withUnit = (number: number) => ({ ...readingOf(number), unit: 'C' });

describe('a producer of registered records', () => {
  it('puts the header before each event, and asks for each version once', async () => {
    const { producer, clock, kinesis, lookups, headers } = makeRegisteredRun();
    const sends = [1, 2, 3].map((number) => producer.send(versioned, withUnit(number)));
    await clock.run(Promise.all(sends).then(() => producer.flush()));
    expect(lookups).toEqual([
      {
        registryName: 'millrace-readings',
        schemaName: 'reading',
        definition: versioned.schema.versions[1]?.definition,
      },
    ]);
    expect(headers()).toEqual(Array.from({ length: 3 }, () => ({ versionId: idOf(2), compression: 'none' })));
    expect(kinesis.stored.map(({ data }) => JSON.parse(data.toString('utf8', 18)))).toEqual([1, 2, 3].map(withUnit));
  });

  it('writes under an older version where it is told to, checked by that version', async () => {
    const { producer, clock, lookups, headers } = makeRegisteredRun();
    await producer.send(versioned, withUnit(1));
    await producer.send(versioned, readingOf(2), { version: 1 });
    await expect(producer.send(versioned, readingOf(3))).rejects.toThrow(/must have required property 'unit'$/);
    await expect(producer.send(versioned, withUnit(4), { version: 1 })).rejects.toThrow(
      /must NOT have additional properties$/,
    );
    await expect(producer.send(versioned, withUnit(5), { version: 7 })).rejects.toThrow(
      'event type "reading" has no schema version 7: it has 1, 2',
    );
    await clock.run(producer.flush());
    expect(lookups).toHaveLength(2);
    expect(headers()).toMatchObject([{ versionId: idOf(2) }, { versionId: idOf(1) }]);
  });

  it('compresses where it is told to', async () => {
    const { producer, clock, kinesis, headers } = makeRegisteredRun({ compression: 'zlib' });
    await producer.send(versioned, withUnit(1));
    await clock.run(producer.flush());
    expect(headers()).toEqual([{ versionId: idOf(2), compression: 'zlib' }]);
    expect(kinesis.stored.map(({ data }) => JSON.parse(String(inflateSync(data.subarray(18)))))).toEqual([withUnit(1)]);
  });

  it('keeps events in order behind a lookup', async () => {
    const { producer, clock, kinesis } = makeRegisteredRun();
    const sends = [
      producer.send(versioned, withUnit(1)),
      producer.send(versioned, readingOf(2), { version: 1 }),
      producer.send(versioned, withUnit(3)),
    ];
    await clock.run(Promise.all(sends).then(() => producer.flush()));
    expect(kinesis.stored.map(({ data }) => JSON.parse(data.toString('utf8', 18)).number)).toEqual([1, 2, 3]);
  });

  it('passes on what the registry lacks, and asks again next time', async () => {
    const { producer, clock, kinesis } = makeRegisteredRun({}, (attempt) =>
      attempt === 1 ? new SchemaNotUsable('registry r has no schema "reading": run x') : undefined,
    );
    await expect(producer.send(versioned, withUnit(1))).rejects.toThrow(
      new ProducerError('registry r has no schema "reading": run x'),
    );
    await producer.send(versioned, withUnit(2));
    await clock.run(producer.flush());
    expect(kinesis.stored).toHaveLength(1);
  });

  it('says where the registry does not answer', async () => {
    const { producer } = makeRegisteredRun({}, () => new RetryableError('looking up was throttled'));
    await expect(producer.send(versioned, withUnit(1))).rejects.toThrow(
      'cannot look up schema "reading" in registry millrace-readings now (looking up was throttled)',
    );
  });

  it('needs to know where schemas are', async () => {
    const { producer } = makeRun({ deps: { pipeline: readingsPipeline({ format: 'glue' }) } });
    await expect(producer.send(reading, readingOf(1))).rejects.toThrow('give the producer "schemas"');
  });
});
