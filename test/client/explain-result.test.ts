import { describe, expect, it } from 'vitest';
import { explainResult } from '../../src/client/explain-result.ts';
import { verdictOn } from '../../src/client/verdict.ts';
import { hours, minutes } from '../../src/engine/index.ts';
import { encodePosition } from '../../src/engine/position.ts';
import type { RedriveDecision } from '../../src/engine/redrive.ts';
import { hourly, lane, progressThrough } from './support.ts';
import { bucketOf, tablesWorld, windowOf } from './tables-world.ts';

const world = tablesWorld();
const explain = (shop: string, atMs: number) => explainResult(world(), world().plan, shop, atMs);

const NO_ROW = {
  aggregation: 'hourly',
  key: 'baker',
  windowStartMs: hours(5),
  windowEndMs: hours(6),
  generation: 1,
  revision: 1,
};
const FIRED = {
  aggregation: 'hourly',
  generation: 1,
  definitionHash: 'h',
  layout: hourly.layout,
  firedThroughMs: hours(6),
  expiredThroughMs: null,
  collectedThroughMs: null,
};

/** A shop whose state lies in the same items. */
function neighbourOf(shop: string): string {
  const names = Array.from({ length: 10_000 }, (_, index) => `shop-${index}`);
  const place = (name: string) => `${windowOf(5, name).partition} ${bucketOf(name)}`;
  return names.find((name) => place(name) === place(shop)) ?? '';
}

describe('what a result is made of', () => {
  it('are the shares of all lanes for its key and window, and what they come to', async () => {
    const { see, row, written, control } = world();
    await see(0, 5, 'baker', [2, 700, 400], 7);
    await see(1, 5, 'baker', [1, 900, 900], 9);
    await see(0, 5, neighbourOf('baker'), [9, 9, 9], 8);
    await see(2, 5, neighbourOf('baker'), [9, 9, 9], 8);
    await see(0, 6, 'baker', [5, 5, 5], 9);
    await control({ firedThroughMs: hours(6) });
    await row(5, 'baker', 3, 1_600);
    await written(5, 'baker');
    const found = await explain('baker', hours(5) + minutes(59));
    expect(found).toMatchObject({
      windowStartMs: hours(5),
      windowEndMs: hours(6),
      lanes: [
        { shardId: lane(0).shardId, n: 2, measures: { sales: 2, cents: 700, dearest: 400 }, expiresAtMs: null },
        { shardId: lane(1).shardId, n: 1, measures: { sales: 1, cents: 900, dearest: 900 } },
      ],
      redriven: [],
      merged: { n: 3, measures: { sales: 3, cents: 1_600, dearest: 900 } },
      stored: { n: 3, revision: 1 },
      isMarked: false,
    });
    // `row` writes the sum as the dearest too, which the shares do not come to.
    expect(found.verdict.kind).toBe('differs');
    expect(found.lanes.map(({ applied }) => applied)).toEqual(['8', '9'].map((number) => encodePosition(number)));
  });

  it('are redriven events too, with what was decided about them', async () => {
    const { see, store, stream } = world();
    await see(0, 5, 'baker', [1, 100, 100], 7);
    await store.writeProgress(lane(0), progressThrough(9), 0);
    const event = { lane: lane(0), position: encodePosition('4') };
    const target = { aggregation: 'hourly', generation: 1, windowStartMs: hours(5) };
    const decision: RedriveDecision = { origin: 'rejected', outcome: 'accepted', counted: [target], expired: [] };
    await store.decideRedrive(event, decision);
    const partial = { applied: event.position, keys: new Map([['baker', [1, 50, 50]]]) };
    await store.putEventPartial({ ...windowOf(5, 'baker'), bucket: bucketOf('baker'), event }, partial);
    stream.close(lane(1).shardId);
    expect(await explain('baker', hours(5))).toMatchObject({
      lanes: [{ n: 1 }],
      redriven: [{ shardId: lane(0).shardId, applied: event.position, n: 1, measures: { cents: 50 }, decision }],
      merged: { n: 2, measures: { cents: 150, dearest: 100 } },
    });
  });

  it('tells when the table may drop a share', async () => {
    const { see, store } = world();
    await see(0, 5, 'baker', [1, 100, 100]);
    for await (const page of store.unstampedPartials(windowOf(5, 'baker'))) {
      for (const partial of page) await store.stampPartial(partial, hours(99));
    }
    expect((await explain('baker', hours(5))).lanes).toMatchObject([{ expiresAtMs: hours(99) }]);
  });
});

describe('the verdict on a result', () => {
  const verdictOf = async (shop = 'baker') => (await explain(shop, hours(5))).verdict.kind;

  it('is nothing where no event of the key was counted', async () => {
    await world().see(0, 5, 'grocer', [1, 100, 100]);
    expect(await verdictOf()).toBe('nothing');
  });

  it('is open until the window fires, then waiting until its result is written, then the same', async () => {
    const { see, row, written, control } = world();
    await see(0, 5, 'baker', [1, 100, 100]);
    expect(await verdictOf()).toBe('open');
    await control({ firedThroughMs: hours(6) });
    expect(await explain('baker', hours(5))).toMatchObject({
      isMarked: true,
      verdict: { kind: 'waiting', line: 'the window has fired, and its result waits to be written' },
    });
    await row(5, 'baker', 1, 100);
    await written(5, 'baker');
    expect(await verdictOf()).toBe('same');
  });

  it('is waiting while a correction is', async () => {
    const { see, row, control } = world();
    await see(0, 5, 'baker', [2, 100, 100]);
    await control({ firedThroughMs: hours(6) });
    await row(5, 'baker', 1, 50);
    expect((await explain('baker', hours(5))).verdict.line).toBe('a correction waits to be written');
  });

  it('is collected where the state may be gone', async () => {
    const { row, control } = world();
    await control({ firedThroughMs: hours(6), expiredThroughMs: hours(6), collectedThroughMs: hours(6) });
    await row(5, 'baker', 1, 50);
    expect(await verdictOf()).toBe('collected');
  });

  it('is another generation’s where that wrote the row', async () => {
    await world().see(0, 5, 'baker', [1, 100, 100]);
    await world().row(5, 'baker', 1, 100, 1, 2);
    expect(await verdictOf()).toBe('otherGeneration');
  });

  it('differs where a row is of another number of events, whatever its measures say', async () => {
    const stored = { ...NO_ROW, n: 2, measures: { cents: 5 } };
    const facts = { generation: 1, windowEndMs: hours(6), stored, isMarked: false, control: FIRED };
    expect(verdictOn({ ...facts, merged: { key: 'baker', n: 1, measures: { cents: 5 } } }).kind).toBe('differs');
    // A sum beyond 2^53 may come back as another type than it has in state.
    const large = { ...stored, measures: { cents: 10n ** 20n } };
    const merged = { key: 'baker', n: 2, measures: { cents: 1e20 } };
    expect(verdictOn({ ...facts, stored: large, merged }).kind).toBe('same');
    const text = { ...stored, measures: { cents: '5' } };
    expect(verdictOn({ ...facts, stored: text, merged: { ...merged, measures: { cents: 5 } } }).kind).toBe('differs');
  });

  it('differs where a row says something else and nothing waits, after having looked again', async () => {
    const { see, row, written, control } = world();
    await see(0, 5, 'baker', [2, 100, 100]);
    await control({ firedThroughMs: hours(6) });
    await row(5, 'baker', 2, 99);
    await written(5, 'baker');
    expect(await verdictOf()).toBe('differs');
  });
});
