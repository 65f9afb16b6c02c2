import { isPacked, unpackRecord } from '../../src/codecs/kpl/unpack-record.ts';
import {
  aggregation,
  definePipeline,
  eventType,
  type RecordFormat,
  seconds,
  tumbling,
} from '../../src/engine/index.ts';
import { makeProducer, type ProducerDeps, type ProducerOptions } from '../../src/producer/index.ts';
import { compiledSchema } from '../codecs/compiled-schema.ts';
import { type Answer, type Arrived, makeFakeKinesis } from './fake-kinesis.ts';
import { makeVirtualClock } from './virtual-clock.ts';

/** What a sensor measured: an event type for tests. */
export interface Reading {
  readonly sensor: string;
  readonly number: number;
  readonly note?: string;
}

export const reading = eventType('reading', {
  schema: compiledSchema<Reading>({
    type: 'object',
    properties: { sensor: { type: 'string' }, number: { type: 'integer' }, note: { type: 'string' } },
    required: ['sensor', 'number'],
    additionalProperties: false,
  }),
  eventTimeMs: (event) => event.number,
  partitionKey: (event) => event.sensor,
});

export function readingsPipeline(records: RecordFormat = { format: 'json' }, type = reading) {
  return definePipeline({
    name: 'readings',
    records,
    events: [type],
    watermark: { outOfOrdernessMs: 0, futureBoundMs: 0, idleAfterMs: seconds(5), idle: 'hold' },
    aggregations: [
      aggregation('perSensor', {
        from: [type],
        key: (event) => event.sensor,
        window: tumbling(seconds(1)),
        allowedLatenessMs: 0,
        measures: (m) => ({ readings: m.count() }),
      }),
    ],
  });
}

export const readingOf = (number: number, sensor = 'a'): Reading => ({ sensor, number });

export interface RunOptions extends ProducerOptions {
  readonly answers?: readonly Answer[];
  readonly answer?: (call: number, records: readonly Arrived[]) => Answer | undefined;
  readonly latencyMs?: (call: number) => number;
  readonly random?: () => number;
  readonly deps?: Partial<Pick<ProducerDeps, 'pipeline' | 'schemas'>>;
}

/** A producer over a fake stream, in virtual time. */
export function makeRun({ answers = [], answer, latencyMs, random = () => 0.5, deps, ...options }: RunOptions = {}) {
  const clock = makeVirtualClock();
  const kinesis = makeFakeKinesis({
    clock,
    answer: answer ?? ((call) => answers[call]),
    ...(latencyMs ? { latencyMs } : {}),
  });
  const producer = makeProducer({
    client: kinesis.client,
    streamName: 'events',
    pipeline: readingsPipeline(),
    clock,
    random,
    ...deps,
    ...options,
  });
  return { kinesis, clock, producer };
}

/** The events of a record, which may be packed, as text. */
export function textsIn({ data }: Arrived): string[] {
  if (!isPacked(data, 0, data.length)) return [data.toString('utf8')];
  const events = unpackRecord(data, 0, data.length);
  if ('reason' in events) throw new Error(events.message);
  return events.map(({ start, end }) => data.toString('utf8', start, end));
}

/** The readings of records, in their order. */
export function readingsIn(records: readonly Arrived[]): Reading[] {
  return records.flatMap(textsIn).map((text): Reading => JSON.parse(text));
}
