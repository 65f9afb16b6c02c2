import { describe, expect, it } from 'vitest';
import { brokenRecord, LANE, OTHER_LANE, saleRecord, windowAt } from '../../support/sales.ts';
import { makeProcessorTest } from './processor-setup.ts';

describe('a warm instance', () => {
  it('reads no partial that it wrote itself', async () => {
    const { process, deps, counted } = makeProcessorTest();
    await process(saleRecord(1));
    deps.operations.length = 0;
    await process(saleRecord(2));
    expect(deps.operations).not.toContain('readPartial');
    expect(await counted('by-shop')).toEqual({ ash: 2 });
  });

  it('reads no partial of a window that begins after everything its lane has decided', async () => {
    const { process, deps } = makeProcessorTest();
    await process(saleRecord(1));
    deps.operations.length = 0;
    await process(saleRecord(2, { at: 60 }));
    expect(deps.operations).not.toContain('readPartial');
  });

  it('is put right by the table where another has written since', async () => {
    const { process, start, counted, deps } = makeProcessorTest();
    const other = start();
    await process(saleRecord(1));
    await other(saleRecord(2), saleRecord(3, { shop: 'birch' }));
    deps.operations.length = 0;
    await process(saleRecord(4));
    expect(deps.operations.filter((operation) => operation === 'putPartial')).toHaveLength(4);
    expect(await counted('by-shop')).toEqual({ ash: 3, birch: 1 });
    expect(await counted('patient')).toEqual({ all: 4 });
  });

  it('starts from the table where it is cold', async () => {
    const { process, start, counted, deps } = makeProcessorTest();
    await process(saleRecord(1));
    deps.operations.length = 0;
    await start()(saleRecord(2));
    expect(deps.operations.filter((operation) => operation === 'readPartial')).toHaveLength(2);
    expect(await counted('by-shop')).toEqual({ ash: 2 });
  });

  it('does not mix the lanes that it serves one after the other', async () => {
    const { process, deps } = makeProcessorTest();
    const other = (sequenceNumber: number) => saleRecord(sequenceNumber, { shardId: OTHER_LANE.shardId });
    await process(saleRecord(1), saleRecord(2));
    await process(other(1));
    await process(saleRecord(3));
    await process(other(2), other(3));
    const ref = { ...windowAt('by-shop'), bucket: 0 };
    const partials = await Promise.all(
      [LANE, OTHER_LANE].map((lane) => deps.twins.state.readPartial({ ...ref, lane })),
    );
    expect(partials.map((partial) => partial?.applied)).toEqual(['0013', '0013']);
    expect(partials.map((partial) => partial?.keys.get('ash')?.[0])).toEqual([3, 3]);
  });

  it('carries nothing of a failed invocation into the next', async () => {
    const { process, deps, counted, progress } = makeProcessorTest();
    await process(saleRecord(1));
    deps.fail('putPartial', 'request lost', 100);
    expect(await process(brokenRecord(2), saleRecord(3, { shop: 'birch' }))).toEqual(['2']);
    deps.mend();
    expect(await process(brokenRecord(2))).toEqual([]);
    expect(await counted('by-shop')).toEqual({ ash: 1 });
    expect(await process(saleRecord(3, { shop: 'birch' }))).toEqual([]);
    expect(await counted('by-shop')).toEqual({ ash: 1, birch: 1 });
    expect((await progress()).counts).toMatchObject({ read: 3, accepted: 2, rejected: 1 });
  });

  it('asks for the stream and checks its meaning once', async () => {
    const { process, deps } = makeProcessorTest();
    await process(saleRecord(1));
    deps.operations.length = 0;
    await process(saleRecord(2));
    expect(deps.operations).not.toContain('identify');
    expect(deps.operations.filter((operation) => operation === 'readControls')).toHaveLength(1);
  });
});

describe('an unknown outcome', () => {
  it.each([
    ['request lost', 'putPartial'],
    ['answer lost', 'putPartial'],
    ['throttled', 'putPartial'],
    ['request lost', 'ensureMark'],
    ['answer lost', 'ensureMark'],
    ['request lost', 'readPartial'],
    ['throttled', 'readPartial'],
  ] as const)('(%s) of %s is resolved by the same attempt', async (mishap, operation) => {
    const { process, start, deps, counted } = makeProcessorTest();
    await start()(saleRecord(1));
    deps.fail(operation, mishap, 3);
    expect(await process(saleRecord(2), saleRecord(3, { shop: 'birch' }))).toEqual([]);
    expect(await counted('by-shop')).toEqual({ ash: 2, birch: 1 });
    expect(await counted('patient')).toEqual({ all: 3 });
  });

  it('of a partial is looked up, never assumed: what landed is not written again', async () => {
    const { process, deps, counted } = makeProcessorTest();
    await process(saleRecord(1));
    deps.operations.length = 0;
    deps.fail('putPartial', 'answer lost', 2);
    await process(saleRecord(2));
    expect(deps.operations.filter((operation) => operation === 'putPartial')).toHaveLength(2);
    expect(deps.operations.filter((operation) => operation === 'readPartial')).toHaveLength(2);
    expect(await counted('by-shop')).toEqual({ ash: 2 });
  });

  it.each(['request lost', 'answer lost'] as const)(
    '(%s) of a decision is resolved by the next attempt',
    async (mishap) => {
      const { process, deps, progress, counted } = makeProcessorTest();
      deps.fail('writeProgress', mishap);
      expect(await process(saleRecord(1), brokenRecord(2))).toEqual(['1']);
      expect(await process(saleRecord(1), brokenRecord(2))).toEqual([]);
      expect(await progress()).toMatchObject({ version: 2, counts: { read: 2, accepted: 1, rejected: 1 } });
      expect(await counted('by-shop')).toEqual({ ash: 1 });
    },
  );

  it.each(['request lost', 'answer lost'] as const)(
    '(%s) of the last write is resolved by the next attempt',
    async (mishap) => {
      const { process, deps, progress } = makeProcessorTest();
      deps.before('readControls', async () =>
        deps.before('readControls', async () => deps.fail('writeProgress', mishap)),
      );
      expect(await process(saleRecord(1), saleRecord(2))).toEqual(['1']);
      expect(await process(saleRecord(1), saleRecord(2))).toEqual([]);
      expect((await progress()).counts).toMatchObject({ read: 2, accepted: 2 });
    },
  );
});

describe('an item that grows too large', () => {
  it('is warned of at half of the limit', async () => {
    const { process, deps } = makeProcessorTest({ keysPerLane: 1 });
    const longKeys = Array.from({ length: 220 }, (_, index) =>
      saleRecord(index + 1, { shop: `${'x'.repeat(1_000)}${index}` }),
    );
    await process(...longKeys);
    expect(deps.log.lines).toContain(
      'warn a partial is past half of the item limit: raise keysPerLane in a new generation',
    );
  });

  it('fails the batch past the limit, naming the cure', async () => {
    const { process } = makeProcessorTest({ keysPerLane: 1 });
    const longKeys = Array.from({ length: 450 }, (_, index) =>
      saleRecord(index + 1, { shop: `${'x'.repeat(1_000)}${index}` }),
    );
    await expect(process(...longKeys)).rejects.toThrow('raise keysPerLane in a new generation');
  });
});
