import { describe, expect, it } from 'vitest';
import { PLENTY_OF_TIME } from '../../support/lambda-deps.ts';
import { type PackedSale, packedRecord, packedText } from '../../support/packed-sales.ts';
import { batchOf, brokenRecord, saleRecord } from '../../support/sales.ts';
import { makeProcessorTest } from './processor-setup.ts';

const textOf = (dataBase64: string) => Buffer.from(dataBase64, 'base64').toString();
const NEWEST: PackedSale = { at: 600 };
const LATE: PackedSale = { at: 0, shop: 'birch' };
const BROKEN: PackedSale = { shop: 'cedar', isBroken: true };

describe('a packed record', () => {
  it('counts each of its events, beside records that hold one', async () => {
    const { process, counted, progress } = makeProcessorTest();
    const packed = packedRecord(2, [{}, { shop: 'birch' }, {}]);
    expect(await process(saleRecord(1), packed, saleRecord(3))).toEqual([]);
    expect(await counted('by-shop')).toEqual({ ash: 4, birch: 1 });
    expect((await progress()).counts).toMatchObject({ read: 5, accepted: 5 });
    expect((await progress()).lastPosition).toBe('0013');
  });

  it('is done with its last event, and skipped when it comes again', async () => {
    const { process, counted, progress, deps } = makeProcessorTest();
    await process(packedRecord(1, [{}, {}]));
    expect((await progress()).lastPosition).toBe('0011/9999999');
    deps.operations.length = 0;
    expect(await process(packedRecord(1, [{}, {}]))).toEqual([]);
    expect(deps.operations).toEqual(['readProgress']);
    expect(await process(packedRecord(1, [{}, {}]), packedRecord(2, [{}]))).toEqual([]);
    expect(await counted('by-shop')).toEqual({ ash: 3 });
  });

  it('sends its bad and its late events to their queues alone, each under its own partition key', async () => {
    const { process, deps, counted, progress } = makeProcessorTest();
    await process(packedRecord(7, [NEWEST, BROKEN, NEWEST, LATE, BROKEN], { arrival: 600 }));
    const { rejected, tooLate } = deps.twins.deadLetters;
    expect(rejected).toMatchObject([
      { position: '0017/0000001', reason: 'UNDECODABLE', record: { sequenceNumber: '7', partitionKey: 'cedar' } },
      { position: '0017/9999999', reason: 'UNDECODABLE', record: { sequenceNumber: '7', partitionKey: 'cedar' } },
    ]);
    expect(rejected.map(({ record }) => textOf(record.dataBase64))).toEqual(['{', '{']);
    expect(tooLate).toMatchObject([{ position: '0017/0000003', record: { partitionKey: 'birch' } }]);
    expect(textOf(tooLate[0]?.record.dataBase64 ?? '')).toBe(packedText(LATE));
    expect(await counted('by-shop', 600)).toEqual({ ash: 2 });
    expect(await counted('patient')).toEqual({ all: 1 });
    expect((await progress()).counts).toMatchObject({ read: 5, accepted: 3, rejected: 2 });
  });

  it('that is corrupt goes to the retry queue whole, as one event', async () => {
    const { process, deps, progress } = makeProcessorTest();
    const corrupt = packedRecord(2, [{}, {}, {}], { isCorrupt: true });
    expect(await process(packedRecord(1, [{}, {}]), corrupt, packedRecord(3, [{}]))).toEqual([]);
    expect(deps.twins.deadLetters.rejected).toMatchObject([
      { position: '0012', reason: 'UNDECODABLE', record: { partitionKey: 'packed', dataBase64: corrupt.dataBase64 } },
    ]);
    expect((await progress()).counts).toMatchObject({ read: 4, accepted: 3, rejected: 1 });
  });

  it('that packs nothing is read, and does not stand in its lane’s way', async () => {
    const { process, progress } = makeProcessorTest();
    expect(await process(packedRecord(1, []))).toEqual([]);
    expect(await progress()).toMatchObject({ lastPosition: '0011', counts: { read: 1, ignored: 1 } });
    expect(await process(packedRecord(1, []), saleRecord(2))).toEqual([]);
    expect((await progress()).counts).toMatchObject({ read: 2, accepted: 1, ignored: 1 });
  });
});

describe('a packed record of which only a part is done', () => {
  /** Each is rejected for another reason than the one before it: more than one decision holds. */
  const unlikeEachOther = packedRecord(
    5,
    Array.from({ length: 120 }, (_, index) => (index % 2 === 0 ? BROKEN : { at: 600 })),
  );

  it('is named as what is left, and gone on with in its middle', async () => {
    const { process, start, progress, deps } = makeProcessorTest();
    deps.before('sendRejected', async () =>
      deps.before('sendRejected', async () => deps.fail('sendRejected', 'throttled')),
    );
    expect(await process(saleRecord(4), unlikeEachOther, saleRecord(6))).toEqual(['5']);
    const { lastPosition, counts } = await progress();
    expect(lastPosition).toMatch(/^0015\/00000\d\d$/);
    expect(counts.read).toBe(2 + Number(lastPosition.slice(-2)));
    expect(await start()(unlikeEachOther, saleRecord(6))).toEqual([]);
    expect((await progress()).counts).toMatchObject({ read: 122, accepted: 2, rejected: 120 });
    const positions = deps.twins.deadLetters.rejected.map(({ position }) => position);
    expect(positions).toHaveLength(120);
    expect(new Set(positions).size).toBe(120);
  });

  it('stops between stretches where time is short', async () => {
    const { handle, progress } = makeProcessorTest();
    let left = 2;
    const time = { getRemainingTimeInMillis: () => (left-- > 0 ? 60_000 : 1_000) };
    expect(await handle(batchOf(unlikeEachOther), time)).toEqual(['5']);
    expect((await progress()).counts.rejected).toBeGreaterThan(0);
    expect(await handle(batchOf(unlikeEachOther), PLENTY_OF_TIME)).toEqual([]);
    expect((await progress()).counts.rejected).toBe(120);
  });

  it('counts each event once where an attempt died at any of its operations', async () => {
    const batch = [
      saleRecord(4, { at: 600 }),
      packedRecord(5, [NEWEST, BROKEN, LATE, NEWEST], { arrival: 600 }),
      brokenRecord(6),
      packedRecord(7, [LATE, NEWEST], { arrival: 601 }),
    ];
    const outcomeOf = async ({ counted, progress, deps }: ReturnType<typeof makeProcessorTest>) => ({
      counted: [await counted('by-shop'), await counted('by-shop', 600), await counted('patient')],
      queued: new Set(
        [...deps.twins.deadLetters.rejected, ...deps.twins.deadLetters.tooLate].map(({ position }) => position),
      ),
      counts: (await progress()).counts,
      lastPosition: (await progress()).lastPosition,
    });
    const whole = makeProcessorTest();
    await whole.process(...batch);
    const expected = await outcomeOf(whole);
    for (const operation of new Set(whole.deps.operations)) {
      for (const mishap of ['request lost', 'answer lost'] as const) {
        const test = makeProcessorTest();
        test.deps.fail(operation, mishap, 30);
        await test.process(...batch);
        test.deps.mend();
        // Cut anew, by a cold instance, then whole.
        for (const part of [batch.slice(0, 2), batch.slice(0, 3), batch]) {
          const process = test.start();
          for (let attempt = 0; attempt < 5 && (await process(...part)).length > 0; attempt += 1);
        }
        expect(await outcomeOf(test), `${operation} ${mishap}`).toEqual(expected);
      }
    }
  });
});

describe('a burst of bad events', () => {
  it('is sent aside by five hundred at most before they are done', async () => {
    const { process, deps, progress } = makeProcessorTest();
    const sizes: number[] = [];
    const count = () => {
      deps.before('writeProgress', async () => {
        sizes.push(deps.twins.deadLetters.rejected.length);
        count();
      });
    };
    count();
    const burst = packedRecord(1, new Array<PackedSale>(1_200).fill(BROKEN));
    expect(await process(burst)).toEqual([]);
    expect(sizes).toEqual([0, 500, 500, 1_000, 1_000, 1_200]);
    expect((await progress()).counts).toMatchObject({ read: 1_200, rejected: 1_200 });
  });
});
