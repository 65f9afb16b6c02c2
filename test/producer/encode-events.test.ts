import { describe, expect, it } from 'vitest';
import { eventType } from '../../src/engine/index.ts';
import { makeEncoders } from '../../src/producer/encode-events.ts';
import { ProducerError } from '../../src/producer/index.ts';
import { compiledSchema } from '../codecs/compiled-schema.ts';
import { makeRun, reading, readingsPipeline } from './readings.ts';

interface Loose {
  readonly sensor?: string;
  readonly number?: number;
  readonly type?: string;
}

/** A type whose schema admits nearly everything, so that the rest of the checks shows. */
const loose = eventType('reading', {
  schema: compiledSchema<Loose>({ type: 'object' }),
  eventTimeMs: (event) => event.number ?? Number.NaN,
  partitionKey: (event) => event.sensor ?? '',
  id: (event) => {
    if (event.sensor === 'broken') throw new TypeError('no id here\nat all');
    return event.sensor === 'nameless' ? '' : 'id';
  },
});

function makeLooseRun(typeField?: string) {
  const records = { format: 'json' as const, ...(typeField === undefined ? {} : { typeField }) };
  const pipeline = { ...readingsPipeline(records), events: [loose] };
  return makeRun({ deps: { pipeline } });
}

describe('an event is refused in one line', () => {
  it.each<[string, Loose, RegExp]>([
    [
      'that has no partition key',
      { number: 1 },
      /^event "reading" cannot be sent: its partition key must be text of 1 to 256 characters, got 0/,
    ],
    [
      'that has no time',
      { sensor: 'a' },
      /^event "reading" has no valid time: eventTimeMs must be whole milliseconds, got NaN$/,
    ],
    ['that has half milliseconds', { sensor: 'a', number: 0.5 }, /got 0.5$/],
    [
      'that has no id',
      { sensor: 'nameless', number: 1 },
      /^event "reading" has no valid id: it must be text of 1 byte or more, got ""$/,
    ],
    [
      'on which user code throws',
      { sensor: 'broken', number: 1 },
      /^event "reading" cannot be sent: id of its type threw TypeError: no id here$/,
    ],
    [
      'that is too large',
      { sensor: 'a', number: 1, type: 'x'.repeat(1_048_576) },
      /^event "reading" cannot be sent: \d+ bytes with its partition key are too large/,
    ],
  ])('%s', async (_, event, message) => {
    await expect(makeLooseRun().producer.send(loose, event)).rejects.toThrow(message);
  });

  it('that names another type than its own, where records name their type', async () => {
    const { producer } = makeLooseRun('type');
    await producer.send(loose, { sensor: 'a', number: 1, type: 'reading' });
    const message = 'event "reading" is not valid: its field "type" must be "reading", got';
    await expect(producer.send(loose, { sensor: 'a', number: 1, type: 'other' })).rejects.toThrow(`${message} "other"`);
    await expect(producer.send(loose, { sensor: 'a', number: 1 })).rejects.toThrow(`${message} undefined`);
  });

  it('of a type that is not the pipeline’s', async () => {
    await expect(makeLooseRun().producer.send(reading, { sensor: 'a', number: 1 })).rejects.toThrow(
      '"reading" is no event type of pipeline "readings": it has reading',
    );
  });

  it('in a format that nothing writes', () => {
    const encoderOf = makeEncoders({ pipeline: readingsPipeline(), writers: [], compression: 'none' });
    expect(() => encoderOf(reading, undefined)).toThrow(
      new ProducerError('event type "reading" has a schema in JSON, which nothing here writes'),
    );
  });
});
