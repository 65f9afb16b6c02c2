import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { makeProducer, ProducerError } from '../../src/producer/index.ts';
import { type Answer, makeFakeKinesis } from './fake-kinesis.ts';

/** Time passes at once; waits are noted down. */
function makeClock() {
  const waits: number[] = [];
  let nowMs = 0;
  return {
    waits,
    nowMs: () => nowMs,
    after: async (delayMs: number) => {
      waits.push(delayMs);
      nowMs += delayMs;
    },
  };
}

function makeRun(
  answers: readonly Answer[] = [],
  limits: { maxBufferedRecords?: number; maxBufferedBytes?: number } = {},
) {
  const kinesis = makeFakeKinesis(answers);
  const clock = makeClock();
  const producer = makeProducer({ client: kinesis.client, streamName: 'events', clock, random: () => 0.5, ...limits });
  return { kinesis, clock, producer };
}

const record = (number: number, partitionKey = 'key') => ({ partitionKey, data: `event ${number}` });
const sendAll = (
  producer: { send: (record: { partitionKey: string; data: string }) => Promise<void> },
  count: number,
) => Promise.all(Array.from({ length: count }, (_, number) => producer.send(record(number))));

describe('a producer', () => {
  it('sends records in their order, the first at once and what comes meanwhile together', async () => {
    const { kinesis, producer } = makeRun();
    await sendAll(producer, 1_200);
    await producer.flush();
    expect(kinesis.calls.map((call) => call.length)).toEqual([1, 500, 500, 199]);
    expect(kinesis.stored).toEqual(Array.from({ length: 1_200 }, (_, number) => record(number)));
    expect(producer.stats()).toEqual({ sent: 1_200, pending: 0, calls: 4, retries: 0 });
  });

  it('keeps calls below 5 MiB', async () => {
    const { kinesis, producer } = makeRun();
    const large = 'x'.repeat(900_000);
    await Promise.all(Array.from({ length: 12 }, () => producer.send({ partitionKey: 'key', data: large })));
    await producer.flush();
    expect(kinesis.calls.map((call) => call.length)).toEqual([1, 5, 5, 1]);
  });

  it('sends bytes as they are', async () => {
    const { kinesis, producer } = makeRun();
    await producer.send({ partitionKey: 'key', data: new TextEncoder().encode('größer') });
    await producer.flush();
    expect(kinesis.stored).toEqual([{ partitionKey: 'key', data: 'größer' }]);
  });

  it('sends again what a call did not store, and only that, after a wait', async () => {
    const { kinesis, clock, producer } = makeRun([{ refuse: [] }, { refuse: [1, 3] }, { refuse: [0] }]);
    await sendAll(producer, 5);
    await producer.flush();
    const numbers = kinesis.calls.map((call) => call.map(({ data }) => Number(data.slice('event '.length))));
    expect(numbers).toEqual([[0], [1, 2, 3, 4], [2, 4], [2]]);
    expect(clock.waits).toEqual([25, 25]);
    expect(producer.stats()).toEqual({ sent: 5, pending: 0, calls: 4, retries: 3 });
  });

  it('waits ever longer while nothing is stored, up to a bound', async () => {
    const { clock, producer } = makeRun(Array.from({ length: 10 }, () => ({ refuse: [0] })));
    await producer.send(record(1));
    await producer.flush();
    expect(clock.waits).toEqual([50, 100, 200, 400, 800, 1_600, 2_500, 2_500, 2_500, 2_500]);
  });

  it.each<[string, Answer]>([
    ['the service is busy', { error: 'ProvisionedThroughputExceededException', status: 400 }],
    ['the service fails', { error: 'InternalFailureException', status: 500 }],
    ['the answer is lost', { lost: true }],
  ])('sends the whole call again where %s', async (_, answer) => {
    const { kinesis, producer } = makeRun([answer]);
    await producer.send(record(1));
    await producer.flush();
    expect(kinesis.calls).toHaveLength(2);
    expect(kinesis.stored).toContainEqual(record(1));
  });

  it('fails in one line where the stream refuses, and takes no more', async () => {
    const { producer } = makeRun([{ error: 'ResourceNotFoundException', status: 400 }]);
    await producer.send(record(1));
    await expect(producer.flush()).rejects.toThrow(/^cannot send to stream events: /);
    await expect(producer.send(record(2))).rejects.toThrow(ProducerError);
  });

  it('fails where the stream takes nothing for long, telling why', async () => {
    const { producer } = makeRun(Array.from({ length: 12 }, () => ({ refuse: [0] })));
    await producer.send(record(1));
    await expect(producer.flush()).rejects.toThrow(
      'stream events took nothing in 12 attempts: ProvisionedThroughputExceededException',
    );
  });

  it('makes senders wait while its buffer is full, and lets them in by turns', async () => {
    const { kinesis, producer } = makeRun([], { maxBufferedRecords: 3 });
    kinesis.hold();
    const admitted: number[] = [];
    const sends = [0, 1, 2, 3, 4, 5].map((number) => producer.send(record(number)).then(() => admitted.push(number)));
    // The first is under way, three wait in the buffer, two outside.
    await vi.waitFor(() => expect(admitted).toEqual([0, 1, 2, 3]));
    expect(producer.stats()).toMatchObject({ sent: 0, pending: 4 });
    kinesis.release();
    await Promise.all(sends);
    await producer.flush();
    expect(kinesis.stored).toEqual([0, 1, 2, 3, 4, 5].map((number) => record(number)));
  });

  it('tells waiting senders when it fails', async () => {
    const { kinesis, producer } = makeRun([{ error: 'AccessDeniedException', status: 400 }], { maxBufferedRecords: 1 });
    kinesis.hold();
    const sends = [0, 1, 2].map((number) => producer.send(record(number)));
    const outcomes = Promise.allSettled(sends);
    kinesis.release();
    expect((await outcomes).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
  });

  it('refuses a record that no stream takes', async () => {
    const { producer } = makeRun();
    const data = 'x'.repeat(1_048_576);
    await expect(producer.send({ partitionKey: 'key', data })).rejects.toThrow(/1048579 bytes is too large/);
  });

  it('sends the rest on close, and takes no more', async () => {
    const { kinesis, producer } = makeRun();
    await sendAll(producer, 3);
    await producer.close();
    expect(kinesis.stored).toHaveLength(3);
    await expect(producer.send(record(4))).rejects.toThrow('the producer is closed');
  });

  it('loses nothing and invents nothing, whatever calls fail', async () => {
    const answers = fc.array(
      fc.oneof(
        fc.record({ refuse: fc.array(fc.nat(9), { maxLength: 10 }) }),
        fc.constant<Answer>({ error: 'ThrottlingException', status: 400 }),
      ),
      { maxLength: 8 },
    );
    await fc.assert(
      fc.asyncProperty(answers, fc.integer({ min: 1, max: 40 }), async (planned, count) => {
        const { kinesis, producer } = makeRun(planned, { maxBufferedRecords: 10 });
        await sendAll(producer, count);
        await producer.flush();
        const numbers = kinesis.stored.map(({ data }) => Number(data.slice('event '.length)));
        expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, number) => number));
      }),
      { numRuns: 60 },
    );
  });
});
