import { describe, expect, it } from 'vitest';
import { makeSchemaLookUps } from '../../../lambdas/shared/look-up-schema.ts';
import { makeEvaluateBatch } from '../../../lambdas/stream-processor/evaluate-batch.ts';
import { recordAt } from '../../../lambdas/stream-processor/records.ts';
import { BEFORE_FIRST, encodePosition, LAST_IN_RECORD, type Position } from '../../../src/engine/position.ts';
import { NO_PROGRESS } from '../../../src/engine/progress.ts';
import { RetryableError } from '../../../src/ports/errors.ts';
import { fc } from '../../support/fast-check.ts';
import type { RecordGiven } from '../../support/lambda-events.ts';
import { silentLog } from '../../support/logs.ts';
import { packedRecord, saleReader, versionNamed } from '../../support/packed-sales.ts';
import { batchOf, brokenRecord, LANE, saleRecord, salesPlan } from '../../support/sales.ts';

const plan = salesPlan();
const FUTURE_BOUND_MS = plan.pipeline.watermark.futureBoundMs;
const NEW_VERSION = 'a-new-version';

/** `ahead`: beyond the future bound. `new`: of a schema version that has to be asked for. */
type Sent = 'sound' | 'broken' | 'ahead' | 'new';
type Shape =
  | { readonly kind: 'plain'; readonly event: Exclude<Sent, 'new'> }
  | { readonly kind: 'packed'; readonly events: readonly Sent[] }
  | { readonly kind: 'corrupt' };

const sent = fc.constantFrom<Sent>('sound', 'sound', 'broken', 'ahead', 'new');
const shape: fc.Arbitrary<Shape> = fc.oneof(
  fc.record({ kind: fc.constant('plain' as const), event: fc.constantFrom('sound', 'broken', 'ahead') }),
  fc.record({ kind: fc.constant('packed' as const), events: fc.array(sent, { maxLength: 5 }) }),
  fc.constant({ kind: 'corrupt' } as const),
);
/** Sequence numbers grow longer on the way. */
const shapes = fc
  .array(shape, { minLength: 1, maxLength: 8 })
  .map((list) => list.map((one, at) => ({ one, number: 97 + at })));
type Numbered = { readonly one: Shape; readonly number: number };

function recordOf({ one, number }: Numbered): RecordGiven {
  if (one.kind === 'corrupt') return packedRecord(number, [{}], { isCorrupt: true });
  if (one.kind === 'packed') {
    return packedRecord(
      number,
      one.events.map((event) => ({
        isBroken: event === 'broken',
        at: event === 'ahead' ? 600 : 0,
        ...(event === 'new' && { versionId: NEW_VERSION }),
      })),
    );
  }
  return one.event === 'broken'
    ? brokenRecord(number)
    : saleRecord(number, { at: one.event === 'ahead' ? 600 : 0, arrival: 0 });
}

/** What a batch of all these records holds, told one by one. */
function eventsOf({
  one,
  number,
}: Numbered): readonly { readonly position: Position; readonly place: number; readonly sent: Sent | 'nothing' }[] {
  const whole = encodePosition(String(number));
  if (one.kind === 'corrupt') return [{ position: whole, place: 0, sent: 'broken' }];
  if (one.kind === 'plain') return [{ position: whole, place: 0, sent: one.event }];
  if (one.events.length === 0) return [{ position: whole, place: 0, sent: 'nothing' }];
  return one.events.map((event, place) => ({
    position: encodePosition(String(number), place === one.events.length - 1 ? LAST_IN_RECORD : place),
    place,
    sent: event,
  }));
}

/** The records with two of their positions, the first not after the second; either may stand before the first record. */
const situation = shapes.chain((records) => {
  const positions = [BEFORE_FIRST, encodePosition('96'), ...records.flatMap(eventsOf).map(({ position }) => position)];
  return fc.tuple(fc.nat({ max: positions.length - 1 }), fc.nat({ max: positions.length - 1 })).map(([a, b]) => ({
    records,
    lastPosition: positions[Math.min(a, b)] ?? BEFORE_FIRST,
    decidedThrough: positions[Math.max(a, b)] ?? BEFORE_FIRST,
  }));
});

async function evaluated(
  {
    records,
    lastPosition,
    decidedThrough,
  }: { readonly records: readonly Numbered[]; readonly lastPosition: Position; readonly decidedThrough: Position },
  registryKnows: boolean | 'not now' = true,
) {
  const reader = saleReader(plan);
  const registry = {
    versionById: async (versionId: string) => {
      if (registryKnows === 'not now') throw new RetryableError('Glue is away');
      return registryKnows ? versionNamed(versionId) : undefined;
    },
  };
  const evaluateBatch = makeEvaluateBatch({
    reader,
    makeLookUp: makeSchemaLookUps(reader, registry, silentLog),
    futureBoundMs: FUTURE_BOUND_MS,
  });
  const progress = { ...NO_PROGRESS, lastPosition, decidedThrough };
  const { Records } = batchOf(...records.map(recordOf));
  const batch = await evaluateBatch(LANE, Records, progress);
  const { positions, evaluated: events } = batch.evaluated;
  const found = events.map((event, index) => ({
    position: positions.at(index),
    place: batch.events.places[index],
    record: recordAt(batch, index)?.kinesis.sequenceNumber,
    outcome: event.kind === 'rejected' ? event.rejection.reason : event.kind,
  }));
  return { found, batch, lengths: [positions.length, batch.events.length, events.length] };
}

/** What must be found: everything after what is done, and the future bound judges only what is not decided. */
function expected({ records, lastPosition, decidedThrough }: Parameters<typeof evaluated>[0], newVersion: string) {
  return records.flatMap((record) =>
    eventsOf(record)
      .filter(({ position }) => position > lastPosition)
      .map(({ position, place, sent: given }) => {
        const ahead = position <= decidedThrough ? 'event' : 'FUTURE_EVENT_TIME';
        const outcomes = { sound: 'event', broken: 'UNDECODABLE', nothing: 'ignored', ahead, new: newVersion };
        return { position, place, record: String(record.number), outcome: outcomes[given] };
      }),
  );
}

describe('a batch of records, packed or not', () => {
  it('gives every event after the last one done, by its own position', async () => {
    await fc.assert(
      fc.asyncProperty(situation, async (given) => {
        const { found, batch, lengths } = await evaluated(given);
        expect(found).toEqual(expected(given, 'event'));
        expect(new Set(lengths)).toEqual(new Set([found.length]));
        expect(batch.heldUp).toBeUndefined();
      }),
    );
  });

  it('cut anywhere, gives each event once', async () => {
    await fc.assert(
      fc.asyncProperty(shapes, fc.nat(), fc.nat(), async (records, cut, done) => {
        const nothing = { lastPosition: BEFORE_FIRST, decidedThrough: BEFORE_FIRST };
        const whole = await evaluated({ records, ...nothing });
        // What a first invocation got done of its batch, to the middle of a record perhaps, and a second batch from that record on.
        const first = (await evaluated({ records: records.slice(0, 1 + (cut % records.length)), ...nothing })).found;
        const last = first[done % first.length];
        const from = records.findIndex(({ number }) => String(number) === last?.record);
        const lastPosition = last?.position ?? BEFORE_FIRST;
        const rest = await evaluated({ records: records.slice(from), lastPosition, decidedThrough: lastPosition });
        expect([...first.slice(0, 1 + (done % first.length)), ...rest.found]).toEqual(whole.found);
      }),
    );
  });

  it('rejects events of a schema version that the registry does not have', async () => {
    await fc.assert(
      fc.asyncProperty(situation, async (given) => {
        const { found } = await evaluated(given, false);
        expect(found).toEqual(expected(given, 'UNKNOWN_SCHEMA'));
      }),
    );
  });

  it('ends before the first event whose schema cannot be asked for, and names its record', async () => {
    await fc.assert(
      fc.asyncProperty(situation, async (given) => {
        const { found, batch } = await evaluated(given, 'not now');
        const all = expected(given, 'held up');
        const end = all.findIndex(({ outcome }) => outcome === 'held up');
        expect(found).toEqual(end < 0 ? all : all.slice(0, end));
        expect(batch.heldUp?.kinesis.sequenceNumber).toBe(all[end]?.record);
      }),
    );
  });
});
