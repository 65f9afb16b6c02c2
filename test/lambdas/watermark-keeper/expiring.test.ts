import { describe, expect, it } from 'vitest';
import { LANE, NOON_MS, STREAM, windowAt } from '../../support/sales.ts';
import { DAY, EXPIRES, HOUR, MINUTE, makeExpiryTest } from './expiry-setup.ts';
import { shard } from './keeper-setup.ts';

describe('windows expire', () => {
  it('when acceptance is over since they fired, and not a moment before', async () => {
    const test = await makeExpiryTest();
    await test.runAt(EXPIRES - 1);
    expect(await test.bounds()).toEqual([null, null]);
    await test.runAt(EXPIRES + 3 * MINUTE);
    expect(await test.bounds()).toEqual([120, null]);
  });

  it('when the watermark is past acceptance, too', async () => {
    const test = await makeExpiryTest();
    test.at(100 * DAY);
    await test.run();
    expect((await test.bounds())[0]).toBeLessThan(0);
    // Out-of-orderness 10 s, allowed lateness 30 s.
    await test.lane(0, { done: EXPIRES + 120 + 10 + 30 - 1 });
    test.at(100 * DAY + HOUR);
    await test.run();
    test.at(100 * DAY + 2 * HOUR);
    await test.run();
    expect((await test.bounds())[0]).toBe(60);
  });

  it.each(['clock', 'hold'] as const)(
    'no further than a lane has read, wherever a drain or an idle %s moves the watermark',
    async (idle) => {
      const test = await makeExpiryTest({ watermark: { idle } });
      await test.deps.twins.state.raiseDrainFloor(NOON_MS + 200 * DAY * 1_000);
      for (const day of [1, 20, 40, 60]) {
        test.at(day * DAY);
        await test.run('drain');
      }
      expect(await test.firedThrough()).toBeGreaterThan(100 * DAY);
      expect((await test.bounds())[0]).toBeLessThan(0);
    },
  );

  it('never where they have not fired, however old the clock says that they are', async () => {
    const test = await makeExpiryTest();
    const other = shard(1);
    test.deps.twins.stream.open(other);
    // The other lane is behind, so it holds the watermark.
    test.deps.twins.stream.append(other, '7');
    await test.lane(1, { done: 100, arrival: 0, position: '' });
    for (const day of [20, 40, 60]) await test.runAt(day * DAY);
    expect(await test.firedThrough()).toBe(120);
    expect((await test.bounds())[0]).toBeLessThan(0);
  });

  it('later, where the clock was set back when they fired, never earlier', async () => {
    const test = await makeExpiryTest();
    await test.runAt(13 * DAY);
    test.at(DAY);
    await test.lane(0, { done: 14 * DAY });
    await test.run();
    await test.runAt(15 * DAY + 12 * HOUR);
    // Fired by the 14th day, seen first on the 15th.
    expect((await test.bounds())[0]).toBe(120);
  });

  it('one announcement at a time', async () => {
    const test = await makeExpiryTest();
    for (let day = 1; day <= 13; day += 1) await test.runAt(day * DAY);
    await test.runAt(EXPIRES + HOUR);
    expect(await test.bounds()).toEqual([120, null]);
    await test.lane(0, { done: 20 * DAY, arrival: 0, decided: '0012' });
    for (const day of [16, 18, 20]) {
      test.at(day * DAY);
      await test.run();
    }
    expect(await test.bounds()).toEqual([120, null]);
    await test.runAt(21 * DAY);
    expect(await test.bounds()).toEqual([120, 120]);
    await test.runAt(21 * DAY + MINUTE);
    expect((await test.bounds())[0]).toBeGreaterThan(6 * DAY);
  });
});

describe('state is collected', () => {
  /** Windows through 120 s have expired a moment ago. */
  async function expired() {
    const test = await makeExpiryTest();
    for (const start of [0, 60, 120]) await test.keepState(start);
    await test.runAt(EXPIRES + 3 * MINUTE);
    return test;
  }
  const ANNOUNCED = EXPIRES + 3 * MINUTE;

  it('an hour after the announcement: stamped, and no longer noted', async () => {
    const test = await expired();
    await test.runAt(ANNOUNCED + HOUR - 1);
    expect(await test.bounds()).toEqual([120, null]);
    expect(await test.partials(0)).toEqual([2, 0]);
    await test.runAt(ANNOUNCED + HOUR);
    expect(await test.bounds()).toEqual([120, 120]);
    expect(await Promise.all([0, 60, 120].map((start) => test.partials(start)))).toEqual([
      [2, 2],
      [2, 2],
      [2, 0],
    ]);
    expect(await test.noted()).toEqual([120]);
    test.deps.twins.state.dropExpired(NOON_MS + (ANNOUNCED + HOUR) * 1_000 + 999);
    expect(await Promise.all([0, 60, 120].map((start) => test.partials(start)))).toEqual([
      [0, 0],
      [0, 0],
      [2, 0],
    ]);
  });

  it('not while a lane holds decisions from before', async () => {
    const test = await expired();
    await test.lane(0, { done: ANNOUNCED, decided: '0012' });
    for (const hours of [1, 24, 48]) {
      test.at(ANNOUNCED + hours * HOUR);
      await test.run();
    }
    expect(await test.bounds()).toEqual([120, null]);
    // What it holds now came half an hour after the announcement.
    await test.lane(0, { done: ANNOUNCED + 48 * HOUR, arrival: ANNOUNCED + 30 * MINUTE + 1, decided: '0012' });
    await test.run();
    expect(await test.bounds()).toEqual([120, 120]);
  });

  it('though a lane of a shard that the stream lists no more holds some', async () => {
    const test = await expired();
    const gone = { ...STREAM, shardId: shard(7) };
    const progress = await test.deps.twins.state.readProgress(LANE);
    await test.deps.twins.state.writeProgress(gone, { ...progress, decidedThrough: '0019' }, 0);
    await test.runAt(ANNOUNCED + HOUR);
    expect(await test.bounds()).toEqual([120, 120]);
  });

  it('not while a window waits for its result', async () => {
    const test = await expired();
    await test.mark('by-shop', 60);
    for (const hours of [1, 24]) await test.runAt(ANNOUNCED + hours * HOUR);
    expect(await test.bounds()).toEqual([120, null]);
    await test.deps.twins.state.clearMark({ window: windowAt('by-shop', 60), nonce: 'n' });
    await test.mark('by-shop', 120);
    await test.runAt(ANNOUNCED + 25 * HOUR);
    expect(await test.bounds()).toEqual([120, 120]);
  });

  it('not sooner by a clock that has been set back', async () => {
    const test = await expired();
    await test.runAt(ANNOUNCED - DAY);
    expect(await test.bounds()).toEqual([120, null]);
  });

  it('an hour after somebody remembers, where who announced it died at once', async () => {
    const test = await makeExpiryTest();
    test.deps.fail('writeExpiryMemory', 'request lost');
    await test.runAt(ANNOUNCED);
    expect(await test.bounds()).toEqual([120, null]);
    await test.runAt(ANNOUNCED + HOUR);
    expect(await test.bounds()).toEqual([120, null]);
    await test.runAt(ANNOUNCED + 2 * HOUR);
    expect(await test.bounds()).toEqual([120, 120]);
  });

  it('an hour after the last announcement is remembered, though an earlier one is', async () => {
    const test = await makeExpiryTest();
    for (let day = 1; day <= 13; day += 1) await test.runAt(day * DAY);
    await test.runAt(ANNOUNCED);
    await test.runAt(ANNOUNCED + HOUR);
    expect(await test.bounds()).toEqual([120, 120]);
    test.deps.fail('writeExpiryMemory', 'request lost');
    await test.runAt(ANNOUNCED + 3 * DAY);
    const [expired] = await test.bounds();
    expect(expired).toBeGreaterThan(120);
    await test.runAt(ANNOUNCED + 3 * DAY + MINUTE);
    expect(await test.bounds()).toEqual([expired, 120]);
    await test.runAt(ANNOUNCED + 3 * DAY + MINUTE + HOUR);
    expect(await test.bounds()).toEqual([expired, expired]);
  });

  it('after a look at lanes, marks, and the announcement, in this order', async () => {
    const test = await expired();
    test.deps.operations.length = 0;
    await test.runAt(ANNOUNCED + HOUR);
    const steps = ['listProgress', 'raiseCollectedThrough', 'stampPartial', 'forgetWindow'];
    const order = test.deps.operations
      .filter((name) => steps.includes(name))
      .filter((name, at, all) => name !== all[at - 1]);
    const aWindow = ['stampPartial', 'forgetWindow'];
    expect(order).toEqual(['listProgress', 'raiseCollectedThrough', ...aWindow, ...aWindow]);
    const before = test.deps.operations.slice(0, test.deps.operations.indexOf('raiseCollectedThrough'));
    expect(before.lastIndexOf('marksThrough')).toBeGreaterThan(before.indexOf('readExpiryMemory'));
    expect(before.indexOf('readExpiryMemory')).toBeGreaterThan(before.indexOf('listProgress'));
  });

  it('window by window, as time allows, and goes on with the next run where it stopped', async () => {
    const test = await expired();
    test.at(ANNOUNCED + HOUR);
    for (let stamps = 0; stamps < 4; stamps += 1) {
      // Two seconds is all that a run gives it.
      test.deps.before('stampPartial', async () => test.deps.clock.advance(2_000));
      await test.run();
      const [first, second] = [await test.partials(0), await test.partials(60)];
      expect(first[1] + second[1]).toBe(stamps + 1);
    }
    expect(await test.noted()).toEqual([120]);
  });
});
