import { describe, expect, it } from 'vitest';
import { brokenRecord, NOON_MS, saleRecord } from '../../support/sales.ts';
import { makeProcessorTest } from './processor-setup.ts';

const crossed = (secondsAfterNoon: number) => ({
  kind: 'crossed',
  id: `shardId-000000000000|${NOON_MS + secondsAfterNoon * 1_000}`,
});

describe('the keeper is poked', () => {
  it('when the lane has passed the end of a window, and not before', async () => {
    const { process, deps } = makeProcessorTest();
    await process(saleRecord(1, { at: 10 }));
    expect(deps.twins.pokes.takeAll()).toEqual([crossed(0)]);
    await process(saleRecord(2, { at: 69 }));
    expect(deps.twins.pokes.takeAll()).toEqual([]);
    // 70 s less 10 s of out-of-orderness is the window's end.
    await process(saleRecord(3, { at: 70 }));
    expect(deps.twins.pokes.takeAll()).toEqual([crossed(60)]);
  });

  it('once however many ends a batch passes', async () => {
    const { process, deps } = makeProcessorTest();
    await process(saleRecord(1), saleRecord(2, { at: 200 }), saleRecord(3, { at: 400 }));
    expect(deps.twins.pokes.takeAll()).toEqual([crossed(360)]);
  });

  it('not by records that move no event time on', async () => {
    const { process, deps } = makeProcessorTest();
    await process(saleRecord(1, { at: 100 }));
    deps.twins.pokes.takeAll();
    await process(saleRecord(2, { at: 20, arrival: 101 }), brokenRecord(3));
    expect(deps.twins.pokes.takeAll()).toEqual([]);
  });

  it('only after the records are done', async () => {
    const { process, deps } = makeProcessorTest();
    await process(saleRecord(1, { at: 100 }));
    expect(deps.operations.indexOf('poke')).toBeGreaterThan(deps.operations.lastIndexOf('writeProgress'));
    deps.fail('writeProgress', 'request lost');
    deps.operations.length = 0;
    await process(saleRecord(2, { at: 200 }));
    expect(deps.operations).not.toContain('poke');
  });

  it.each(['request lost', 'unknown error'] as const)('in vain (%s), which costs nothing but time', async (mishap) => {
    const { process, deps, progress } = makeProcessorTest();
    deps.fail('poke', mishap);
    expect(await process(saleRecord(1, { at: 100 }))).toEqual([]);
    expect((await progress()).lastPosition).toBe('0011');
    expect(deps.log.lines).toContain('warn the keeper could not be poked; its schedule will do');
  });
});
