import { describe, expect, it } from 'vitest';
import type { HeldMessage, LetterQueue } from '../../src/client/letter-queue.ts';
import { takeLetters } from '../../src/client/take-letters.ts';
import { visitQueue } from '../../src/client/visit-queue.ts';
import { idOf, lateLetter, lettersWorld, rejectedLetter } from './letters-world.ts';

const world = lettersWorld();

describe('moving letters to the retry queue', () => {
  it('moves a letter as it is, with its attributes', async () => {
    const { letters, put, receive } = world();
    await put('late', lateLetter(1));
    await letters.moveToRetry('late', {});
    expect(await receive('retry')).toMatchObject({
      Body: JSON.stringify(lateLetter(1)),
      MessageAttributes: { pipeline: { StringValue: 'shops', DataType: 'String' } },
    });
  });

  it('moves those that are meant, and gives the others back', async () => {
    const { letters, put, idsIn, counts } = world();
    await put('dlq', rejectedLetter(1), rejectedLetter(2, { reason: 'UNDECODABLE' }), rejectedLetter(3));
    const report = await letters.moveToRetry('dlq', { reason: 'INVALID_EVENT' });
    expect(report).toEqual({
      taken: new Map([['INVALID_EVENT', 2]]),
      left: new Map([['UNDECODABLE', 1]]),
      again: 0,
      interrupted: false,
    });
    expect(await counts('dlq')).toEqual([1, 0]);
    expect(await idsIn('dlq')).toEqual([idOf(2)]);
    expect(await idsIn('retry')).toEqual([idOf(1), idOf(3)]);
  });

  it('leaves letters whose windows have expired, unless they are asked for', async () => {
    const { letters, put, idsIn } = world();
    await put('late', lateLetter(1), lateLetter(2, ['STATE_EXPIRED']));
    const { taken, left } = await letters.moveToRetry('late', { expired: false });
    expect([taken, left]).toEqual([new Map([['TOO_LATE', 1]]), new Map([['STATE_EXPIRED', 1]])]);
    await letters.moveToRetry('late', { expired: true });
    expect(await idsIn('retry')).toEqual([idOf(1), idOf(2)]);
  });

  it('keeps to a rate', async () => {
    const { letters, put, clock, counts } = world();
    await put('dlq', ...Array.from({ length: 12 }, (_, n) => rejectedLetter(n)));
    const startMs = clock.nowMs();
    const told: number[] = [];
    const onProgress = ({ taken }: { readonly taken: ReadonlyMap<string, number> }) =>
      told.push(taken.get('INVALID_EVENT') ?? 0);
    await letters.moveToRetry('dlq', {}, { perSecond: 4, onProgress });
    expect(clock.nowMs() - startMs).toBe(3_000);
    expect(told.at(-1)).toBe(12);
    expect(Math.max(...told.map((count, index) => count - (told[index - 1] ?? 0)))).toBe(4);
    expect(await counts('retry')).toEqual([12, 0]);
  });

  it('ends between two letters when it is told to, and loses none', async () => {
    const { letters, put, idsIn } = world();
    await put('dlq', ...[1, 2, 3, 4].map((n) => rejectedLetter(n)));
    const controller = new AbortController();
    const report = await letters.moveToRetry(
      'dlq',
      {},
      { perSecond: 1, signal: controller.signal, onProgress: () => controller.abort() },
    );
    expect(report).toMatchObject({ taken: new Map([['INVALID_EVENT', 1]]), interrupted: true });
    const [there, moved] = [await idsIn('dlq'), await idsIn('retry')];
    expect([there.length, moved.length]).toEqual([3, 1]);
    expect([...there, ...moved].sort()).toEqual([1, 2, 3, 4].map(idOf));
  });

  it('removes nothing that did not arrive', async () => {
    const queue = fakeQueue([rejectedLetter(1), rejectedLetter(2), rejectedLetter(3)]);
    const sent: string[] = [];
    const forward = async ({ messageId }: HeldMessage) => {
      if (messageId === '1') throw new Error('the queue is full');
      sent.push(messageId);
    };
    const taking = takeLetters({ queue, clock: world().clock, forward }, {}, { expected: 3 });
    await expect(taking).rejects.toThrow('the queue is full');
    expect([sent, queue.removed, queue.givenBack]).toEqual([['0', '2'], ['0', '2'], ['1']]);
  });

  it('does not chase a letter that comes back while it runs', async () => {
    const letter = rejectedLetter(1);
    const queue = fakeQueue([letter]);
    const forward = async () => queue.put({ ...letter, id: 'written anew' });
    const report = await takeLetters({ queue, clock: world().clock, forward }, {}, { expected: 1 });
    expect(report).toMatchObject({ taken: new Map([['INVALID_EVENT', 1]]), again: 1 });
  });
});

describe('deleting letters', () => {
  it('deletes those that are meant, and gives the others back', async () => {
    const { letters, put, idsIn } = world();
    await put('dlq', rejectedLetter(1), rejectedLetter(2), rejectedLetter(3, { reason: 'UNDECODABLE' }));
    const { taken } = await letters.remove('dlq', { reason: 'INVALID_EVENT' });
    expect(taken).toEqual(new Map([['INVALID_EVENT', 2]]));
    expect(await idsIn('dlq')).toEqual([idOf(3)]);
    expect(await idsIn('retry')).toEqual([]);
  });
});

describe('deleting letters of one record', () => {
  it('deletes all of them', async () => {
    const queue = fakeQueue(Array.from({ length: 15 }, () => rejectedLetter(1)));
    const report = await takeLetters({ queue, clock: world().clock }, {}, { expected: 15 });
    expect(report).toMatchObject({ taken: new Map([['INVALID_EVENT', 15]]), again: 0 });
  });
});

describe('a visit', () => {
  it('sees a message once, although its visibility timeout is over before the end is reached', async () => {
    const queue = fakeQueue([rejectedLetter(1), rejectedLetter(2)], { forgetsVisibility: true });
    const seen: string[] = [];
    for await (const { messages } of visitQueue(queue, { expected: 2 })) {
      seen.push(...messages.map(({ messageId }) => messageId));
    }
    expect(seen).toEqual(['0', '1']);
    expect(queue.givenBack).toEqual(['0', '1']);
  });

  it('hides messages for as long as it is likely to take, twelve hours at most', async () => {
    const hidden = async (expected: number, perSecond?: number) => {
      const queue = fakeQueue([]);
      for await (const _ of visitQueue(queue, { expected, perSecond })) expect.fail('there is nothing');
      return queue.hiddenSeconds;
    };
    expect(await hidden(0)).toBe(60);
    expect(await hidden(1_000)).toBe(160);
    expect(await hidden(1_000, 5)).toBe(360);
    expect(await hidden(1_000_000)).toBe(43_200);
  });

  it('gives everything back where whoever looks fails', async () => {
    const queue = fakeQueue([rejectedLetter(1)]);
    const look = async () => {
      for await (const _ of visitQueue(queue, { expected: 1 })) throw new Error('cannot look');
    };
    await expect(look()).rejects.toThrow('cannot look');
    expect(queue.givenBack).toEqual(['0']);
  });
});

/** A queue in memory. Messages are called by their place. */
function fakeQueue(bodies: readonly object[], { forgetsVisibility = false } = {}) {
  const waiting: HeldMessage[] = [];
  const removed: string[] = [];
  const givenBack: string[] = [];
  let made = 0;
  const put = (body: object): void => {
    const messageId = String(made++);
    waiting.push({
      messageId,
      receiptHandle: messageId,
      body: JSON.stringify(body),
      attributes: undefined,
      sentMs: 0,
      receives: 1,
    });
  };
  for (const body of bodies) put(body);
  const queue: LetterQueue & { hiddenSeconds: number } = {
    hiddenSeconds: 0,
    receive: async (count, hiddenSeconds) => {
      queue.hiddenSeconds = hiddenSeconds;
      return forgetsVisibility ? waiting.slice(0, count) : waiting.splice(0, count);
    },
    giveBack: async (handles) => void givenBack.push(...handles),
    remove: async (messages) => {
      removed.push(...messages.map(({ messageId }) => messageId));
      return new Set(messages.map(({ messageId }) => messageId));
    },
  };
  return Object.assign(queue, { put, removed, givenBack });
}
