import { describe, expect, it } from 'vitest';
import { ProducerError, RefusedEvent } from '../../src/producer/index.ts';
import type { Answer } from './fake-kinesis.ts';
import { makeRun, type RunOptions, reading, readingOf, readingsIn } from './readings.ts';

type Run = ReturnType<typeof makeRun>;

const numbersOf = ({ kinesis }: Run): number[] => readingsIn(kinesis.stored).map(({ number }) => number);
const callsOf = ({ kinesis }: Run): number[][] =>
  kinesis.calls.map((call) => readingsIn(call).map((each) => each.number));
const range = (count: number): number[] => Array.from({ length: count }, (_, number) => number);
const sendAll = ({ producer }: Run, count: number): Promise<unknown> =>
  Promise.all(range(count).map((number) => producer.send(reading, readingOf(number))));

async function sent(count: number, options: RunOptions = {}): Promise<Run> {
  const run = makeRun(options);
  await run.clock.run(sendAll(run, count).then(() => run.producer.flush()));
  return run;
}

describe('a producer', () => {
  it('sends events as JSON under the partition key of their type, in their order', async () => {
    const run = await sent(1_200);
    expect(run.kinesis.stored[0]).toEqual({ partitionKey: 'a', data: Buffer.from('{"sensor":"a","number":0}') });
    expect(numbersOf(run)).toEqual(range(1_200));
    expect(run.producer.stats()).toMatchObject({
      sent: 1_200,
      pending: 0,
      records: 1_200,
      eventsPerRecord: 1,
      retries: 0,
    });
  });

  it('does not compile for an event that is not of the type', () => {
    const { producer } = makeRun();
    // @ts-expect-error: a reading has a number
    const wrong = producer.send(reading, { sensor: 'a' });
    return expect(wrong).rejects.toThrow(RefusedEvent);
  });

  it('refuses an event that its schema does not admit, in one line, and sends the others', async () => {
    const run = makeRun();
    const sends = [readingOf(1), { sensor: 'a', number: 1.5 }, readingOf(2)].map((event) =>
      run.producer.send(reading, event),
    );
    const outcomes = await Promise.allSettled(sends);
    await run.clock.run(run.producer.flush());
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(outcomes[1]).toMatchObject({
      reason: new RefusedEvent('event "reading" is not valid: /number must be integer'),
    });
    expect(numbersOf(run)).toEqual([1, 2]);
  });

  it('sends records as they are', async () => {
    const run = makeRun({ packing: 'kpl' });
    await run.producer.sendRecord({ partitionKey: 'key', data: new TextEncoder().encode('größer') });
    await run.producer.sendRecord({ partitionKey: 'key', data: 'größer' });
    await run.clock.run(run.producer.flush());
    expect(run.kinesis.stored.map(({ data }) => data.toString('utf8'))).toEqual(['größer', 'größer']);
  });

  it.each([
    [
      'is too large',
      { partitionKey: 'key', data: 'x'.repeat(1_048_576) },
      /^a record cannot be sent: 1048579 bytes .* too large: a stream takes 1048576$/,
    ],
    [
      'has no partition key',
      { partitionKey: '', data: 'x' },
      /its partition key must be text of 1 to 256 characters, got 0 characters$/,
    ],
    ['has a partition key that is too long', { partitionKey: 'k'.repeat(257), data: 'x' }, /got 257 characters$/],
  ])('refuses a record that %s', async (_, record, message) => {
    await expect(makeRun().producer.sendRecord(record)).rejects.toThrow(message);
  });

  it('sends again what a call did not store, and only that, after a wait', async () => {
    const run = await sent(5, { answers: [{ refuse: [1, 3] }, { refuse: [0] }] });
    expect(callsOf(run)).toEqual([[0, 1, 2, 3, 4], [1, 3], [1]]);
    expect(run.producer.stats()).toMatchObject({ sent: 5, pending: 0, calls: 3, retries: 3, throttled: 3 });
  });

  it('sends one call at a time, as sent, where nothing else is asked for: what is refused goes before all later ones', async () => {
    const run = await sent(1_500, {
      latencyMs: () => 20,
      answers: [{ refuse: [0] }, { refuse: [0] }, { refuse: [0] }],
    });
    expect(run.kinesis.mostInFlight()).toBe(1);
    expect(callsOf(run).slice(1, 4)).toEqual([[0], [0], [0]]);
    expect(numbersOf(run).filter((number) => number !== 0)).toEqual(range(1_500).slice(1));
  });

  it('sends several calls at once where order does not matter, never more than it may', async () => {
    const run = await sent(3_000, { latencyMs: () => 200, ordering: 'none', maxCallsInFlight: 3 });
    expect(run.kinesis.mostInFlight()).toBe(3);
    expect(numbersOf(run).sort((a, b) => a - b)).toEqual(range(3_000));
  });

  it('waits ever longer while nothing is stored, up to a bound', async () => {
    const refused = Array.from({ length: 10 }, (): Answer => ({ error: 'InternalFailure', status: 500 }));
    const run = await sent(1, { answers: refused });
    const waits = run.clock.waits.filter((ms) => ms >= 25 && Number.isInteger(ms));
    expect(waits).toEqual([50, 100, 200, 400, 800, 1_600, 2_500, 2_500, 2_500, 2_500]);
  });

  it.each<[string, Answer]>([
    ['the service is busy', { error: 'ProvisionedThroughputExceededException', status: 400 }],
    ['the service fails', { error: 'InternalFailureException', status: 500 }],
    ['the answer is lost', { lost: true }],
  ])('sends the whole call again where %s', async (_, answer) => {
    const run = await sent(3, { answers: [answer] });
    expect(callsOf(run)).toEqual([range(3), range(3)]);
    expect(run.producer.stats()).toMatchObject({ sent: 3, pending: 0, retries: 3 });
  });

  it('does not let a record overtake an earlier one of its key, where that is asked for', async () => {
    const run = makeRun({ ordering: 'per-key', latencyMs: () => 10, answers: [{ refuse: [0] }, { refuse: [0] }] });
    const sends = ['a', 'b', 'a', 'b', 'a'].map((key, number) => run.producer.send(reading, readingOf(number, key)));
    await run.clock.run(Promise.all(sends).then(() => run.producer.flush()));
    expect(callsOf(run)[0]).toEqual([0, 1]);
    expect(numbersOf(run).filter((number) => number % 2 === 0)).toEqual([0, 2, 4]);
    expect(numbersOf(run).filter((number) => number % 2 === 1)).toEqual([1, 3]);
  });

  it('keeps to the limits of a call', async () => {
    const run = makeRun();
    const large = 'x'.repeat(1_000_000);
    const sends = range(24).map(() => run.producer.sendRecord({ partitionKey: 'key', data: large }));
    await run.clock.run(Promise.all(sends).then(() => run.producer.flush()));
    expect(run.kinesis.stored).toHaveLength(24);
  });
});

describe('a producer that fails', () => {
  it('says why in one line, and takes no more', async () => {
    const { producer, clock } = makeRun({ answers: [{ error: 'ResourceNotFoundException', status: 400 }] });
    await producer.send(reading, readingOf(1));
    await expect(clock.run(producer.flush())).rejects.toThrow(/^cannot send to stream events: as planned$/);
    await expect(producer.send(reading, readingOf(2))).rejects.toThrow(ProducerError);
    await expect(producer.flush()).rejects.toThrow(/^cannot send to stream events: as planned$/);
    expect(producer.stats()).toMatchObject({ sent: 0, pending: 1 });
  });

  it('gives up where the stream stores nothing for long, telling why', async () => {
    const { producer, clock } = makeRun({ answer: () => ({ refuse: [0] }), giveUpAfterMs: 20_000 });
    await producer.send(reading, readingOf(1));
    const message = /^stream events stored nothing for 2\d s, in \d+ calls: ProvisionedThroughputExceededException$/;
    await expect(clock.run(producer.flush())).rejects.toThrow(message);
  });

  it('goes on as long as something is stored', async () => {
    const run = await sent(3_000, {
      giveUpAfterMs: 100,
      answer: (_, records) => ({ refuse: records.slice(1).map((_, index) => index + 1) }),
      ordering: 'none',
    });
    expect(run.producer.stats()).toMatchObject({ sent: 3_000, pending: 0 });
    expect(run.clock.nowMs()).toBeGreaterThan(1_000);
  });

  it('tells those who wait for room or a flush', async () => {
    const { producer, clock } = makeRun({
      answers: [{ error: 'AccessDeniedException', status: 400 }],
      latencyMs: () => 50,
      maxPendingEvents: 1,
    });
    const sends = range(3).map((number) => producer.send(reading, readingOf(number)));
    const outcomes = await clock.run(Promise.allSettled([...sends, producer.flush()]));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'rejected']);
  });
});

describe('flush and close', () => {
  it('flush waits for what was taken before it, not for what comes after', async () => {
    const { producer, clock, kinesis } = makeRun({ latencyMs: () => 100, packing: 'kpl' });
    await producer.send(reading, readingOf(1));
    const flushed = producer.flush();
    await producer.send(reading, readingOf(2, 'b'));
    await clock.run(flushed);
    expect(readingsIn(kinesis.stored)).toEqual([readingOf(1)]);
    expect(producer.stats()).toMatchObject({ sent: 1, pending: 1 });
  });

  it('flush has nothing to wait for where nothing was sent', async () => {
    await makeRun().producer.flush();
  });

  it('close sends the rest, also of those who wait for room, and takes no more', async () => {
    const { producer, clock, kinesis } = makeRun({ maxPendingEvents: 1 });
    const sends = range(3).map((number) => producer.send(reading, readingOf(number)));
    const closed = producer.close();
    await expect(producer.send(reading, readingOf(4))).rejects.toThrow('the producer is closed');
    await clock.run(Promise.all([...sends, closed]));
    expect(kinesis.stored).toHaveLength(3);
  });
});

describe('what a producer holds', () => {
  it('is bounded by events: senders wait, and come in by turns', async () => {
    const { producer, clock, kinesis } = makeRun({ maxPendingEvents: 3, latencyMs: () => 1_000 });
    const admitted: number[] = [];
    const sends = range(6).map((number) => producer.send(reading, readingOf(number)).then(() => admitted.push(number)));
    await clock.pass(999);
    expect(admitted).toEqual([0, 1, 2]);
    expect(producer.stats()).toMatchObject({ sent: 0, pending: 3 });
    await clock.run(Promise.all(sends).then(() => producer.flush()));
    expect(readingsIn(kinesis.stored).map(({ number }) => number)).toEqual(range(6));
  });

  it('is bounded by bytes, but for one event that is larger', async () => {
    const { producer, clock } = makeRun({ maxPendingBytes: 100, latencyMs: () => 1_000 });
    const sends = [150, 60, 60].map((size) => producer.sendRecord({ partitionKey: 'k', data: 'x'.repeat(size) }));
    await clock.pass(999);
    expect(producer.stats().pending).toBe(1);
    await clock.pass(1_000);
    expect(producer.stats()).toMatchObject({ sent: 1, pending: 1 });
    await clock.run(Promise.all(sends).then(() => producer.close()));
    expect(producer.stats().sent).toBe(3);
  });
});

describe('maxPerSecond', () => {
  it('spreads events evenly', async () => {
    const run = await sent(1_000, { maxPerSecond: 100 });
    expect(run.clock.nowMs()).toBeGreaterThan(9_900);
    expect(run.clock.nowMs()).toBeLessThan(10_200);
  });
});

describe('options', () => {
  it.each<[RunOptions, string]>([
    [{ maxCallsInFlight: 0 }, 'maxCallsInFlight must be a whole number of 1 or more, got 0'],
    [{ maxPackedBytes: 2_000_000 }, 'maxPackedBytes must be a whole number from 1 to 1048576, got 2000000'],
    [{ maxPerSecond: -1 }, 'maxPerSecond must be above 0, got -1'],
  ])('%j', (options, message) => {
    expect(() => makeRun(options)).toThrow(new ProducerError(message));
  });
});
