import { availableParallelism } from 'node:os';
import { afterAll, describe, expect, it } from 'vitest';
import { WorkerPool } from './command/worker-pool.ts';
import { MUTANTS } from './mutants/mutants.ts';

const pool = new WorkerPool(availableParallelism());
afterAll(() => pool.close());

describe('the simulation', () => {
  it.concurrent.each(MUTANTS)(
    'notices: $name',
    async ({ name }) => {
      const hunt = await pool.do('hunt', { mutantName: name, firstSeed: 1 });
      expect(hunt).toMatchObject({ violation: expect.any(String), problem: null });
    },
    600_000,
  );
});
