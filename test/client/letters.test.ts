import { describe, expect, it } from 'vitest';
import { groupLetters } from '../../src/client/list-letters.ts';
import { archivedLetter, FAILED_MS, idOf, lateLetter, lettersWorld, rejectedLetter } from './letters-world.ts';

const world = lettersWorld();
const minutes = (count: number): number => FAILED_MS + count * 60_000;

describe('a listing', () => {
  it('of an empty queue is empty', async () => {
    expect(await world().letters.list('dlq')).toEqual({ letters: [], looked: 0, estimated: 0 });
  });

  it('tells of every letter once, oldest failure first, and gives all of them back', async () => {
    const { letters, put, counts } = world();
    const numbers = Array.from({ length: 23 }, (_, n) => n);
    await put('dlq', ...numbers.map((n) => rejectedLetter(22 - n)));
    const listing = await letters.list('dlq');
    expect(listing).toMatchObject({ looked: 23, estimated: 23 });
    expect(listing.letters.map(({ letter }) => letter?.id)).toEqual(numbers.map(idOf));
    expect(await counts('dlq')).toEqual([23, 0]);
  });

  it('says what a letter says, without the bytes', async () => {
    const { letters, put } = world();
    await put('dlq', rejectedLetter(1), archivedLetter(2, 3_000_000));
    const { letters: listed } = await letters.list('dlq');
    expect(listed[0]).toMatchObject({
      reason: 'INVALID_EVENT',
      message: 'field "cents" must be a number, got "1"',
      failedMs: minutes(1),
      receives: 1,
      letter: { id: idOf(1), partitionKey: 'north', attempts: 1 },
    });
    expect(listed[0]?.letter).not.toHaveProperty('payload');
    expect(listed[1]?.letter?.archived?.bytes).toBe(3_000_000);
  });

  it('looks at no more than it may', async () => {
    const { letters, put, counts } = world();
    await put('dlq', ...[1, 2, 3, 4, 5].map((n) => rejectedLetter(n)));
    expect(await letters.list('dlq', {}, { limit: 3 })).toMatchObject({ looked: 3, estimated: 5 });
    expect(await counts('dlq')).toEqual([5, 0]);
  });

  it('ends before its next look when it is told to', async () => {
    const { letters, put, counts } = world();
    await put('dlq', rejectedLetter(1));
    expect((await letters.list('dlq', {}, { signal: AbortSignal.abort() })).looked).toBe(0);
    expect(await counts('dlq')).toEqual([1, 0]);
  });

  it('keeps to a reason and a time', async () => {
    const { letters, put } = world();
    await put('dlq', ...[1, 2, 3].map((n) => rejectedLetter(n)), rejectedLetter(4, { reason: 'UNDECODABLE' }));
    const ids = async (filter: Parameters<typeof letters.list>[1]) =>
      (await letters.list('dlq', filter)).letters.map(({ letter }) => letter?.id);
    expect(await ids({ reason: 'UNDECODABLE' })).toEqual([idOf(4)]);
    expect(await ids({ sinceMs: minutes(3) })).toEqual([idOf(3), idOf(4)]);
    expect(await ids({ sinceMs: minutes(3), reason: 'INVALID_EVENT' })).toEqual([idOf(3)]);
  });

  it('keeps to an aggregation, which must be one of the pipeline', async () => {
    const { letters, put } = world();
    const other = { ...lateLetter(2), windows: [] };
    await put('late', lateLetter(1), other);
    expect((await letters.list('late', { aggregation: 'hourly' })).letters).toHaveLength(1);
    await expect(letters.list('late', { aggregation: 'weekly' })).rejects.toThrow(
      /^pipeline "shops" has no aggregation "weekly": it has hourly$/,
    );
  });

  it('counts a letter as expired only where all of its windows are', async () => {
    const { letters, put } = world();
    await put('late', lateLetter(1), lateLetter(2, ['STATE_EXPIRED']), lateLetter(3, ['STATE_EXPIRED', 'TOO_LATE']));
    expect((await letters.list('late')).letters.map(({ reason, message }) => [reason, message])).toEqual([
      ['TOO_LATE', 'too late for hourly'],
      ['STATE_EXPIRED', 'too late for hourly'],
      ['TOO_LATE', 'too late for hourly'],
    ]);
    expect((await letters.list('late', { expired: false })).letters).toHaveLength(2);
  });

  it('tells of a message that is no letter, and why', async () => {
    const { letters, put } = world();
    await put('dlq', 'hello');
    expect((await letters.list('dlq')).letters).toEqual([
      expect.objectContaining({
        reason: 'UNREADABLE',
        letter: undefined,
        message: expect.stringContaining('JSON object'),
      }),
    ]);
  });

  it('is grouped by reason, the most frequent first, with the newest as the example', async () => {
    const { letters, put } = world();
    await put('dlq', rejectedLetter(1, { reason: 'UNDECODABLE' }), ...[2, 3, 4].map((n) => rejectedLetter(n)));
    const groups = groupLetters((await letters.list('dlq')).letters);
    expect(groups).toEqual([
      expect.objectContaining({ reason: 'INVALID_EVENT', count: 3, oldestMs: minutes(2), newestMs: minutes(4) }),
      expect.objectContaining({ reason: 'UNDECODABLE', count: 1, oldestMs: minutes(1), newestMs: minutes(1) }),
    ]);
    expect(groups[0]?.example.letter?.id).toBe(idOf(4));
  });
});

describe('one letter', () => {
  it('is found by its id, its message, its position or its number, or how one of them begins', async () => {
    const { letters, put, counts } = world();
    await put('dlq', ...[11, 12, 21].map((n) => rejectedLetter(n)));
    const { listed } = await letters.find('dlq', idOf(12));
    const position = listed.letter?.position ?? '';
    for (const name of [listed.messageId, listed.messageId.slice(0, 13), 'letter-12', position, '1012']) {
      expect((await letters.find('dlq', name)).letter).toEqual(rejectedLetter(12));
    }
    expect((await letters.find('dlq', 'letter-2')).letter?.id).toBe(idOf(21));
    expect(await counts('dlq')).toEqual([3, 0]);
  });

  it('is none where none or several are meant', async () => {
    const { letters, put } = world();
    await put('dlq', ...[11, 12, 13, 14, 15, 16].map((n) => rejectedLetter(n)));
    await expect(letters.find('dlq', 'nothing')).rejects.toThrow(
      /^no letter "nothing" among the 6 that were looked at; ids are listed by ls --all$/,
    );
    await expect(letters.find('dlq', 'nothing', { limit: 2 })).rejects.toThrow(
      /among the 2 that were looked at, of about 6: raise --limit; ids/,
    );
    await expect(letters.find('dlq', 'letter-1')).rejects.toThrow(
      /^"letter-1" begins 6 letters' names: letter-1\d, (letter-1\d, ){3}letter-1\d, and 1 more; give more of it$/,
    );
  });

  it('is the one whose id is given in full, although another begins so', async () => {
    const { letters, put } = world();
    await put('dlq', rejectedLetter(1, { id: 'abcd' }), rejectedLetter(2, { id: 'abc' }));
    expect((await letters.find('dlq', 'abc')).letter?.id).toBe('abc');
    await expect(letters.find('dlq', 'ab')).rejects.toThrow(/begins 2 letters' names/);
  });

  it('of a record that was sent twice is found by its own id', async () => {
    const { letters, put } = world();
    await put('dlq', rejectedLetter(1), rejectedLetter(1, { id: 'other' }));
    expect((await letters.find('dlq', 'other')).letter?.id).toBe('other');
    await expect(letters.find('dlq', '1001')).rejects.toThrow(/begins 2 letters' names/);
  });

  it('that is unreadable is found by its message', async () => {
    const { letters, put } = world();
    await put('dlq', 'hello');
    const [listed] = (await letters.list('dlq')).letters;
    expect(await letters.find('dlq', listed?.messageId ?? '')).toMatchObject({ letter: undefined, body: 'hello' });
  });

  it('brings its bytes, from the archive where they are there', async () => {
    const { letters, archived } = world();
    const large = archivedLetter(1, 5);
    expect(await letters.bytesOf(large)).toBeUndefined();
    archived.set('letters/1', Buffer.from('bytes'));
    expect(await letters.bytesOf(large)).toEqual(Buffer.from('bytes'));
    expect(Buffer.from((await letters.bytesOf(rejectedLetter(7))) ?? []).toString()).toBe('{"sale":7}');
  });
});
