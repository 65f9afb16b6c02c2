import { describe, expect, it } from 'vitest';
import { windowAt } from '../../support/sales.ts';
import { makeMaterializerTest, task } from './materializer-setup.ts';

const OTHER = windowAt('by-shop', 60);

describe('an invocation of the materializer is measured', () => {
  it('by results written, corrections among them, and how long after they were sent tasks were done', async () => {
    const { deps, put, mark, run, telemetry } = await makeMaterializerTest();
    await put({ ash: [2, 3], oak: [1, 1] });
    await put({ ash: [1, 1] }, { window: OTHER });
    await mark('first');
    await mark('first', OTHER);
    deps.clock.advance(9_000);
    await run(task('a', { sentMs: 2_000 }), task('b', { sentMs: 8_000, window: OTHER }));
    expect(telemetry.takeLines()).toEqual([
      { aggregation: 'by-shop', values: { ResultsWritten: 3, Corrections: 0, MaterializationLag: 7_000 } },
    ]);

    await put({ ash: [3, 4], elm: [1, 5] });
    await mark('second');
    await run(task('c', { late: true, sentMs: 9_000 }));
    expect(telemetry.takeLines()).toEqual([
      { aggregation: 'by-shop', values: { ResultsWritten: 2, Corrections: 1, MaterializationLag: 0 } },
    ]);
  });

  it('with nothing of tasks that failed, or that were done already', async () => {
    const { deps, put, mark, run, telemetry } = await makeMaterializerTest();
    await run(task('a'));
    expect(telemetry.takeLines()).toEqual([]);
    await put({ ash: [2, 3] });
    await mark('first');
    deps.fail('clearMark', 'request lost');
    expect(await run(task('a'))).toEqual(['a']);
    expect(telemetry.takeLines()).toEqual([]);
  });
});
