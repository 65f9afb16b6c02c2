import { describe, expect, it } from 'vitest';
import { type FollowOptions, followResults } from '../../src/client/follow-results.ts';
import { hours } from '../../src/engine/index.ts';
import { tablesWorld } from './tables-world.ts';

const world = tablesWorld();

/** Follows while `steps` happen, one before each look. @returns what was given after each */
async function follow(steps: readonly (() => Promise<void>)[], options: FollowOptions = {}): Promise<string[][]> {
  const controller = new AbortController();
  const given: string[][] = [];
  const left = [...steps];
  const clock = {
    nowMs: () => 0,
    after: async () => {
      const step = left.shift();
      if (!step) return controller.abort();
      given.push([]);
      await step();
    },
  };
  const deps = { ...world(), clock };
  for await (const row of followResults(deps, world().plan, { ...options, signal: controller.signal })) {
    given.at(-1)?.push(`${row.windowStartMs / hours(1)} ${row.key} ${row.n} r${row.revision}`);
  }
  return given;
}

describe('following results', () => {
  it('gives those of windows that are written from now on, and no others', async () => {
    const { see, row, written, control } = world();
    await see(0, 4, 'baker', [1, 1, 1]);
    await see(0, 5, 'baker', [2, 2, 2]);
    await row(4, 'baker', 1, 1);
    await written(4, 'baker');
    await control({ firedThroughMs: hours(5) });
    const given = await follow([
      async () => {},
      async () => control({ firedThroughMs: hours(6) }),
      async () => {
        await row(5, 'baker', 2, 2);
        await written(5, 'baker');
      },
      async () => {},
    ]);
    expect(given).toEqual([[], [], ['5 baker 2 r1'], []]);
  });

  it('gives a window that came, fired and was written between two looks', async () => {
    const { see, row, written, control } = world();
    await control({ firedThroughMs: hours(5) });
    const given = await follow([
      async () => {
        await see(0, 5, 'baker', [2, 2, 2]);
        await control({ firedThroughMs: hours(6) });
        await row(5, 'baker', 2, 2);
        await written(5, 'baker');
      },
    ]);
    expect(given).toEqual([['5 baker 2 r1']]);
  });

  it('gives corrections once, without the rows that stayed as they were', async () => {
    const { see, row, written, control } = world();
    for (const shop of ['baker', 'grocer']) {
      await see(0, 5, shop, [1, 1, 1]);
      await row(5, shop, 1, 1);
      await written(5, shop);
    }
    await control({ firedThroughMs: hours(6) });
    const correct = (n: number) => [
      async () => see(1, 5, 'baker', [n, n, n]),
      async () => {
        await row(5, 'baker', 1 + n, 1 + n, 1 + n);
        await written(5, 'baker');
      },
    ];
    expect(await follow([...correct(1), ...correct(2)])).toEqual([[], ['5 baker 2 r2'], [], ['5 baker 3 r3']]);
  });

  it('gives one key alone', async () => {
    const { see, row, written, control } = world();
    await control({ firedThroughMs: hours(5) });
    const step = async () => {
      for (const shop of ['baker', 'grocer', 'tailor']) {
        await see(0, 5, shop, [1, 1, 1]);
        await row(5, shop, 1, 1);
      }
      await control({ firedThroughMs: hours(6) });
      for (const shop of ['baker', 'grocer', 'tailor']) await written(5, shop);
    };
    expect(await follow([step], { key: 'grocer' })).toEqual([['5 grocer 1 r1']]);
  });
});
