import { describe, expect, it } from 'vitest';
import type { Letters, MoveTask } from '../../src/client/index.ts';
import { idOf, lateLetter, lettersWorld, rejectedLetter } from '../client/letters-world.ts';
import { runCli, type Script } from './fake-session.ts';

const world = lettersWorld();
const cli = (line: string, script: Script = {}) => runCli(line, { letters: world().letters, ...script });

/** Three letters, of which two are invalid events. */
async function threeLetters(): Promise<void> {
  await world().put('dlq', rejectedLetter(1), rejectedLetter(2, { reason: 'UNDECODABLE' }), rejectedLetter(3));
}

/** Letters whose move task ends so. */
function ending(task: Partial<MoveTask> | undefined): Letters {
  const all: MoveTask = { status: 'COMPLETED', moved: 2, toMove: 3, perSecond: null, startedMs: null, failure: null };
  const { letters } = world();
  return { ...letters, moveTasks: { ...letters.moveTasks, wait: async () => task && { ...all, ...task } } };
}

describe('millrace dlq redrive', () => {
  it('has SQS move all letters, and waits for it if asked', async () => {
    await threeLetters();
    const { exitCode, out, notes } = await cli('dlq redrive shops --wait');
    expect({ exitCode, out }).toEqual({ exitCode: 0, out: ['moved 3 letters to the retry queue'] });
    expect(notes.at(-1)).toMatch(/^COMPLETED, 3 of about 3 moved, started \d{4}-/);
    expect(await world().idsIn('retry')).toEqual([1, 2, 3].map(idOf));
  });

  it('leaves SQS to it otherwise, at the rate given', async () => {
    await threeLetters();
    expect(await cli('dlq redrive shops --rate 1')).toMatchObject({
      exitCode: 0,
      out: ['SQS is moving about 3 letters to the retry queue'],
      notes: ['millrace dlq stats shops tells how far it is, millrace dlq cancel shops stops it'],
    });
    expect(await world().letters.moveTasks.newest()).toMatchObject({ status: 'RUNNING', perSecond: 1 });
    expect(await cli('dlq redrive shops')).toMatchObject({
      exitCode: 1,
      said: [expect.stringMatching(/^a move task/)],
    });
    expect((await cli('dlq redrive shops --reason X')).said).toEqual([expect.stringMatching(/^a move task/)]);
    expect((await cli('dlq cancel shops')).out).toEqual([expect.stringMatching(/^stopped after \d letters?$/)]);
    expect((await cli('dlq cancel shops')).out).toEqual(['no move task is running']);
  });

  it('has nothing to do where there are no letters', async () => {
    expect(await cli('dlq redrive shops')).toMatchObject({
      exitCode: 0,
      out: ['nothing to move: no letters in the dead-letter queue'],
    });
  });

  it('moves some letters by itself, and tells which stay', async () => {
    await threeLetters();
    const { exitCode, out } = await cli('dlq redrive shops --reason INVALID_EVENT --since 2026-11-22T10:02');
    expect({ exitCode, out }).toEqual({
      exitCode: 0,
      out: ['moved 1 letter (INVALID_EVENT 1) to the retry queue; left 2 letters (INVALID_EVENT 1, UNDECODABLE 1)'],
    });
    expect(await world().idsIn('retry')).toEqual([idOf(3)]);
  });

  it('tells with --dry-run which letters it would move', async () => {
    await threeLetters();
    expect((await cli('dlq redrive shops --dry-run')).out).toEqual([
      'would move 3 letters (INVALID_EVENT 2, UNDECODABLE 1), of 3 in the dead-letter queue',
    ]);
    expect((await cli('dlq redrive shops --dry-run --reason UNKNOWN_SCHEMA')).out).toEqual([
      'would move 0 letters, of 3 in the dead-letter queue',
    ]);
    expect(await world().counts('dlq')).toEqual([3, 0]);
  });

  it('says what it has done where it is interrupted', async () => {
    await threeLetters();
    const interrupted = AbortSignal.abort();
    expect(await cli('dlq redrive shops --reason INVALID_EVENT', { interrupted })).toMatchObject({
      exitCode: 1,
      out: [],
      said: ['interrupted: moved 0 letters to the retry queue; run it again to go on'],
    });
    expect((await cli('dlq redrive shops --dry-run', { interrupted })).said).toEqual(['interrupted after 0 letters']);
    expect((await cli('dlq redrive shops --wait --rate 1', { interrupted })).said).toEqual([
      'no longer waiting: SQS goes on moving; millrace dlq cancel shops stops it',
    ]);
    await world().letters.moveTasks.cancel();
  });

  it.each<[Partial<MoveTask> | undefined, RegExp]>([
    [undefined, /^SQS knows of no move task any more: look at millrace dlq stats shops$/],
    [{ status: 'CANCELLED' }, /^the move task ended before its end: CANCELLED, 2 of about 3 moved$/],
    [{ status: 'FAILED', failure: 'AccessDenied' }, /FAILED, 2 of about 3 moved, because of AccessDenied$/],
  ])('fails where the task did not come to its end: %j', async (task, message) => {
    await world().put('dlq', rejectedLetter(1));
    const { exitCode, said, out } = await cli('dlq redrive shops --wait', { letters: ending(task) });
    expect({ exitCode, out }).toEqual({ exitCode: 1, out: [] });
    expect(said).toEqual([expect.stringMatching(message)]);
  });

  it('tells of letters that a completed task has left', async () => {
    await world().put('dlq', rejectedLetter(1));
    const letters: Letters = { ...ending({}), depth: async () => 1 };
    expect((await cli('dlq redrive shops --wait', { letters })).out).toEqual([
      'moved 2 letters to the retry queue; still there: about 1 letter, new or held by somebody else',
    ]);
  });
});

describe('millrace dlq purge', () => {
  it('refuses without --confirm, and says how many letters it is about', async () => {
    await threeLetters();
    expect(await cli('dlq purge shops --reason INVALID_EVENT')).toMatchObject({
      exitCode: 1,
      out: [],
      said: ['not deleted: 2 letters of 3 would be gone for good; add --confirm to delete'],
    });
    expect(await world().counts('dlq')).toEqual([3, 0]);
  });

  it('deletes what is meant', async () => {
    await threeLetters();
    const { exitCode, out, notes } = await cli('dlq purge shops --reason INVALID_EVENT --confirm');
    expect({ exitCode, out }).toEqual({
      exitCode: 0,
      out: ['deleted 2 letters (INVALID_EVENT 2); left 1 letter (UNDECODABLE 1)'],
    });
    expect(notes.at(-1)).toBe('2 letters deleted');
    expect((await cli('dlq purge shops --confirm')).out).toEqual(['deleted 1 letter (UNDECODABLE 1)']);
    expect(await world().counts('dlq')).toEqual([0, 0]);
  });
});

describe('millrace late redrive', () => {
  it('moves letters whose windows are not gone, and says why the others stay', async () => {
    await world().put('late', lateLetter(1), lateLetter(2, ['STATE_EXPIRED']));
    const { exitCode, out, notes } = await cli('late redrive shops --aggregation hourly');
    expect({ exitCode, out }).toEqual({
      exitCode: 0,
      out: ['moved 1 letter (TOO_LATE 1) to the retry queue; left 1 letter (STATE_EXPIRED 1)'],
    });
    expect(notes.at(-1)).toBe('STATE_EXPIRED: their windows are closed for good, so no redrive counts them');
    expect(await world().idsIn('retry')).toEqual([idOf(1)]);
  });

  it('moves those too if asked', async () => {
    await world().put('late', lateLetter(1, ['STATE_EXPIRED']));
    expect((await cli('late redrive shops --dry-run')).out).toEqual(['would move 0 letters, of 1 in the late queue']);
    expect((await cli('late redrive shops --expired')).out).toEqual([
      'moved 1 letter (STATE_EXPIRED 1) to the retry queue',
    ]);
  });

  it('knows the aggregations', async () => {
    expect(await cli('late redrive shops --aggregation weekly')).toMatchObject({
      exitCode: 2,
      said: ['pipeline "shops" has no aggregation "weekly": it has hourly'],
    });
  });
});
