import { describe, expect, it } from 'vitest';
import { minutes } from '../../../src/engine/index.ts';
import { packedRecord } from '../../support/packed-sales.ts';
import { brokenRecord, OTHER_LANE } from '../../support/sales.ts';
import { makeDedupeTest, sale } from './duplicates-setup.ts';
import { makeProcessorTest } from './processor-setup.ts';

describe('a sale that its sender sent twice', () => {
  it('counts once in one batch', async () => {
    const { process, counted, progress } = makeDedupeTest();
    expect(await process(sale(1, 'a'), sale(2, 'b'), sale(3, 'a'), sale(4, 'a'))).toEqual([]);
    expect(await counted('by-shop')).toEqual({ ash: 2 });
    expect((await progress()).counts).toMatchObject({ read: 4, accepted: 2, duplicate: 2 });
  });

  it('counts once over batches of one instance, which asks the table nothing', async () => {
    const { process, counted, deps } = makeDedupeTest();
    await process(sale(1, 'a'), sale(2, 'b'));
    deps.operations.length = 0;
    await process(sale(3, 'b'), sale(4, 'c'));
    await process(sale(5, 'a'), sale(6, 'c'), sale(7, 'd'));
    expect(await counted('by-shop')).toEqual({ ash: 4 });
    expect(deps.operations).not.toContain('claimsAfter');
    expect(deps.operations).not.toContain('listShards');
  });

  it('counts once over instances, cold or warm, of which each reads what the others have added', async () => {
    const { process, start, counted, progress } = makeDedupeTest();
    const other = start();
    await process(sale(1, 'a'));
    await other(sale(2, 'b'), sale(3, 'a'));
    await process(sale(4, 'b'), sale(5, 'c'));
    await other(sale(6, 'c'), sale(7, 'a'), sale(8, 'd'));
    await start()(sale(9, 'a'), sale(10, 'b'), sale(11, 'c'), sale(12, 'd'));
    expect(await counted('by-shop')).toEqual({ ash: 4 });
    expect((await progress()).counts).toMatchObject({ read: 12, accepted: 4, duplicate: 8 });
  });

  it('counts once in packed records, within one and across them', async () => {
    const { process, start, counted, progress } = makeDedupeTest();
    await process(packedRecord(1, [{ id: 'a' }, { id: 'b' }, { id: 'a' }]), sale(2, 'b'));
    await start()(packedRecord(3, [{ id: 'c' }, { id: 'b' }]), packedRecord(4, [{ id: 'c' }]));
    expect(await counted('by-shop')).toEqual({ ash: 3 });
    expect((await progress()).counts).toMatchObject({ read: 7, accepted: 3, duplicate: 4 });
  });

  it('goes to no queue, is counted by no aggregation, and does not move the watermark', async () => {
    const { process, deps, progress, counted } = makeDedupeTest();
    await process(sale(1, 'a'));
    await process(sale(2, 'a', { at: 300, arrival: 300 }));
    expect(deps.twins.deadLetters.rejected).toEqual([]);
    expect(deps.twins.deadLetters.tooLate).toEqual([]);
    const { doneMaxEventTimeMs, counts } = await progress();
    expect(counts.aggregations).toMatchObject({ 'by-shop': { counted: 1, tooLate: 0, filtered: 0 } });
    await process(sale(3, 'b', { at: 0, arrival: 301 }));
    expect((await progress()).doneMaxEventTimeMs).toBe(doneMaxEventTimeMs);
    expect(await counted('by-shop')).toEqual({ ash: 2 });
  });

  it('writes claims for what is accepted alone: none for a batch of duplicates and rejects', async () => {
    const { process, deps } = makeDedupeTest();
    await process(sale(1, 'a'));
    deps.operations.length = 0;
    await process(sale(2, 'a'), brokenRecord(3), sale(4, 'a'));
    expect(deps.operations).not.toContain('putClaims');
  });
});

describe('an id', () => {
  it('is free where its first event was rejected', async () => {
    const { process, counted, deps, progress } = makeDedupeTest();
    const fromTheFuture = sale(1, 'a', { at: 600, arrival: 0 });
    await process(fromTheFuture, sale(2, 'a'), sale(3, 'a'));
    expect(deps.twins.deadLetters.rejected).toHaveLength(1);
    expect(await counted('by-shop')).toEqual({ ash: 1 });
    expect((await progress()).counts).toMatchObject({ read: 3, accepted: 1, duplicate: 1, rejected: 1 });
  });

  it('is free where its first event was rejected in a batch before', async () => {
    const { process, start, counted } = makeDedupeTest();
    await process(sale(1, 'a', { at: 600, arrival: 0 }));
    await start()(sale(2, 'a'));
    expect(await counted('by-shop')).toEqual({ ash: 1 });
  });

  it('is taken by an event that came too late: it goes to the late queue once', async () => {
    const { process, start, deps, progress } = makeDedupeTest();
    await process(sale(1, 'new', { at: 300 }));
    await process(sale(2, 'late', { at: 0, arrival: 301 }));
    await process(sale(3, 'late', { at: 0, arrival: 302 }));
    await start()(sale(4, 'late', { at: 0, arrival: 303 }));
    expect(deps.twins.deadLetters.tooLate).toHaveLength(1);
    expect((await progress()).counts).toMatchObject({ read: 4, accepted: 2, duplicate: 2 });
  });

  it('is remembered to the horizon, by arrival, and not beyond', async () => {
    for (const [arrival, isDuplicate] of [
      [599, true],
      [600, true],
      [601, false],
    ] as const) {
      for (const isCold of [true, false]) {
        const { process, start, progress } = makeDedupeTest();
        await process(sale(1, 'a', { arrival: 0 }));
        const later = isCold ? start() : process;
        await later(sale(2, 'b', { arrival }), sale(3, 'a', { arrival }));
        expect((await progress()).counts.duplicate, `after ${arrival} s`).toBe(isDuplicate ? 1 : 0);
      }
    }
  });

  it('is free beyond the horizon within one batch as well', async () => {
    const { process, progress } = makeDedupeTest();
    await process(sale(1, 'a', { arrival: 0 }), sale(2, 'a', { arrival: 600 }), sale(3, 'a', { arrival: 601 }));
    expect((await progress()).counts).toMatchObject({ accepted: 2, duplicate: 1 });
  });

  it('is remembered from the event that counted, not from its duplicates', async () => {
    const { process, progress } = makeDedupeTest();
    await process(sale(1, 'a', { arrival: 0 }));
    await process(sale(2, 'a', { arrival: 400 }));
    await process(sale(3, 'a', { arrival: 800 }));
    expect((await progress()).counts).toMatchObject({ accepted: 2, duplicate: 1 });
  });

  it('says nothing about another lane: senders give the same id under the same partition key', async () => {
    const { process, counted } = makeDedupeTest();
    await process(sale(1, 'a'));
    await process(sale(1, 'a', { shardId: OTHER_LANE.shardId }));
    expect(await counted('by-shop')).toEqual({ ash: 2 });
  });

  it('is warned of where it has to be forgotten before its time', async () => {
    const { process, deps } = makeProcessorTest({ dedupe: { horizonMs: minutes(10), maxIdsPerLane: 1_000 } });
    for (let first = 1; first <= 5_000; first += 500) {
      const numbers = Array.from({ length: 500 }, (_, index) => first + index);
      await process(...numbers.map((number) => sale(number, `id-${number}`, { arrival: number / 100 })));
    }
    expect(deps.log.lines).toContain(
      'warn ids were forgotten before their time: raise dedupe.maxIdsPerLane or shorten dedupe.horizonMs',
    );
  });

  it('plays no part where the definition has none', async () => {
    const { process, counted, deps } = makeProcessorTest();
    await process(sale(1, 'a'), sale(2, 'a'));
    expect(await counted('by-shop')).toEqual({ ash: 2 });
    for (const operation of ['putClaims', 'claimsAfter', 'listShards'])
      expect(deps.operations).not.toContain(operation);
  });
});
