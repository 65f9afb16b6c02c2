import { describe, expect, it } from 'vitest';
import { NO_COUNTS, NO_PROGRESS } from '../../../src/engine/progress.ts';
import { minutes } from '../../../src/engine/time.ts';
import { composeStreamProcessor } from '../../support/compose-functions.ts';
import { KILLED, makeMortal, portsThrough } from '../../support/kill-steps.ts';
import { PLENTY_OF_TIME } from '../../support/lambda-deps.ts';
import { saleReader } from '../../support/packed-sales.ts';
import { batchOf, brokenRecord, DEFINITION_HASHES, LANE, saleRecord, salesPlan } from '../../support/sales.ts';
import type { TelemetryLine } from '../../support/telemetry-book.ts';
import { makeProcessorTest } from './processor-setup.ts';

const NO_EVENTS = { EventsRead: 0, EventsAccepted: 0, EventsDuplicate: 0, EventsRejected: 0, EventsIgnored: 0 };

/** The values of the pipeline's line, of the only batch. */
function pipelineLine(lines: readonly TelemetryLine[]): TelemetryLine['values'] {
  const [line, ...others] = lines.filter(({ aggregation }) => aggregation === undefined);
  if (!line || others.length > 0) throw new Error('not one batch');
  return line.values;
}

describe('a batch is measured', () => {
  it('in one line of its pipeline and one of each aggregation', async () => {
    const { process, telemetry } = makeProcessorTest();
    await process(
      saleRecord(11, { at: 5 }),
      saleRecord(12, { at: 6, shop: 'closed' }),
      brokenRecord(13, 7),
      saleRecord(14, { at: 200 }),
      saleRecord(15, { at: 1, arrival: 200 }),
    );
    expect(telemetry.takeLines()).toEqual([
      {
        aggregation: undefined,
        values: {
          EventsRead: 5,
          EventsAccepted: 4,
          EventsDuplicate: 0,
          EventsRejected: 1,
          EventsIgnored: 0,
          BatchRecords: 5,
          BatchDuration: 0,
          // Two control items, two writes of progress, and a mark and a partial of each window and aggregation.
          WriteUnits: 2 + 2 + 4 + 4,
          WriteConflicts: 0,
          Throttles: 0,
          CacheHits: 0,
          CacheMisses: 0,
          CircuitOpen: 0,
        },
      },
      { aggregation: 'by-shop', values: { EventsCounted: 2, EventsFiltered: 1, EventsTooLate: 1 } },
      { aggregation: 'patient', values: { EventsCounted: 4, EventsFiltered: 0, EventsTooLate: 0 } },
    ]);
  });

  it('by what it costs, as DynamoDB charges it', async () => {
    // All keys in one item, and outcomes of many aggregations that the pipeline had once: items larger than a unit.
    const { process, telemetry, deps } = makeProcessorTest({ keysPerLane: 1, dedupe: { horizonMs: minutes(10) } });
    const { state } = deps.twins;
    const former = Array.from({ length: 60 }, (_aggregation, index) => [
      `former-${index}`,
      { counted: 10 ** 9, filtered: 1, tooLate: 0 },
    ]);
    const counts = { ...NO_COUNTS, aggregations: Object.fromEntries(former) };
    await state.writeProgress(LANE, { ...NO_PROGRESS, counts }, 0);
    const charged = () => Object.values(state.writeUnits).reduce((sum, units) => sum + units, 0);
    const batch = (from: number) =>
      Array.from({ length: 300 }, (_record, index) => {
        const number = from + index;
        const shop = `shop-${index}-${'x'.repeat(40)}`;
        return index % 2 === 0 ? saleRecord(number, { at: 5, shop, id: String(number) }) : brokenRecord(number, 5);
      });
    for (const from of [1_000, 2_000, 3_000]) {
      const before = charged();
      await process(...batch(from), saleRecord(from + 900, { at: 6, id: `${from}` }));
      const { WriteUnits } = pipelineLine(telemetry.takeLines());
      expect(WriteUnits).toBeGreaterThan(20);
      expect(WriteUnits).toBe(charged() - before);
    }
  });

  it('with what the cache held, and what it had to read', async () => {
    const { process, start, telemetry } = makeProcessorTest();
    await process(saleRecord(11, { at: 5 }));
    expect(pipelineLine(telemetry.takeLines())).toMatchObject({ CacheHits: 0, CacheMisses: 0 });
    await process(saleRecord(12, { at: 6 }));
    expect(pipelineLine(telemetry.takeLines())).toMatchObject({ CacheHits: 2, CacheMisses: 0 });
    await start()(saleRecord(13, { at: 7 }));
    expect(pipelineLine(telemetry.takeLines())).toMatchObject({ CacheHits: 0, CacheMisses: 2 });
  });

  it('with throttles, and with writes that another was faster at, whose cost counts', async () => {
    const { deps, process, start, telemetry } = makeProcessorTest();
    await process(saleRecord(11, { at: 5 }));
    telemetry.takeLines();
    deps.fail('putPartial', 'throttled', 3);
    await process(saleRecord(12, { at: 6 }));
    expect(pipelineLine(telemetry.takeLines())).toMatchObject({ Throttles: 3, WriteConflicts: 0, WriteUnits: 4 });
    await start()(saleRecord(13, { at: 7 }));
    telemetry.takeLines();
    // What the first instance remembers of both partials is old.
    await process(saleRecord(14, { at: 8 }));
    expect(pipelineLine(telemetry.takeLines())).toMatchObject({ WriteConflicts: 2, WriteUnits: 6 });
  });

  it('as held by the circuit breaker, once', async () => {
    const { process, telemetry } = makeProcessorTest({ throwsOn: 'ash' });
    const records = Array.from({ length: 30 }, (_record, index) => saleRecord(11 + index, { at: 5 }));
    expect(await process(...records)).not.toEqual([]);
    const lines = telemetry.takeLines();
    expect(pipelineLine(lines)).toMatchObject({ ...NO_EVENTS, BatchRecords: 30, CircuitOpen: 1 });
    expect(lines).toHaveLength(1);
  });

  it('and tells of no event where progress could not be written', async () => {
    const { deps, process, telemetry } = makeProcessorTest();
    deps.fail('putPartial', 'request lost', 100);
    await process(saleRecord(11));
    expect(pipelineLine(telemetry.takeLines())).toMatchObject({ ...NO_EVENTS, BatchRecords: 1 });
    deps.mend();
    // Decided, and not done.
    let writes = 0;
    const failSecond = async (): Promise<void> => {
      writes += 1;
      deps.fail('writeProgress', 'request lost');
    };
    deps.before('ensureMark', failSecond);
    deps.before('putPartial', failSecond);
    expect(await process(saleRecord(11), saleRecord(12))).not.toEqual([]);
    expect(writes).toBeGreaterThan(0);
    const lines = telemetry.takeLines();
    expect(lines).toHaveLength(1);
    expect(pipelineLine(lines)).toMatchObject(NO_EVENTS);
    deps.mend();
    await process(saleRecord(11), saleRecord(12));
    expect(pipelineLine(telemetry.takeLines())).toMatchObject({ EventsRead: 2, EventsAccepted: 2 });
  });

  it('once: what died after progress moved and before its line is told by nobody', async () => {
    const { deps, telemetry, process, progress } = makeProcessorTest();
    const { around, kill, end } = makeMortal();
    const plan = salesPlan();
    const handle = composeStreamProcessor(
      plan,
      { ...portsThrough(deps, around), telemetry },
      { makeReader: () => saleReader(plan), definitionHashes: DEFINITION_HASHES },
    );
    const { pokes } = deps.twins;
    // The second event moves the lane past a window's end: the last thing that is done of the batch is the poke.
    deps.before('poke', async () => kill());
    expect(await end(handle(batchOf(saleRecord(11), saleRecord(12, { at: 100 })), PLENTY_OF_TIME))).toBe(KILLED);
    expect((await progress()).counts.read).toBe(2);
    expect(telemetry.takeLines()).toEqual([]);
    await process(saleRecord(11), saleRecord(12, { at: 100 }));
    expect(pipelineLine(telemetry.takeLines())).toMatchObject({ ...NO_EVENTS, BatchRecords: 2 });
    expect(pokes.takeAll().length).toBeLessThanOrEqual(1);
  });

  it('without any that its lane has done before', async () => {
    const { process, telemetry, deps } = makeProcessorTest();
    await process(saleRecord(11));
    await process(saleRecord(11), saleRecord(12));
    const lines = telemetry.takeLines();
    expect(lines.map(({ values }) => values.EventsRead ?? values.EventsCounted)).toEqual([1, 1, 1, 1, 1, 1]);
    expect((await deps.twins.state.readProgress(LANE)).counts.read).toBe(2);
  });
});
