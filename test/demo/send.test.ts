import { describe, expect, it } from 'vitest';
import { Arrived } from '../../demo/arrived.ts';
import { sendRest } from '../../demo/send.ts';
import { makeWatch } from '../../demo/watch.ts';
import { RetryableError } from '../../src/client/index.ts';

const records = Array.from({ length: 3_000 }, (_, number) => ({
  partitionKey: 'key',
  data: Buffer.from(String(number)).toString('base64'),
}));
/** A tenth of the records. */
const LEAD = 300;

function makeRun(arrivedCount: number, readPerLook: number) {
  const arrived = new Arrived([
    {
      shardId: '0',
      records: records
        .slice(0, arrivedCount)
        .map((record, index) => ({ ...record, sequenceNumber: String(index), arrivalMs: 0 })),
    },
  ]);
  const sent: string[] = [];
  const halves: number[] = [];
  const ahead: number[] = [];
  let read = 0;
  let shown = 0;
  const inStream = (): number => arrivedCount + sent.length;
  const deps = {
    arrived,
    producer: {
      sendRecord: async ({ data }: { data: string | Uint8Array }) => {
        sent.push(Buffer.from(data).toString('base64'));
        ahead.push(inStream() - read);
      },
      flush: async () => {},
      close: async () => {},
    },
    watch: {
      read: () => read,
      look: async () => {
        read = Math.min(inStream(), read + readPerLook);
      },
    },
    onSent: (count: number) => {
      shown = count;
    },
    onHalf: async () => void halves.push(inStream()),
  };
  return { send: () => sendRest(deps, records), sent, halves, ahead, shown: () => shown };
}

describe('the sender', () => {
  it('sends everything in order', async () => {
    const run = makeRun(0, 1_000);
    await run.send();
    expect(run.sent).toEqual(records.map(({ data }) => data));
    expect(run.shown()).toBe(3_000);
  });

  it('stays a little ahead of the pipeline, never far', async () => {
    const run = makeRun(0, 50);
    await run.send();
    expect(Math.max(...run.ahead)).toBe(LEAD);
  });

  it('sends only the rest where the stream holds a part', async () => {
    const run = makeRun(2_000, 1_000);
    await run.send();
    expect(run.sent).toEqual(records.slice(2_000).map(({ data }) => data));
    expect(run.shown()).toBe(3_000);
  });

  it('says when half is sent, once, also where that was before', async () => {
    const fresh = makeRun(0, 1_000);
    await fresh.send();
    expect(fresh.halves).toEqual([1_500]);
    const resumed = makeRun(2_000, 1_000);
    await resumed.send();
    expect(resumed.halves).toEqual([2_000]);
  });
});

describe('the watch', () => {
  function makeWatched(looks: (number | Error)[]) {
    let nowMs = 0;
    const shown: number[] = [];
    const watch = makeWatch({
      clock: {
        nowMs: () => nowMs,
        after: async (delayMs) => {
          nowMs += delayMs;
        },
      },
      progress: async () => {
        const next = looks.length > 1 ? looks.shift() : looks[0];
        if (next instanceof Error) throw next;
        const counts = { accepted: 0, duplicate: 0, rejected: 0, ignored: 0, aggregations: {} };
        return { lanes: [], counts: { ...counts, read: next ?? 0 }, watermarkMs: null, aggregations: [] };
      },
      onLook: async ({ counts }) => void shown.push(counts.read),
      lastWords: () => 'the functions did not complain',
    });
    return { watch, shown, nowMs: () => nowMs };
  }

  it('knows what the last look found', async () => {
    const { watch, shown } = makeWatched([3, 7]);
    await watch.look();
    expect(watch.read()).toBe(3);
    await watch.look();
    expect(watch.read()).toBe(7);
    expect(shown).toEqual([3, 7]);
  });

  it('forgives a look that failed in passing, and no other failure', async () => {
    const { watch, shown } = makeWatched([3, new RetryableError('too late'), new Error('gone')]);
    await watch.look();
    await watch.look();
    expect(watch.read()).toBe(3);
    await expect(watch.look()).rejects.toThrow('gone');
    expect(shown).toEqual([3]);
  });

  it('gives up after a minute in which nothing was read, with the functions’ last words', async () => {
    const { watch, nowMs } = makeWatched([3]);
    const lookOn = async (): Promise<void> => {
      for (;;) await watch.look();
    };
    await expect(lookOn()).rejects.toThrow('no record was processed for 60 s; the functions did not complain');
    expect(nowMs()).toBeGreaterThan(60_000);
    expect(nowMs()).toBeLessThan(61_000);
  });
});
