import { describe, expect, it } from 'vitest';
import type { Counts } from '../../../src/engine/progress.ts';
import { minutes } from '../../../src/engine/time.ts';
import { fc } from '../../support/fast-check.ts';
import type { Mishap } from '../../support/lambda-deps.ts';
import type { RecordGiven } from '../../support/lambda-events.ts';
import { packedRecord } from '../../support/packed-sales.ts';
import { brokenRecord, saleRecord } from '../../support/sales.ts';
import type { TelemetryLine } from '../../support/telemetry-book.ts';
import { makeProcessorTest } from './processor-setup.ts';

/** A record, made for its place in the stream. */
type MakeRecord = (sequenceNumber: number) => RecordGiven;

const sale = fc.record({
  at: fc.integer({ min: 0, max: 400 }),
  shop: fc.constantFrom('ash', 'oak', 'closed'),
  id: fc.integer({ min: 0, max: 8 }).map(String),
});
const record: fc.Arbitrary<MakeRecord> = fc.oneof(
  {
    weight: 6,
    arbitrary: sale.map(
      (given): MakeRecord =>
        (number) =>
          saleRecord(number, { ...given, arrival: 400 }),
    ),
  },
  fc.constant<MakeRecord>((number) => brokenRecord(number, 400)),
  fc.array(sale, { maxLength: 4 }).map(
    (sales): MakeRecord =>
      (number) =>
        packedRecord(number, sales, { arrival: 400 }),
  ),
);
const OPERATIONS = [
  'readProgress',
  'writeProgress',
  'readPartial',
  'putPartial',
  'ensureMark',
  'putClaims',
  'sendRejected',
];
const mishap = fc.record({
  operation: fc.constantFrom(...OPERATIONS),
  kind: fc.constantFrom<Mishap>('request lost', 'answer lost', 'throttled', 'unknown error'),
  times: fc.integer({ min: 1, max: 3 }),
});
const delivery = fc.record({
  records: fc.array(record, { minLength: 1, maxLength: 8 }),
  mishaps: fc.array(mishap, { maxLength: 2 }),
  isByNewInstance: fc.boolean(),
  isRepeated: fc.boolean(),
});

const of = ({ values }: TelemetryLine, name: keyof TelemetryLine['values']): number => values[name] ?? Number.NaN;

/** Both equations, on one batch's lines. */
function expectEquations(lines: readonly TelemetryLine[]): void {
  const [pipeline, ...aggregations] = lines;
  if (!pipeline) throw new Error('a batch has a line of its pipeline');
  const term = (name: 'Accepted' | 'Duplicate' | 'Rejected' | 'Ignored') => of(pipeline, `Events${name}`);
  expect(of(pipeline, 'EventsRead')).toBe(term('Accepted') + term('Duplicate') + term('Rejected') + term('Ignored'));
  const names = aggregations.map(({ aggregation }) => aggregation);
  expect(names).toEqual(term('Accepted') > 0 ? ['by-shop', 'patient'] : []);
  for (const line of aggregations) {
    expect(of(line, 'EventsCounted') + of(line, 'EventsFiltered') + of(line, 'EventsTooLate')).toBe(term('Accepted'));
  }
}

/** What all lines together say, as progress has it. */
function told(lines: readonly TelemetryLine[]): Omit<Counts, 'aggregations'> {
  const sum = (name: keyof TelemetryLine['values']): number =>
    lines.reduce((total, { values }) => total + (values[name] ?? 0), 0);
  return {
    read: sum('EventsRead'),
    accepted: sum('EventsAccepted'),
    duplicate: sum('EventsDuplicate'),
    rejected: sum('EventsRejected'),
    ignored: sum('EventsIgnored'),
  };
}

describe('the lines of a batch', () => {
  it('hold both equations each, whatever goes wrong, and together tell of no event that is not stored', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(delivery, { minLength: 1, maxLength: 5 }), async (deliveries) => {
        const { deps, telemetry, process, start, progress } = makeProcessorTest({
          dedupe: { horizonMs: minutes(10) },
        });
        const all: TelemetryLine[] = [];
        let isAnswerLost = false;
        let sequenceNumber = 10;
        const attempt = async (records: readonly RecordGiven[], isByNewInstance: boolean): Promise<boolean> => {
          const run = isByNewInstance ? start() : process;
          const isDone = await run(...records).then(
            (failed) => failed.length === 0,
            () => false,
          );
          const lines = telemetry.takeLines();
          expectEquations(lines);
          all.push(...lines);
          return isDone;
        };
        for (const { records, mishaps, isByNewInstance, isRepeated } of deliveries) {
          const given = records.map((make) => {
            sequenceNumber += 1;
            return make(sequenceNumber);
          });
          for (const { operation, kind, times } of mishaps) {
            deps.fail(operation, kind, times);
            isAnswerLost ||= operation === 'writeProgress' && kind === 'answer lost';
          }
          // As the mapping does: until it is done.
          for (let tries = 0; !(await attempt(given, isByNewInstance)); tries += 1) if (tries > 20) deps.mend();
          deps.mend();
          if (isRepeated) await attempt(given, !isByNewInstance);
        }
        const { aggregations: _, ...stored } = (await progress()).counts;
        const toldOf = told(all);
        if (!isAnswerLost) expect(toldOf).toEqual(stored);
        expect(toldOf.read).toBeLessThanOrEqual(stored.read);
        expect(toldOf.accepted).toBeLessThanOrEqual(stored.accepted);
      }),
    );
  });
});
