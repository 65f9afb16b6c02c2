import { inOrder } from './in-order.ts';
import type { RunJob, SeedResult } from './jobs.ts';
import type { WorkerPool } from './worker-pool.ts';

export interface SeedRange {
  readonly known: readonly number[];
  readonly first: number;
  /** Infinite where time decides. */
  readonly count: number;
  /** No block is begun once it says so. */
  readonly isOver: () => boolean;
}

/** Small, so that all workers end at about the same time. */
const BLOCK_SEEDS = 8;

/** Runs seeds on all workers. @param onResult gets what comes out, in the order of the seeds whoever was faster */
export async function runSeeds(
  pool: WorkerPool,
  range: SeedRange,
  how: Omit<RunJob, 'seeds'>,
  onResult: (result: SeedResult) => void,
): Promise<void> {
  await inOrder(
    blocksOf(range),
    pool.size,
    (seeds) => pool.do('run', { ...how, seeds }),
    (results) => results.forEach(onResult),
  );
}

function* blocksOf({ known, first, count, isOver }: SeedRange): Generator<readonly number[]> {
  for (let begin = 0; begin < known.length; begin += BLOCK_SEEDS) yield known.slice(begin, begin + BLOCK_SEEDS);
  for (let begin = 0; begin < count && !isOver(); begin += BLOCK_SEEDS) {
    yield Array.from({ length: Math.min(BLOCK_SEEDS, count - begin) }, (_, index) => first + begin + index);
  }
}
