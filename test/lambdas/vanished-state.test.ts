import { describe, expect, it } from 'vitest';
import { killAt, killsOf, portsThrough } from '../support/kill-steps.ts';
import { OTHER_LANE, type SaleGiven } from '../support/sales.ts';
import { DAY, HOUR, type Life, MINUTE, makeLife } from './life-of-windows.ts';

// Time to live only collects garbage: whatever is stamped may vanish at any moment, and no number depends on when.

const OLD = 14 * DAY + HOUR;
const other = (sale: SaleGiven): SaleGiven => ({ ...sale, shardId: OTHER_LANE.shardId });

async function sold(life = makeLife()): Promise<Life> {
  await life.sell([{ at: 5, amount: 10 }, { at: 65, shop: 'birch' }, { at: 70, amount: 30 }, { at: 140 }]);
  await life.sell([other({ at: 50, amount: 3 })]);
  life.deps.clock.advance(200_000);
  await life.settle();
  return life;
}

describe('a store that drops every stamped item at once', () => {
  it('after any operation of any function changes no result', async () => {
    let life: Life | undefined;
    let dropped = 0;
    const dropAll = (): void => {
      const [before] = life?.partials(3 * MINUTE) ?? [0];
      life?.deps.twins.state.dropExpired(Number.POSITIVE_INFINITY);
      const [after] = life?.partials(3 * MINUTE) ?? [0];
      dropped += before - after;
    };
    life = makeLife(async (_operation, perform) => {
      dropAll();
      const answer = await perform();
      dropAll();
      return answer;
    });
    await sold(life);
    for (const hours of [1, 2, 3, 24, 26, 48, 50, 400, 402]) {
      await life.settleAt(14 * DAY + hours * HOUR);
      // A correction of a window that is on its way to expire, by the lane whose watermark allows it.
      if (hours < 48) await life.sell([{ at: 14 * DAY + hours * HOUR - MINUTE, shop: 'elm' }]);
      await life.settle();
      await life.expectExact();
    }
    expect(dropped).toBeGreaterThan(5);
  });
});

describe('an event for a window that has expired', () => {
  it('goes to the late queue whole, and changes no result, whether the state is there yet or not', async () => {
    for (const isGone of [false, true]) {
      const life = await sold();
      await life.settleAt(OLD);
      if (isGone) {
        await life.settleAt(OLD + HOUR);
        life.deps.twins.state.dropExpired(Number.POSITIVE_INFINITY);
        expect(life.partials(2 * MINUTE)).toEqual([0, 0]);
      }
      // Its own lane has not seen anything that late: nobody but the keeper knows that the window is no more.
      await life.sellTooLate([other({ at: 55, arrival: OLD })]);
      await life.settleAt(OLD + 3 * HOUR);
      await life.expectExact();
      const [letter, ...more] = life.deps.twins.deadLetters.tooLate;
      expect(more).toEqual([]);
      expect(letter?.windows.map(({ aggregation, reason }) => [aggregation, reason])).toEqual([
        ['by-shop', 'STATE_EXPIRED'],
        ['patient', 'STATE_EXPIRED'],
      ]);
    }
  });

  it('is counted exactly where that was decided before it expired, however long ago', async () => {
    // Two, for an attempt at a single old record is counted first.
    const sales = [other({ at: 55, shop: 'yew', amount: 7 }), other({ at: 56 })];
    const kills = await killsOf(async (around) => {
      const life = await sold();
      await life.sell(sales, portsThrough(life.deps, around));
    });
    const decided = kills.find(({ operation, moment }) => operation === 'writeProgress' && moment === 'after');
    if (!decided) throw new Error('a processor decides by writing its progress');

    const life = await sold();
    await killAt(decided, (around) => life.sell(sales, portsThrough(life.deps, around)));
    for (const hours of [0, 2, 4, 100]) await life.settleAt(OLD + hours * HOUR);
    const [, expired, collected] = await life.bounds();
    expect([expired, collected]).toEqual([2 * MINUTE, Number.NEGATIVE_INFINITY]);
    life.deps.twins.state.dropExpired(Number.POSITIVE_INFINITY);

    await life.sellAgain(sales);
    await life.settle();
    await life.expectExact();
    await life.settleAt(OLD + 102 * HOUR);
    life.deps.twins.state.dropExpired(Number.POSITIVE_INFINITY);
    await life.settleAt(OLD + 104 * HOUR);
    await life.expectExact();
    expect(life.partials(2 * MINUTE)).toEqual([0, 0]);
    expect(life.deps.twins.deadLetters.tooLate).toEqual([]);
  });
});
