import { afterAll, describe, expect, it } from 'vitest';
import { WorkerPool } from './worker-pool.ts';

const pools: WorkerPool[] = [];
afterAll(() => {
  for (const pool of pools) pool.close();
});

function poolOf(size: number): WorkerPool {
  const pool = new WorkerPool(size);
  pools.push(pool);
  return pool;
}

const runOf = (seed: number) => ({ seeds: [seed], setting: {}, traces: 'failed' }) as const;

describe('a pool of workers', () => {
  it('answers each who asks, also where more ask than there are workers', async () => {
    const pool = poolOf(2);
    const answers = await Promise.all([3, 1, 2].map((seed) => pool.do('run', runOf(seed))));
    expect(answers.map(([result]) => [result?.seed, result?.violation])).toEqual([
      [3, null],
      [1, null],
      [2, null],
    ]);
  });

  it('says what went wrong in a worker, and goes on', async () => {
    const pool = poolOf(1);
    const unknown = { mutantName: 'none', firstSeed: 1 };
    await expect(pool.do('hunt', unknown)).rejects.toThrow('no mutant is called "none"');
    expect(await pool.do('run', runOf(1))).toHaveLength(1);
  });

  it('says of what a worker dies', async () => {
    const pool = poolOf(1);
    const running = pool.do('run', { ...runOf(1), seeds: Array.from({ length: 1_000 }, (_, seed) => seed) });
    pool.close();
    await expect(running).rejects.toThrow(/^a worker ended \(SIGTERM\) while it did \{"kind":"run"/);
  });
});
