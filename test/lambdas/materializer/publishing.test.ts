import { describe, expect, it } from 'vitest';
import { type MemoryResultSink, makeMemoryResultSink } from '../../../src/adapters/memory/memory-result-sink.ts';
import { RetryableError } from '../../../src/ports/errors.ts';
import type { PublishedResult } from '../../../src/ports/result-sink.ts';
import { composeMaterializer } from '../../support/compose-functions.ts';
import { killAtEveryStep, portsThrough } from '../../support/kill-steps.ts';
import { PLENTY_OF_TIME } from '../../support/lambda-deps.ts';
import { sqsEvent } from '../../support/lambda-events.ts';
import { DEFINITION_HASHES, salesPlan } from '../../support/sales.ts';
import { type MaterializerTest, makeMaterializerTest, task, WINDOW } from './materializer-setup.ts';

interface PublishingTest extends MaterializerTest {
  readonly sink: MemoryResultSink;
  /** The next time that rows are to be told of, nobody is, and the sink says so. */
  failNextPublish(): void;
  /** What was told since it was last asked, as `shop: n, amount, revision`. */
  told(): readonly string[];
}

async function makePublishingTest(): Promise<PublishingTest> {
  let fails = false;
  let asked = 0;
  const sink = makeMemoryResultSink();
  const resultSink: typeof sink = {
    ...sink,
    async publish(rows, isTimeUp) {
      test.deps.operations.push('publish');
      if (fails) {
        fails = false;
        throw new RetryableError('publish: request lost');
      }
      await sink.publish(rows, isTimeUp);
    },
  };
  const test = await makeMaterializerTest({ resultSink });
  return {
    ...test,
    sink: resultSink,
    failNextPublish: () => {
      fails = true;
    },
    told() {
      const told = sink.published.slice(asked).map(textOf).sort();
      asked = sink.published.length;
      return told;
    },
  };
}

function textOf({ key, n, measures, revision }: PublishedResult): string {
  return `${key}: ${n}, ${measures.amount}, ${revision}`;
}

describe('a task with a results stream', () => {
  it('tells of each row as it is stored, after it was written and before the mark is cleared', async () => {
    const { put, mark, run, sink, deps } = await makePublishingTest();
    await put({ ash: [2, 20] });
    await put({ birch: [1, 5] }, { bucket: 1 });
    await mark('n1');
    deps.operations.length = 0;
    expect(await run(task('m1'))).toEqual([]);
    const { aggregation, generation, windowStartMs, windowEndMs } = WINDOW;
    const head = { pipeline: 'sales', aggregation, generation, windowStartMs, windowEndMs, revision: 1 };
    expect(sink.published).toEqual([
      { ...head, key: 'ash', n: 2, measures: { sales: 2, amount: 20 } },
      { ...head, key: 'birch', n: 1, measures: { sales: 1, amount: 5 } },
    ]);
    expect(deps.operations.slice(deps.operations.lastIndexOf('writeResult'))).toEqual([
      'writeResult',
      'bucketsOf',
      'publish',
      'noteWindow',
      'clearMark',
    ]);
  });

  it('tells a second time of rows that its first attempt wrote and did not tell of, though nothing grew', async () => {
    const { put, mark, markOf, run, told, failNextPublish, deps } = await makePublishingTest();
    await put({ ash: [2, 20], birch: [1, 5] });
    await mark('n1');
    failNextPublish();
    expect(await run(task('m1'))).toEqual(['m1']);
    expect(told()).toEqual([]);
    expect(await markOf()).toBe('n1');

    deps.operations.length = 0;
    expect(await run(task('m1', { receiveCount: 2 }))).toEqual([]);
    expect(deps.operations).not.toContain('writeResult');
    expect(told()).toEqual(['ash: 2, 20, 1', 'birch: 1, 5, 1']);
    expect(await markOf()).toBeUndefined();
  });

  it('tells in the end of all that is stored, wherever its process dies', async () => {
    const begin = async () => {
      const { deps, sink, put, mark, run, rows, told } = await makePublishingTest();
      await put({ ash: [1, 10], birch: [1, 1] });
      await mark('n1');
      await run(task('m1'));
      await put({ birch: [2, 3], cedar: [1, 7] });
      await mark('n2');
      told();
      return {
        attempt: (around: Parameters<typeof portsThrough>[1]) =>
          composeMaterializer(
            salesPlan(),
            portsThrough({ ...deps, resultSink: sink }, around),
            DEFINITION_HASHES,
          )(sqsEvent([task('m2', { late: true })]), PLENTY_OF_TIME),
        finish: async () => {
          await run(task('m2', { late: true, receiveCount: 2 }));
          return { rows: rows(), told: [...new Set(told())] };
        },
      };
    };
    const steps = await killAtEveryStep(begin, (outcome, undisturbed, at) => {
      expect(outcome, at).toEqual(undisturbed);
      expect(outcome.told, at).toEqual(outcome.rows);
    });
    expect(steps.map(({ operation }) => operation)).toEqual(
      expect.arrayContaining(['readRows', 'writeResult', 'publish', 'clearMark']),
    );
  });

  it('tells of the row that stands where another was faster, or the answer was lost', async () => {
    const { put, mark, run, told, deps } = await makePublishingTest();
    await put({ ash: [1, 10] });
    await mark('n1');
    const { aggregation, generation, windowStartMs } = WINDOW;
    const ref = { aggregation, generation, windowStartMs, key: 'ash' };
    deps.before('writeResult', () =>
      deps.twins.results.writeResult(ref, { key: 'ash', n: 2, measures: { amount: 30 } }),
    );
    await run(task('m1'));
    expect(told()).toEqual(['ash: 2, 30, 1']);

    await put({ ash: [3, 40] });
    await mark('n2');
    deps.fail('writeResult', 'answer lost');
    await run(task('m2'));
    expect(told()).toEqual(['ash: 3, 40, 2']);
  });

  it('leaves rows to a newer generation that has taken them over', async () => {
    for (const late of [true, false]) {
      const { put, mark, run, told, deps } = await makePublishingTest();
      const { aggregation, windowStartMs } = WINDOW;
      const ref = { aggregation, generation: 2, windowStartMs, key: 'ash' };
      await deps.twins.results.writeResult(ref, { key: 'ash', n: 1, measures: {} });
      await put({ ash: [5, 10], birch: [1, 1] });
      await mark('n1');
      expect(await run(task('m1', { late }))).toEqual([]);
      expect(told()).toEqual(['birch: 1, 1, 1']);
    }
  });

  it('does not tell of a row that could not be written, and of the others at once', async () => {
    const { put, mark, markOf, run, told, deps } = await makePublishingTest();
    await put({ ash: [1, 10], birch: [2, 2] });
    await mark('n1');
    deps.fail('writeResult', 'unknown error');
    await run(task('m1'));
    expect(told()).toEqual(['birch: 2, 2, 1']);
    expect(await markOf()).toBe('n1');
    await run(task('m2', { late: true }));
    expect(told()).toEqual(['ash: 1, 10, 1', 'birch: 2, 2, 1']);
    expect(await markOf()).toBeUndefined();
  });

  it('writes all rows of all buckets first: a stream that holds nothing keeps none out of the table', async () => {
    const { put, mark, markOf, run, rows, telemetry, told, failNextPublish } = await makePublishingTest();
    const shops = (from: number, count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`shop-${from + index}`, [1, 1] as const]));
    for (const bucket of [0, 1, 2]) await put(shops(600 * bucket, 600), { bucket });
    await mark('n1');
    failNextPublish();
    expect(await run(task('m1'))).toEqual(['m1']);
    expect(rows()).toHaveLength(1_800);
    // They are in the table, so they are measured.
    expect(telemetry.takeLines()).toMatchObject([{ values: { ResultsWritten: 1_800, Corrections: 0 } }]);
    expect(await markOf()).toBe('n1');
    expect(await run(task('m1', { receiveCount: 2 }))).toEqual([]);
    expect(told()).toHaveLength(1_800);
  });

  it('that comes again for a row that cannot be written tells of no other row again, until it is', async () => {
    const { put, mark, markOf, run, told, deps } = await makePublishingTest();
    await put({ ash: [1, 10], birch: [2, 2] });
    await mark('n1');
    for (const [receiveCount, expected] of [
      [1, ['birch: 2, 2, 1']],
      [2, []],
      [3, []],
    ] as const) {
      deps.fail('writeResult', 'unknown error');
      await run(task('m1', { receiveCount }));
      expect(told()).toEqual(expected);
      expect(await markOf()).toBe('n1');
    }
    await run(task('m1', { receiveCount: 4 }));
    expect(told()).toEqual(['ash: 1, 10, 1', 'birch: 2, 2, 1']);
    expect(await markOf()).toBeUndefined();
  });

  it('that has no time left to tell comes again, with its mark', async () => {
    const { put, mark, markOf, run, runIn, told, deps } = await makePublishingTest();
    await put({ ash: [1, 10] });
    await mark('n1');
    let leftMs = 60_000;
    deps.before('writeResult', async () => {
      leftMs = 5_000;
    });
    expect(await runIn({ getRemainingTimeInMillis: () => leftMs }, task('m1'))).toEqual(['m1']);
    expect(told()).toEqual([]);
    expect(await markOf()).toBe('n1');
    expect(await run(task('m1', { receiveCount: 2 }))).toEqual([]);
    expect(told()).toEqual(['ash: 1, 10, 1']);
  });
});
