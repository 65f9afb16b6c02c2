import { describe, expect, it } from 'vitest';
import { encodePosition } from '../../src/engine/position.ts';
import { lateLetter, lettersWorld, rejectedLetter } from './letters-world.ts';
import { lane, progressThrough } from './support.ts';

const world = lettersWorld();

describe('what waits for a person', () => {
  it('is nothing in the beginning', async () => {
    const { letters, clock } = world();
    const nothing = { visible: 0, inFlight: 0, delayed: 0, sent: null };
    expect(await letters.stats()).toMatchObject({
      atMs: clock.nowMs(),
      queues: { retry: nothing, dlq: nothing, late: nothing, undeliverable: nothing, unrecovered: nothing },
      redrives: { rejected: { accepted: 0 }, late: 0 },
      moveTask: undefined,
    });
  });

  it('is counted in all queues, and looked at only where receives decide nothing', async () => {
    const { letters, put, receive } = world();
    await put('retry', rejectedLetter(1));
    await put('dlq', rejectedLetter(2), rejectedLetter(3));
    await put('late', lateLetter(4));
    await put('undeliverable', '{}');
    await put('unrecovered', '{}', '{}', '{}');
    const { queues } = await letters.stats();
    const sent = { oldestMs: expect.any(Number), newestMs: expect.any(Number) };
    expect(queues).toMatchObject({
      retry: { visible: 1, sent: null },
      dlq: { visible: 2, sent },
      late: { visible: 1, sent },
      undeliverable: { visible: 1, sent: null },
      unrecovered: { visible: 3, sent },
    });
    expect(queues.dlq.sent?.oldestMs).toBeLessThanOrEqual(queues.dlq.sent?.newestMs ?? 0);
    // This is the first receive.
    expect((await receive('retry'))?.Attributes?.ApproximateReceiveCount).toBe('1');
    expect((await letters.list('dlq')).letters[0]?.receives).toBe(2);
  });

  it('leaves the dead-letter queue alone while a move task is under way', async () => {
    const { letters, put } = world();
    await put('dlq', ...[1, 2, 3, 4, 5, 6].map((n) => rejectedLetter(n)));
    await letters.moveTasks.start(1);
    const { queues, moveTask } = await letters.stats();
    await letters.moveTasks.cancel();
    expect(moveTask?.status).toBe('RUNNING');
    expect(queues.dlq.sent).toBeNull();
    expect(queues.dlq.visible).toBeGreaterThan(0);
  });

  it('comes with what redrives have brought', async () => {
    const { letters, store } = world();
    await store.writeProgress(lane(0), progressThrough(9), 0);
    await store.decideRedrive(
      { lane: lane(0), position: encodePosition('1') },
      { origin: 'rejected', outcome: 'ignored', counted: [], expired: [] },
    );
    expect((await letters.stats()).redrives.rejected).toEqual({ accepted: 0, duplicate: 0, ignored: 1 });
  });
});
