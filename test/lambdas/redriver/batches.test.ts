import { describe, expect, test } from 'vitest';
import { minutes, seconds } from '../../../src/engine/index.ts';
import { encodePosition } from '../../../src/engine/position.ts';
import { PLENTY_OF_TIME } from '../../support/lambda-deps.ts';
import { sqsEvent } from '../../support/lambda-events.ts';
import { brokenRecord, LANE, saleRecord } from '../../support/sales.ts';
import { type Code, makeRedriverTest, type RedriverTest } from './redriver-setup.ts';

const OLD: Code = { rejects: ['oak'] };

/** Letters about three rejected records, and what a redriver is handed of them. */
async function threeLetters(run: RedriverTest) {
  await run.process(OLD, ...[1, 2, 3].map((sequenceNumber) => saleRecord(sequenceNumber, { shop: 'oak' })));
  return [1, 2, 3].map((sequenceNumber) => ({ messageId: `m-${sequenceNumber}`, body: run.letter(sequenceNumber) }));
}

describe('a batch of letters', () => {
  test('is judged one by one: what fails takes no others with it', async () => {
    const run = makeRedriverTest();
    const [one, , three] = await threeLetters(run);
    if (!one || !three) throw new Error('there are three letters');
    const handle = run.compose();
    run.deps.fail('ensureMark', 'unknown error');
    const bad = { messageId: 'm-bad', body: '{"version":1}' };
    const foreign = { messageId: 'm-foreign', body: three.body.replace('"pipeline":"sales"', '"pipeline":"other"') };
    expect(await handle(sqsEvent([one, bad, foreign, three]), PLENTY_OF_TIME)).toEqual({
      batchItemFailures: ['m-1', 'm-bad', 'm-foreign'].map((itemIdentifier) => ({ itemIdentifier })),
    });
    expect(await run.counted('by-shop')).toEqual({ oak: 1 });
    expect(run.deps.log.lines.filter((line) => line.startsWith('error'))).toEqual([
      expect.stringContaining('ensureMark failed in a way that nobody knows'),
      expect.stringContaining('no letter'),
      expect.stringContaining('pipeline "other"'),
    ]);
  });

  test('stops before the timeout; letters that were not begun wait no longer than after a first failure', async () => {
    const run = makeRedriverTest();
    const letters = await threeLetters(run);
    let left = 60_000;
    run.deps.before('decideRedrive', async () => {
      left = 1_000;
    });
    const postponed: (readonly [string, number])[] = [];
    const handle = run.compose({
      retryQueue: {
        sendAnew: async () => {},
        postpone: async (receiptHandle, delayMs) => void postponed.push([receiptHandle, delayMs]),
      },
    });
    const event = sqsEvent(letters.map((letter) => ({ ...letter, receiveCount: 2 })));
    const { batchItemFailures } = await handle(event, { getRemainingTimeInMillis: () => left });
    expect(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(['m-1', 'm-2', 'm-3']);
    expect(postponed).toEqual([
      ['m-1-2', seconds(60)],
      ['m-2-2', seconds(30)],
      ['m-3-2', seconds(30)],
    ]);
  });

  test('waits 11 hours at most', async () => {
    const run = makeRedriverTest();
    await run.process(OLD, saleRecord(1, { shop: 'oak' }));
    const postponed: number[] = [];
    const handle = run.compose(
      { retryQueue: { sendAnew: async () => {}, postpone: async (_handle, delayMs) => void postponed.push(delayMs) } },
      OLD,
    );
    const body = run.letter(1);
    for (const receiveCount of [1, 2, 11, 12, 50]) {
      await handle(sqsEvent([{ messageId: 'm', body, receiveCount }]), PLENTY_OF_TIME);
    }
    expect(postponed.map((delayMs) => delayMs / minutes(1))).toEqual([0.5, 1, 512, 660, 660]);
  });

  test('fails as it should where the queue cannot be asked to wait', async () => {
    const run = makeRedriverTest();
    await run.process(OLD, brokenRecord(1));
    const handle = run.compose({
      retryQueue: { sendAnew: async () => {}, postpone: () => Promise.reject(new Error('the queue is gone')) },
    });
    const { batchItemFailures } = await handle(sqsEvent([{ messageId: 'm', body: run.letter(1) }]), PLENTY_OF_TIME);
    expect(batchItemFailures).toEqual([{ itemIdentifier: 'm' }]);
    expect(run.deps.log.lines.at(-1)).toBe('warn a letter could not be postponed');
  });

  test('is not begun by code that means something else than the stored state', async () => {
    const run = makeRedriverTest();
    const letters = await threeLetters(run);
    const handle = run.compose({}, { keysPerLane: 100_000 });
    await expect(handle(sqsEvent(letters), PLENTY_OF_TIME)).rejects.toThrow('has changed within generation 1');
    expect(await run.decisions()).toEqual([]);
  });

  test('comes again whole where nothing is known of the stored state now', async () => {
    const run = makeRedriverTest();
    const letters = await threeLetters(run);
    run.deps.fail('readControls', 'throttled');
    const { batchItemFailures } = await run.compose()(sqsEvent(letters), PLENTY_OF_TIME);
    expect(batchItemFailures).toHaveLength(3);
  });
});

describe('a letter whose record is in the archive', () => {
  test('is read from there', async () => {
    const run = makeRedriverTest();
    await run.process(OLD, saleRecord(1, { shop: 'oak' }));
    const body = run.letter(1);
    const letter: unknown = JSON.parse(body);
    const { payload, ...head } = letter as { readonly payload: string };
    const archived = await run.ports.archive.put('letters/1', Buffer.from(payload, 'base64'));
    run.queue.send(JSON.stringify({ ...head, archived }));
    expect(await run.start().work()).toBe(0);
    expect(await run.counted('by-shop')).toEqual({ oak: 1 });
  });

  test('that is not there any more fails with a clear line', async () => {
    const run = makeRedriverTest();
    await run.process(OLD, saleRecord(1, { shop: 'oak' }));
    const letter: unknown = JSON.parse(run.letter(1));
    const { payload: _payload, ...head } = letter as { readonly payload: string };
    run.queue.send(JSON.stringify({ ...head, archived: { bucket: 'archive', key: 'gone', bytes: 9 } }));
    expect(await run.start().work()).toBe(1);
    expect(run.deps.log.lines.at(-1)).toMatch(/^error a letter failed.*the archive holds nothing at archive\/gone/);
  });
});

describe('a letter from a stream that was made anew', () => {
  test('is of another lane, and counts once as well', async () => {
    const run = makeRedriverTest();
    await run.process(OLD, saleRecord(1, { shop: 'oak' }));
    const body = run.letter(1);
    for (const text of [body, body.replace('"createdMs":1000', '"createdMs":900')]) {
      run.queue.send(text);
      run.queue.send(text);
    }
    await run.start().work();
    expect(await run.counted('by-shop')).toEqual({ oak: 2 });
    expect(await run.decisions({ ...LANE, streamCreatedMs: 900 })).toHaveLength(1);
    expect(await run.deps.twins.state.readRedrive({ lane: LANE, position: encodePosition('1') })).toMatchObject({
      isDone: true,
    });
  });
});
