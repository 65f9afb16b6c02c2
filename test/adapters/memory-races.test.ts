import type { Scheduler } from 'fast-check';
import { expect, test } from 'vitest';
import { makeMemoryResultStore } from '../../src/adapters/memory/memory-result-store.ts';
import { makeMemoryStateStore } from '../../src/adapters/memory/memory-state-store.ts';
import type { Fault } from '../../src/adapters/memory/operations.ts';
import type { PartialStore } from '../../src/ports/partial-store.ts';
import type { ProgressStore } from '../../src/ports/progress-store.ts';
import { LANE, partialAt, REF, WINDOW } from '../contracts/samples.ts';
import { fc } from '../support/fast-check.ts';

/** Both ends of every operation wait for their turn, in an order that fast-check chooses and shrinks. */
function faultOf(scheduler: Scheduler): Fault {
  return (operation, when) => scheduler.schedule(Promise.resolve(), `${when} ${operation}`).then(() => {});
}

async function raiseProgress(store: ProgressStore): Promise<number> {
  let held = await store.readProgress(LANE);
  for (;;) {
    const counts = { ...held.counts, read: held.counts.read + 1 };
    const write = await store.writeProgress(LANE, { ...held, counts }, held.version);
    if (write.kind === 'written') return write.progress.version;
    held = write.stored;
  }
}

async function raisePartial(store: PartialStore): Promise<number> {
  let held = await store.readPartial(REF);
  for (;;) {
    const count = Number(held?.keys.get('ORD')?.[0] ?? 0);
    const write = await store.putPartial(REF, partialAt(count), held?.applied);
    if (write.kind === 'written') return count;
    held = write.stored;
  }
}

test('however reads and writes interleave, exactly one writer wins each step', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.integer({ min: 2, max: 5 }), async (scheduler, writers) => {
      const store = makeMemoryStateStore({ fault: faultOf(scheduler) });
      const progress = Promise.all(Array.from({ length: writers }, () => raiseProgress(store)));
      const partials = Promise.all(Array.from({ length: writers }, () => raisePartial(store)));
      const steps = Array.from({ length: writers }, (_, index) => index);
      await scheduler.waitFor(Promise.all([progress, partials]));
      expect((await progress).sort()).toEqual(steps.map((step) => step + 1));
      expect((await partials).sort()).toEqual(steps);
    }),
  );
});

test('a mark renewed while it is being cleared is lost only to one who read the renewed nonce', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), async (scheduler) => {
      const store = makeMemoryStateStore({ fault: faultOf(scheduler) });
      await scheduler.waitFor(store.ensureMark({ window: WINDOW, nonce: 'first' }));
      const materialize = async (): Promise<string> => {
        const nonce = (await store.readMark(WINDOW)) ?? 'none';
        await store.clearMark({ window: WINDOW, nonce });
        return nonce;
      };
      const renew = store.renewMark({ window: WINDOW, nonce: 'second' });
      const [nonce] = await scheduler.waitFor(Promise.all([materialize(), renew]));
      const left = await scheduler.waitFor(store.readMark(WINDOW));
      expect([nonce, left]).toEqual(nonce === 'first' ? ['first', 'second'] : ['second', undefined]);
    }),
  );
});

test('however results race, the most complete one stays and each change has its revision', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.shuffledSubarray([1, 2, 3, 4, 5], { minLength: 2 }),
      async (scheduler, counts) => {
        const store = makeMemoryResultStore({ fault: faultOf(scheduler) });
        const ref = { aggregation: 'hourly', generation: 1, key: 'ORD', windowStartMs: 0 };
        const writes = Promise.all(counts.map((n) => store.writeResult(ref, { key: 'ORD', n, measures: {} })));
        const outcomes = await scheduler.waitFor(writes);
        const [row] = store.rows();
        expect(row?.n).toBe(Math.max(...counts));
        expect(row?.revision).toBe(outcomes.filter(({ outcome }) => outcome === 'written').length);
      },
    ),
  );
});
