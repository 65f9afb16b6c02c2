import { describe, expect, it } from 'vitest';
import { fc } from '../support/fast-check.ts';
import type { Answer } from './fake-kinesis.ts';
import { makeRun, type Reading, reading, readingsIn } from './readings.ts';

const KEYS = ['a', 'b', 'c', 'd'];
const MAX_EVENTS = 12;
const MAX_BYTES = 2_000;

const answer = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Answer>({ refuse: [] }) },
  fc.record({
    refuse: fc.array(fc.nat(8), { maxLength: 9 }),
    code: fc.constantFrom('InternalFailure', 'ProvisionedThroughputExceededException'),
  }),
  fc.constant<Answer>({ error: 'ThrottlingException', status: 400 }),
  fc.constant<Answer>({ error: 'InternalFailure', status: 500 }),
  fc.constant<Answer>({ lost: true }),
);

/** What senders do: an event of some key and size, a flush now and then, a pause. */
const deeds = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: fc.record({ key: fc.constantFrom(...KEYS), noteLength: fc.nat(400) }) },
    fc.constant('flush' as const),
    fc.record({ pauseMs: fc.nat(300) }),
  ),
  { minLength: 1, maxLength: 60 },
);

const settings = fc.record({
  ordering: fc.constantFrom('as-sent' as const, 'per-key' as const, 'none' as const),
  packing: fc.constantFrom('none' as const, 'kpl' as const),
  maxPackedBytes: fc.integer({ min: 100, max: 3_000 }),
  lingerMs: fc.nat(200),
  maxCallsInFlight: fc.integer({ min: 1, max: 4 }),
});

describe('whatever calls fail, come late or are lost', () => {
  it('every event arrives, in the order asked for, within the bounds', async () => {
    const latencies = fc.array(fc.nat(100), { minLength: 1 });
    await fc.assert(
      fc.asyncProperty(
        deeds,
        settings,
        fc.array(answer, { maxLength: 25 }),
        latencies,
        fc.infiniteStream(fc.double({ min: 0, max: 0.99, noNaN: true })),
        async (planned, options, answers, latency, chances) => {
          const { kinesis, clock, producer } = makeRun({
            ...options,
            answers,
            latencyMs: (call) => latency[call % latency.length] ?? 0,
            random: () => chances.next().value ?? 0.5,
            maxPendingEvents: MAX_EVENTS,
            maxPendingBytes: MAX_BYTES,
          });
          const sent: Reading[] = [];
          let mostPending = 0;
          await clock.run(
            (async () => {
              for (const deed of planned) {
                if (deed === 'flush') {
                  await producer.flush();
                  expect(numbersIn(readingsIn(kinesis.stored))).toEqual(numbersIn(sent));
                } else if ('pauseMs' in deed) {
                  await clock.after(deed.pauseMs);
                } else {
                  const event = { sensor: deed.key, number: sent.length, note: 'x'.repeat(deed.noteLength) };
                  await producer.send(reading, event);
                  sent.push(event);
                  mostPending = Math.max(mostPending, producer.stats().pending);
                }
              }
              await producer.close();
            })(),
          );
          const arrived = readingsIn(kinesis.stored);
          expect(numbersIn(arrived)).toEqual(numbersIn(sent));
          expect(producer.stats()).toMatchObject({ sent: sent.length, pending: 0 });
          expect(mostPending).toBeLessThanOrEqual(MAX_EVENTS);
          expect(kinesis.mostInFlight()).toBeLessThanOrEqual(
            options.ordering === 'as-sent' ? 1 : options.maxCallsInFlight,
          );
          if (!answers.some((each) => 'lost' in each)) expect(arrived).toHaveLength(sent.length);
          if (options.ordering === 'per-key')
            for (const key of KEYS) expect(firstOf(arrived, key)).toEqual(numbersOf(sent, key));
          if (options.packing === 'kpl') {
            for (const { partitionKey, data } of kinesis.stored) {
              const events = readingsIn([{ partitionKey, data }]);
              expect(new Set(events.map(({ sensor }) => sensor))).toEqual(new Set([partitionKey]));
              if (events.length > 1)
                expect(data.length + partitionKey.length).toBeLessThanOrEqual(options.maxPackedBytes);
            }
          }
        },
      ),
      { numRuns: 150 },
    );
  });
});

/** Distinct numbers in their order: a lost answer may bring an event twice. */
function numbersIn(readings: readonly Reading[]): number[] {
  return [...new Set(readings.map(({ number }) => number))].sort((a, b) => a - b);
}

function numbersOf(readings: readonly Reading[], key: string): number[] {
  return readings.filter(({ sensor }) => sensor === key).map(({ number }) => number);
}

/** The numbers of a key in the order in which each came first. */
function firstOf(readings: readonly Reading[], key: string): number[] {
  return [...new Set(numbersOf(readings, key))];
}
