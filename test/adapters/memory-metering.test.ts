import { expect, test } from 'vitest';
import { makeMemoryResultStore } from '../../src/adapters/memory/memory-result-store.ts';
import { makeMemoryStateStore } from '../../src/adapters/memory/memory-state-store.ts';
import { NO_PROGRESS } from '../../src/engine/progress.ts';
import { RetryableError } from '../../src/ports/errors.ts';
import { LANE, partialAt, positionOf, REF, WINDOW } from '../contracts/samples.ts';

const filled = (bytes: number) => ({ applied: positionOf(0), keys: new Map([['key', ['x'.repeat(bytes)]]]) });

test('writes are charged by kind of item, by the larger of before and after', async () => {
  const store = makeMemoryStateStore();
  await store.writeProgress(LANE, NO_PROGRESS, 0);
  await store.writeProgress(LANE, NO_PROGRESS, 1);
  await store.putPartial(REF, filled(3_000), undefined);
  expect(store.writeUnits).toEqual({
    progress: 2,
    partial: 4,
    mark: 0,
    window: 0,
    control: 0,
    claims: 0,
    redrive: 0,
    result: 0,
  });
  await store.putPartial(REF, partialAt(1), positionOf(0));
  expect(store.writeUnits.partial).toBe(8);
  await store.putPartial(REF, partialAt(2), positionOf(1));
  expect(store.writeUnits.partial).toBe(9);
});

test('a refused write is charged, a read is not', async () => {
  const store = makeMemoryStateStore();
  await store.ensureMark({ window: WINDOW, nonce: 'first' });
  await store.ensureMark({ window: WINDOW, nonce: 'second' });
  await store.readMark(WINDOW);
  await store.clearMark({ window: WINDOW, nonce: 'second' });
  await store.clearMark({ window: WINDOW, nonce: 'first' });
  expect(store.writeUnits.mark).toBe(4);

  const results = makeMemoryResultStore();
  const ref = { aggregation: 'hourly', generation: 1, key: 'ORD', windowStartMs: 0 };
  for (const n of [1, 1, 2]) await results.writeResult(ref, { key: 'ORD', n, measures: {} });
  await results.readRows([ref]);
  expect(results.writeUnits.result).toBe(3);
});

test('operations are counted, and whatever fails them before takes no effect', async () => {
  const seen: string[] = [];
  const store = makeMemoryStateStore({
    fault: (operation, when) => {
      seen.push(`${when} ${operation}`);
      if (operation === 'putPartial' && when === 'before') throw new RetryableError('lost');
    },
  });
  await expect(store.putPartial(REF, partialAt(0), undefined)).rejects.toThrow(RetryableError);
  expect(await store.readPartial(REF)).toBeUndefined();
  expect(store.writeUnits.partial).toBe(0);
  expect(Object.fromEntries(store.operations)).toEqual({ putPartial: 1, readPartial: 1 });
  expect(seen).toEqual(['before putPartial', 'before readPartial', 'after readPartial']);
});

test('a listing is read page by page: what is written meanwhile may be in later pages', async () => {
  const store = makeMemoryStateStore();
  for (const bucket of [0, 1]) await store.putPartial({ ...REF, bucket }, partialAt(0), undefined);
  const seen: string[] = [];
  for await (const { bucket, partials } of store.bucketsOf(WINDOW)) {
    seen.push(...partials.map(({ applied }) => `${bucket} ${applied === positionOf(0) ? 'old' : 'new'}`));
    if (bucket === 0) {
      for (const again of [0, 1]) await store.putPartial({ ...REF, bucket: again }, partialAt(1), positionOf(0));
    }
  }
  expect(seen).toEqual(['0 old', '1 new']);
});
