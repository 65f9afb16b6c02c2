import { describe, expect, it } from 'vitest';
import { isPacked } from '../../src/codecs/kpl/unpack-record.ts';
import { makeRun, reading, readingOf, readingsIn, textsIn } from './readings.ts';

const UNIT_BYTES = 25 * 1_024;

describe('packing', () => {
  it('puts events of a partition key into one record, in their order', async () => {
    const { producer, clock, kinesis } = makeRun({ packing: 'kpl' });
    for (const [number, key] of ['a', 'b', 'a', 'b', 'a'].entries())
      await producer.send(reading, readingOf(number, key));
    await clock.run(producer.flush());
    expect(
      kinesis.stored.map((record) => [record.partitionKey, readingsIn([record]).map(({ number }) => number)]),
    ).toEqual([
      ['a', [0, 2, 4]],
      ['b', [1, 3]],
    ]);
    expect(producer.stats()).toMatchObject({ sent: 5, records: 2, eventsPerRecord: 2.5 });
  });

  it('fills a record up to the unit that Kinesis charges by', async () => {
    const { producer, clock, kinesis } = makeRun({ packing: 'kpl' });
    for (let number = 0; number < 5_000; number += 1) await producer.send(reading, readingOf(number));
    await clock.run(producer.flush());
    const sizes = kinesis.stored.map(({ data }) => data.length + 1);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(UNIT_BYTES);
    for (const size of sizes.slice(0, -1)) expect(size).toBeGreaterThan(UNIT_BYTES - 40);
    expect(readingsIn(kinesis.stored).map(({ number }) => number)).toEqual(Array.from({ length: 5_000 }, (_, n) => n));
  });

  it('counts the partition key as part of the record', async () => {
    const sensor = 'k'.repeat(250);
    const { producer, clock, kinesis } = makeRun({ packing: 'kpl', maxPackedBytes: 2_000 });
    for (let number = 0; number < 50; number += 1) await producer.send(reading, { sensor, number });
    await clock.run(producer.flush());
    // The key is in the record twice: beside its data and listed in it. Each event holds it once more.
    expect(kinesis.stored.map((record) => textsIn(record).length)).toEqual(Array.from({ length: 10 }, () => 5));
  });

  it('lets no event wait longer than it may', async () => {
    const { producer, clock, kinesis } = makeRun({ packing: 'kpl', lingerMs: 250 });
    await producer.send(reading, readingOf(1));
    await clock.pass(249);
    await producer.send(reading, readingOf(2));
    expect(kinesis.stored).toEqual([]);
    await clock.pass(1);
    expect(readingsIn(kinesis.stored)).toEqual([readingOf(1), readingOf(2)]);
  });

  it('leaves a record open while it would only wait in line', async () => {
    const { producer, clock, kinesis } = makeRun({ packing: 'kpl', lingerMs: 10, latencyMs: () => 1_000 });
    await producer.send(reading, readingOf(0));
    await clock.pass(10);
    for (let number = 1; number <= 10; number += 1) {
      await producer.send(reading, readingOf(number));
      await clock.pass(50);
    }
    await clock.run(producer.flush());
    expect(kinesis.stored.map((record) => textsIn(record).length)).toEqual([1, 10]);
  });

  it('leaves a record open while an earlier one of its key is under way, where none may overtake it', async () => {
    const { producer, clock, kinesis } = makeRun({
      packing: 'kpl',
      ordering: 'per-key',
      lingerMs: 10,
      latencyMs: () => 1_000,
    });
    for (let number = 0; number <= 20; number += 1) {
      await producer.send(reading, readingOf(number));
      await clock.pass(30);
    }
    await clock.run(producer.flush());
    expect(kinesis.stored.map((record) => textsIn(record).length)).toEqual([1, 20]);
  });

  it('sends a single event as it is, and one that is too large for packing by itself, in its place', async () => {
    const { producer, clock, kinesis } = makeRun({ packing: 'kpl', maxPackedBytes: 200 });
    const events = [readingOf(0), { ...readingOf(1), note: 'x'.repeat(300) }, readingOf(2), readingOf(3)];
    for (const event of events) await producer.send(reading, event);
    await clock.run(producer.flush());
    expect(readingsIn(kinesis.stored)).toEqual(events);
    expect(kinesis.stored.map(({ data }) => isPacked(data, 0, data.length))).toEqual([false, false, true]);
  });

  it('keeps raw records in their place among packed events of their key', async () => {
    const { producer, clock, kinesis } = makeRun({ packing: 'kpl' });
    await producer.send(reading, readingOf(0));
    await producer.send(reading, readingOf(1));
    await producer.sendRecord({ partitionKey: 'a', data: JSON.stringify(readingOf(2)) });
    await producer.send(reading, readingOf(3));
    await clock.run(producer.flush());
    expect(readingsIn(kinesis.stored).map(({ number }) => number)).toEqual([0, 1, 2, 3]);
    expect(kinesis.stored).toHaveLength(3);
  });

  it('sends what is open where senders wait for room', async () => {
    const { producer, clock } = makeRun({ packing: 'kpl', lingerMs: 1_000_000, maxPendingEvents: 10 });
    const sends = Array.from({ length: 25 }, (_, number) => producer.send(reading, readingOf(number)));
    await clock.run(Promise.all(sends));
    expect(clock.nowMs()).toBeLessThan(1_000);
    expect(producer.stats()).toMatchObject({ sent: 20, pending: 5 });
  });
});
