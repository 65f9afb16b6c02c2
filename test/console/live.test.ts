import { describe, expect, it } from 'vitest';
import type { QueuesView } from '../../console/api/views.ts';
import { type Listener, makeLive } from '../../console/server/live.ts';
import { makeHandClock, settled } from './hand-clock.ts';

function liveWorld() {
  const clock = makeHandClock();
  let reads = 0;
  let read = async (): Promise<QueuesView> => ({ dlq: { waiting: reads, inFlight: 0 } });
  const never = { everyMs: 1_000, read: () => new Promise<never>(() => {}) };
  const queues = {
    everyMs: 1_000,
    read: () => {
      reads += 1;
      return read();
    },
  };
  const parts = { flow: never, lanes: never, windows: never, alarms: never, queues };
  const live = makeLive({ parts, clock, explain: (error) => String(error) });
  const readBy = (next: typeof read): void => {
    read = next;
  };
  const hear = () => {
    const heard: string[] = [];
    const listener: Listener = (event, text) => heard.push(`${event} ${text}`);
    return { heard, end: live.listen(listener) };
  };
  return { clock, live, hear, reads: () => reads, readBy };
}

const told = (waiting: number) => `queues {"dlq":{"waiting":${waiting},"inFlight":0}}`;

describe('what is told again and again', () => {
  it('is read once for all who listen, and told at once to who comes later', async () => {
    const { clock, hear, reads } = liveWorld();
    const first = hear();
    await settled();
    expect(first.heard).toEqual([told(1)]);
    const second = hear();
    expect(second.heard).toEqual([told(1)]);
    await clock.pass(1_000);
    expect([first.heard.at(-1), second.heard.at(-1), reads()]).toEqual([told(2), told(2), 2]);
  });

  it('is not read while nobody listens', async () => {
    const { clock, hear, reads } = liveWorld();
    const { end } = hear();
    await settled();
    end();
    for (let times = 0; times < 5; times += 1) await clock.pass(10_000);
    expect(reads()).toBe(1);
    const later = hear();
    await settled();
    expect(later.heard).toEqual([told(2)]);
  });

  it('is read no more often than a quarter of the time allows', async () => {
    const { clock, hear, reads, readBy } = liveWorld();
    readBy(async () => {
      await clock.after(2_000);
      return {};
    });
    hear();
    await clock.pass(2_000);
    await clock.pass(5_999);
    expect(reads()).toBe(1);
    await clock.pass(1);
    expect(reads()).toBe(2);
  });

  it('is asked for less and less often while it cannot be read, and as before once it can', async () => {
    const { clock, hear, reads, readBy } = liveWorld();
    readBy(() => Promise.reject(new Error('no such queue')));
    const { heard } = hear();
    await settled();
    expect(heard).toEqual(['trouble {"part":"queues","message":"Error: no such queue"}']);
    const after: number[] = [];
    for (let passedMs = 0; passedMs < 40_000; passedMs += 1_000) {
      const before = reads();
      await clock.pass(1_000);
      if (reads() > before) after.push(passedMs + 1_000);
    }
    expect(after).toEqual([1_000, 3_000, 7_000, 15_000, 30_000]);
    readBy(async () => ({}));
    await clock.pass(5_000);
    await clock.pass(1_000);
    expect(heard.slice(-2)).toEqual(['queues {}', 'queues {}']);
  });

  it('is read at once where something has changed it', async () => {
    const { hear, live, reads } = liveWorld();
    hear();
    await settled();
    live.hurry('queues');
    await settled();
    expect(reads()).toBe(2);
  });
});
