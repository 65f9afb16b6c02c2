import { describe, expect, it } from 'vitest';
import { makeWritePool, type WritePoolOptions } from '../../../lambdas/shared/write-pool.ts';
import { RetryableError } from '../../../src/ports/errors.ts';
import { fc } from '../../support/fast-check.ts';

const throttled = () => new RetryableError('throttled', { throttled: true });
const lost = () => new RetryableError('lost');

/** Writes that end when the test says so. */
function makeGate() {
  const open = new Map<number, { resolve: () => void; reject: (error: unknown) => void }>();
  let most = 0;
  return {
    running: () => [...open.keys()],
    most: () => most,
    write: (item: number) =>
      new Promise<void>((resolve, reject) => {
        open.set(item, { resolve, reject });
        most = Math.max(most, open.size);
      }),
    async end(item: number, error?: unknown) {
      const write = open.get(item);
      open.delete(item);
      if (error === undefined) write?.resolve();
      else write?.reject(error);
      await settled();
    },
    async endAll() {
      while (open.size > 0) for (const item of [...open.keys()]) await this.end(item);
    },
  };
}

/** Lets everything that can go on do so. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

function makePool(options: Partial<WritePoolOptions> = {}) {
  const waits: number[] = [];
  const clock = {
    nowMs: () => 0,
    after: async (delayMs: number) => void waits.push(delayMs),
  };
  return { waits, ...makeWritePool({ clock, random: () => 0.5, ...options }) };
}

const range = (length: number) => Array.from({ length }, (_, index) => index);

describe('a write pool', () => {
  it('runs so many writes at once and no more, and every one', async () => {
    const pool = makePool({ maxInFlight: 4 });
    const gate = makeGate();
    const done = pool.run(range(10), gate.write);
    await settled();
    expect(gate.running()).toEqual([0, 1, 2, 3]);
    await gate.end(2);
    expect(gate.running()).toEqual([0, 1, 3, 4]);
    await gate.endAll();
    await done;
    expect(gate.most()).toBe(4);
  });

  it('is done at once where there is nothing to write', async () => {
    await expect(makePool().run([], () => Promise.reject(lost()))).resolves.toBeUndefined();
  });

  it('tries a transient failure again, waiting longer each time, with jitter', async () => {
    const failures = [lost(), lost(), lost(), lost()];
    for (const [random, expected] of [
      [0, [25, 50, 100, 200]],
      [0.5, [38, 75, 150, 300]],
    ] as const) {
      const pool = makePool({ random: () => random });
      const left = [...failures];
      await pool.run([1], async () => {
        const failure = left.shift();
        if (failure) throw failure;
      });
      expect(pool.waits).toEqual(expected);
    }
  });

  it('gives up after so many attempts with the last failure', async () => {
    const pool = makePool({ maxAttempts: 3 });
    let attempts = 0;
    const write = async () => {
      attempts += 1;
      throw new RetryableError(`lost ${attempts}`);
    };
    await expect(pool.run([1], write)).rejects.toThrow('lost 3');
    expect(attempts).toBe(3);
    expect(pool.waits).toHaveLength(2);
  });

  it('does not try again what is not transient', async () => {
    const pool = makePool();
    let attempts = 0;
    const write = async () => {
      attempts += 1;
      throw new TypeError('wrong');
    };
    await expect(pool.run([1], write)).rejects.toThrow(TypeError);
    expect(attempts).toBe(1);
  });

  it('begins nothing new after a failure, and throws only when no write is left running', async () => {
    const pool = makePool({ maxInFlight: 3 });
    const gate = makeGate();
    let outcome = 'running';
    const done = pool.run(range(10), gate.write).catch((error: unknown) => {
      outcome = String(error);
    });
    await settled();
    await gate.end(1, new TypeError('wrong'));
    expect(gate.running()).toEqual([0, 2]);
    expect(outcome).toBe('running');
    await gate.end(0);
    expect(outcome).toBe('running');
    await gate.end(2);
    await done;
    expect(outcome).toBe('TypeError: wrong');
  });

  it('throws the first of several failures', async () => {
    const pool = makePool({ maxInFlight: 3 });
    const gate = makeGate();
    const done = pool.run(range(3), gate.write);
    const expected = expect(done).rejects.toThrow('first');
    await settled();
    await gate.end(2, new TypeError('first'));
    await gate.end(0, new TypeError('second'));
    await gate.end(1);
    await expected;
  });

  it('halves its width when the service throttles, and wins one back for each round of successes', async () => {
    const pool = makePool({ maxInFlight: 8 });
    let complaints = 2;
    await pool.run([0], async () => {
      complaints -= 1;
      if (complaints >= 0) throw throttled();
    });
    const widthAfter = async (writes: number) => {
      await pool.run(range(writes), async () => {});
      const gate = makeGate();
      const done = pool.run(range(20), gate.write);
      await settled();
      const width = gate.running().length;
      await gate.endAll();
      await done;
      return width;
    };
    // From 8 to 2; the throttled write's own success was the first of a round of two.
    expect(await widthAfter(0)).toBe(2);
    const later = await widthAfter(0);
    expect(later).toBeGreaterThan(2);
    expect(later).toBeLessThan(8);
    expect(await widthAfter(200)).toBe(8);
  });

  it('keeps its width for failures that are no complaint about traffic', async () => {
    const pool = makePool({ maxInFlight: 4 });
    let failures = 3;
    await pool.run([0], async () => {
      failures -= 1;
      if (failures >= 0) throw lost();
    });
    const gate = makeGate();
    const done = pool.run(range(8), gate.write);
    await settled();
    expect(gate.running()).toHaveLength(4);
    await gate.endAll();
    await done;
  });

  it('begins nothing and tries nothing again once time is up, and lets what runs end', async () => {
    const pool = makePool({ maxInFlight: 2 });
    const gate = makeGate();
    let isTimeUp = false;
    const done = pool.run(range(10), gate.write, () => isTimeUp);
    const expected = expect(done).rejects.toThrow(RetryableError);
    await settled();
    isTimeUp = true;
    await gate.end(0, lost());
    expect(gate.running()).toEqual([1]);
    await gate.end(1);
    await expected;
    expect(gate.running()).toEqual([]);
  });

  it('is done where the last write ends just as time is up', async () => {
    const pool = makePool({ maxInFlight: 2 });
    const gate = makeGate();
    let isTimeUp = false;
    const done = pool.run(range(2), gate.write, () => isTimeUp);
    await settled();
    isTimeUp = true;
    await gate.endAll();
    await expect(done).resolves.toBeUndefined();
  });

  it('never falls below one at a time', async () => {
    const pool = makePool({ maxInFlight: 2, maxAttempts: 20 });
    let complaints = 12;
    const done: number[] = [];
    await pool.run(range(4), async (item) => {
      complaints -= 1;
      if (complaints >= 0) throw throttled();
      done.push(item);
    });
    expect(done.sort()).toEqual([0, 1, 2, 3]);
  });

  it('does every write exactly as often as it fails, and once more, whatever fails when', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.boolean(), { maxLength: 5 }), { maxLength: 30 }),
        fc.integer({ min: 1, max: 8 }),
        async (troubles, maxInFlight) => {
          const pool = makePool({ maxInFlight });
          const attempts = troubles.map(() => 0);
          await pool.run([...troubles.entries()], async ([item, trouble]) => {
            const attempt = attempts[item] ?? 0;
            attempts[item] = attempt + 1;
            const isThrottled = trouble[attempt];
            if (isThrottled !== undefined) throw isThrottled ? throttled() : lost();
          });
          expect(attempts).toEqual(troubles.map((trouble) => trouble.length + 1));
        },
      ),
    );
  });
});
