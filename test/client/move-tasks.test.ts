import type { SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { type MoveTask, makeMoveTasks } from '../../src/client/move-tasks.ts';
import { idOf, lettersWorld, rejectedLetter } from './letters-world.ts';

const world = lettersWorld();

describe('a move task', () => {
  it('is none in the beginning, and there is nothing to cancel', async () => {
    const { moveTasks } = world().letters;
    expect(await moveTasks.newest()).toBeUndefined();
    expect(await moveTasks.cancel()).toBeUndefined();
  });

  it('moves every letter, also one that SQS did not put there itself, and tells how far it is', async () => {
    const { letters, put, idsIn } = world();
    await put('dlq', ...[1, 2, 3].map((n) => rejectedLetter(n)));
    await letters.moveTasks.start();
    const told: MoveTask[] = [];
    const task = await letters.moveTasks.wait({ onProgress: (now) => told.push(now) });
    expect(task).toMatchObject({ status: 'COMPLETED', moved: 3, perSecond: null, failure: null });
    expect(told.at(-1)).toEqual(task);
    expect(await idsIn('retry')).toEqual([1, 2, 3].map(idOf));
    expect(await letters.depth('dlq')).toBe(0);
  });

  it('keeps all others from taking letters while it is under way, until it is cancelled', async () => {
    const { letters, put } = world();
    await put('dlq', ...[1, 2, 3, 4, 5, 6].map((n) => rejectedLetter(n)));
    await letters.moveTasks.start(1);
    expect(await letters.moveTasks.newest()).toMatchObject({ status: 'RUNNING', perSecond: 1 });
    const busy = /^a move task is under way: millrace dlq stats tells .*, or stop it with millrace dlq cancel$/;
    await expect(letters.moveTasks.start()).rejects.toThrow(busy);
    await expect(letters.moveToRetry('dlq', {})).rejects.toThrow(busy);
    await expect(letters.remove('dlq', {})).rejects.toThrow(busy);
    expect((await letters.moveToRetry('late', {})).interrupted).toBe(false);

    expect(await letters.moveTasks.cancel()).toBeLessThan(6);
    expect((await letters.moveTasks.wait({ onProgress: () => {} }))?.status).toBe('CANCELLED');
    expect((await letters.remove('dlq', {})).taken.get('INVALID_EVENT')).toBeGreaterThan(0);
  });

  it('is waited for only as long as one wants to', async () => {
    const { letters, put } = world();
    await put('dlq', ...[1, 2, 3, 4, 5, 6].map((n) => rejectedLetter(n)));
    await letters.moveTasks.start(1);
    const task = await letters.moveTasks.wait({ onProgress: () => {}, signal: AbortSignal.abort() });
    expect(task?.status).toBe('RUNNING');
    await letters.moveTasks.cancel();
  });

  it('that failed says why', async () => {
    const entry = { Status: 'FAILED', FailureReason: 'AccessDenied', StartedTimestamp: 7 };
    // Whatever is asked, the answer is that list: the one command that reads it.
    const client = { send: async () => ({ Results: [entry] }) } as unknown as SQSClient;
    const moveTasks = makeMoveTasks({ client, clock: world().clock, sourceUrl: '', destinationUrl: '' });
    expect(await moveTasks.wait({ onProgress: () => {} })).toEqual({
      status: 'FAILED',
      moved: 0,
      toMove: null,
      perSecond: null,
      startedMs: 7,
      failure: 'AccessDenied',
    });
  });
});
