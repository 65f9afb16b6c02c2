import { describe, expect, it } from 'vitest';
import type { Mishap } from '../../support/lambda-deps.ts';
import { NOON_MS } from '../../support/sales.ts';
import { DAY, EXPIRES, HOUR, MINUTE, makeExpiryTest } from './expiry-setup.ts';

/** Expired a moment ago; one hour later their state is collected. */
const ANNOUNCED = EXPIRES + 3 * MINUTE;
const ANNOUNCING = ['readExpiryMemory', 'raiseExpiredThrough', 'writeExpiryMemory'];
const COLLECTING = ['raiseCollectedThrough', 'windowsThrough', 'unstampedPartials', 'stampPartial', 'forgetWindow'];
const MISHAPS: readonly Mishap[] = ['request lost', 'answer lost', 'unknown error'];

describe.each(MISHAPS)('%s, while windows expire,', (mishap) => {
  it.each([...ANNOUNCING, ...COLLECTING])(
    'at %s keeps no window from firing, and the next runs make up for it',
    async (operation) => {
      const test = await makeExpiryTest();
      for (const start of [0, 60]) await test.keepState(start);
      const at = ANNOUNCING.includes(operation) ? ANNOUNCED : ANNOUNCED + HOUR;
      if (at !== ANNOUNCED) await test.runAt(ANNOUNCED);
      await test.mark('by-shop', at - (at % 60) - 120);
      test.deps.fail(operation, mishap, operation === 'stampPartial' ? 20 : 1);
      test.at(at);
      await test.lane(0, { done: at });
      expect(await test.run()).toEqual([]);
      expect(test.deps.twins.tasks.takeAll()).toHaveLength(1);
      expect(await test.firedThrough()).toBe(at - (at % 60) - 60);
      expect(test.deps.log.lines.filter((line) => /letting windows expire/.test(line))).toEqual([
        mishap === 'unknown error'
          ? `error letting windows expire failed; the next run tries again: ${operation} failed in a way that nobody knows`
          : expect.stringContaining('warn letting windows expire goes on with the next run'),
      ]);

      test.deps.mend();
      for (const hours of [0, 1, 2]) await test.runAt(ANNOUNCED + hours * HOUR + 90 * MINUTE);
      expect(await test.bounds()).toEqual([120, 120]);
      expect(await Promise.all([0, 60].map((start) => test.partials(start)))).toEqual([
        [2, 2],
        [2, 2],
      ]);
      expect(await test.noted()).toEqual([]);
    },
  );
});

describe('a run of the keeper', () => {
  it('writes nothing about expiry where there is nothing new', async () => {
    const test = await makeExpiryTest();
    test.deps.operations.length = 0;
    await test.runAt(5 * MINUTE);
    expect(test.deps.operations).toContain('raiseFiredThrough');
    expect(
      test.deps.operations.filter((name) => /^(raise(Expired|Collected)|writeExpiry|stamp|forget)/.test(name)),
    ).toEqual([]);
  });

  it('ends before its time does: stamps are left to the next', async () => {
    const test = await makeExpiryTest();
    for (const start of [0, 60]) await test.keepState(start);
    await test.runAt(ANNOUNCED);
    test.at(ANNOUNCED + HOUR);
    const endMs = NOON_MS + (ANNOUNCED + HOUR) * 1_000 + 10_000;
    test.deps.before('raiseCollectedThrough', async () => test.deps.clock.advance(9_000));
    test.deps.operations.length = 0;
    await test.runIn({ getRemainingTimeInMillis: () => endMs - test.deps.clock.nowMs() });
    expect((await test.bounds())[1]).toBe(120);
    expect(test.deps.operations).not.toContain('unstampedPartials');
    expect(test.deps.log.lines.at(-1)).toBe('info kept');
    await test.runAt(ANNOUNCED + 2 * HOUR);
    expect(await test.partials(0)).toEqual([2, 2]);
  });

  it('remembers few samples, however often it happens', async () => {
    const test = await makeExpiryTest();
    for (let hours = 1; hours <= 20 * 24; hours += 1) await test.runAt(hours * HOUR);
    const { samples } = await test.deps.twins.state.readExpiryMemory('by-shop', 1);
    expect(samples.length).toBeLessThanOrEqual(32);
    expect((await test.bounds())[0]).toBeGreaterThan(4 * DAY);
  });
});
