import { describe, expect, test } from 'vitest';
import { aggregation, definePipeline, hours, minutes, tumbling } from '../../../src/engine/index.ts';
import { planOf } from '../../../src/engine/plan.ts';
import { killAt, killsOf, portsThrough } from '../../support/kill-steps.ts';
import { saleRecord, salesPipeline } from '../../support/sales.ts';
import { makeRedriverTest, type RedriverTest } from './redriver-setup.ts';

const WORDS = ['ash', 'oak', 'elm', 'fir', 'yew'];

/** A pipeline of sales that counts one for each word of the shop's name: keys of many buckets. */
function makeWordsTest(): RedriverTest {
  const { events, ...sales } = salesPipeline();
  const byWord = aggregation('by-word', {
    from: events,
    // A sale, as the reader of sales reads it.
    key: (event) => (event as { readonly shop: string }).shop.split(' '),
    window: tumbling(minutes(1)),
    allowedLatenessMs: minutes(1),
    measures: (measure) => ({ sales: measure.count() }),
    keysPerLane: 5_000,
  });
  const plan = planOf(definePipeline({ ...sales, events, aggregations: [byWord] }));
  return makeRedriverTest({}, { plan, definitionHashes: { 'by-word': 'hash-3' } });
}

async function rejectedSale(): Promise<RedriverTest> {
  const run = makeWordsTest();
  await run.process({ rejects: [WORDS.join(' ')] }, saleRecord(1, { shop: WORDS.join(' ') }), saleRecord(2, { at: 1 }));
  await run.fireThrough(60);
  return run;
}

const ONCE_EACH = Object.fromEntries(WORDS.map((word) => [word, 1]));

describe('an event of several keys', () => {
  test('is written to an item for each of their buckets', async () => {
    const run = await rejectedSale();
    await run.start().work();
    expect(run.deps.twins.state.operations.get('putEventPartial')).toBe(WORDS.length);
    expect(await run.counted('by-word')).toEqual({ ...ONCE_EACH, ash: 2 });
  });

  test('counts for all of its keys or for none where its window expires between any two of its steps', async () => {
    const whole = await rejectedSale();
    const kills = await killsOf((around) => whole.start({}, portsThrough(whole.ports, around)).work());
    for (const kill of kills) {
      const run = await rejectedSale();
      await killAt(kill, (around) => run.start({}, portsThrough(run.ports, around)).work());
      await run.expireThrough(60);
      for (let times = 0; times < 2; times += 1) {
        run.pass(hours(1));
        await run.start().work();
      }
      const isLate = run.late().length > 0;
      const where = `${kill.moment} ${kill.nth} ${kill.operation}`;
      expect(await run.counted('by-word'), where).toEqual(isLate ? { ash: 1 } : { ...ONCE_EACH, ash: 2 });
    }
  });

  test('counts for none where the first that is written fails, and its window expires', async () => {
    const run = await rejectedSale();
    run.deps.fail('putEventPartial', 'unknown error');
    await run.start().work();
    await run.expireThrough(60);
    run.pass(hours(1));
    await run.start().work();
    expect(run.late()).toEqual(['1: by-word@0 STATE_EXPIRED']);
    expect(await run.counted('by-word')).toEqual({ ash: 1 });
  });
});
