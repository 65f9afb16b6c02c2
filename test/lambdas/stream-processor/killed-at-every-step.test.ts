import { describe, expect, it } from 'vitest';
import { encodePosition } from '../../../src/engine/position.ts';
import type { Around } from '../../support/intercept.ts';
import { type Kill, type KillRun, killAtEveryStep, portsThrough } from '../../support/kill-steps.ts';
import type { RecordGiven } from '../../support/lambda-events.ts';
import { type PackedSale, packedRecord } from '../../support/packed-sales.ts';
import { brokenRecord, LANE, saleRecord } from '../../support/sales.ts';
import { announce, attempt, deliver, makeServices, materialize, outcomeOf } from './killed-setup.ts';

const MS_PER_SECOND = 1_000;

const namesOf = (kills: readonly Kill[]) => new Set(kills.map(({ operation }) => operation));

describe('a processor killed at any operation', () => {
  /** All windows of before 2 minutes have fired; those of before noon have expired as well. */
  const before = [
    saleRecord(1, { at: 0, id: 'a' }),
    saleRecord(2, { at: 60, id: 'b', shop: 'birch' }),
    saleRecord(3, { at: 150, id: 'c' }),
  ];
  /** Each is rejected for another reason than the one before it, so that one decision does not hold them all. */
  const unlikeEachOther = Array.from(
    { length: 50 },
    (_, index): PackedSale => (index % 2 === 0 ? { isBroken: true } : { at: 1_000, id: `ahead-${index}` }),
  );
  const batch: readonly RecordGiven[] = [
    saleRecord(4, { at: 151, id: 'd' }),
    // Sent twice: once long ago, once just now.
    saleRecord(5, { at: 60, id: 'b', shop: 'birch' }),
    saleRecord(6, { at: 151, id: 'd' }),
    brokenRecord(7, 152),
    // Late: its window has fired, and only the more patient aggregation still takes it.
    saleRecord(8, { at: 10, id: 'late', arrival: 152 }),
    // Late: both still take it.
    saleRecord(9, { at: 100, id: 'tardy', arrival: 152 }),
    // Not too late for the more patient one, but the window has expired.
    saleRecord(10, { at: -30, id: 'expired', arrival: 152 }),
    packedRecord(
      11,
      [
        { at: 155, id: 'e', shop: 'cedar' },
        { at: 155, id: 'd' },
        { isBroken: true },
        { at: 20, id: 'late too' },
        { at: 240, id: 'ahead' },
        { at: 180, id: 'f' },
      ],
      { arrival: 190 },
    ),
    packedRecord(12, unlikeEachOther, { arrival: 190 }),
    saleRecord(13, { at: 200, id: 'g', arrival: 190 }),
  ];
  const after = [
    saleRecord(14, { at: 183, id: 'e' }),
    saleRecord(15, { at: 183, id: 'tardy' }),
    saleRecord(16, { at: 183, id: 'g' }),
    saleRecord(17, { at: 400, id: 'h' }),
  ];

  const begin = (cuts: readonly (readonly RecordGiven[])[]) => async (): Promise<KillRun<Outcome>> => {
    const deps = makeServices(152);
    await deliver(deps, ...before);
    await announce(deps, 'fired', 120);
    await announce(deps, 'expired', 0);
    await materialize(deps);
    return {
      attempt: (around) => attempt(portsThrough(deps, around), ...batch),
      async finish() {
        for (const records of cuts) await deliver(deps, ...records);
        await deliver(deps, ...after);
        await materialize(deps);
        return outcomeOf(deps);
      },
    };
  };
  type Outcome = Awaited<ReturnType<typeof outcomeOf>>;

  it('has each event counted once, or kept in its queue, as if nobody had been', async () => {
    let isSeen = false;
    const steps = await killAtEveryStep(begin([batch]), (outcome, undisturbed, at) => {
      if (!isSeen) {
        expect(undisturbed).toMatchObject({
          progress: { counts: { read: 71, accepted: 12, duplicate: 6, rejected: 53 }, attempts: null },
        });
        isSeen = true;
      }
      expect(outcome, at).toEqual(undisturbed);
    });
    expect(namesOf(steps)).toEqual(
      new Set([
        'readControls',
        'identify',
        'readProgress',
        'claimsAfter',
        'listShards',
        'writeProgress',
        'sendRejected',
        'sendTooLate',
        'ensureMark',
        'readPartial',
        'putPartial',
        'renewMark',
        'sendTasks',
        'putClaims',
        'poke',
      ]),
    );
  });

  it('where the batch is cut anew as well', async () => {
    const cuts = [batch.slice(0, 2), batch.slice(0, 8), batch.slice(5), batch];
    await killAtEveryStep(begin(cuts), (outcome, undisturbed, at) => expect(outcome, at).toEqual(undisturbed));
  });
});

describe('an attempt at a record that is old, killed at any operation', () => {
  const old = packedRecord(2, [{ id: 'b' }, { isBroken: true }, { id: 'a' }]);
  /** So many silent attempts at it before. */
  const begin = (silent: number) => async () => {
    const deps = makeServices(300);
    await deliver(deps, saleRecord(1, { id: 'a' }));
    const progress = await deps.twins.state.readProgress(LANE);
    if (silent > 0) {
      const attempts = { position: encodePosition('2'), count: silent, sinceMs: deps.clock.nowMs() - MS_PER_SECOND };
      await deps.twins.state.writeProgress(LANE, { ...progress, attempts }, progress.version);
    }
    return {
      attempt: (around: Around) => attempt(portsThrough(deps, around), old),
      async finish() {
        await deliver(deps, old);
        await deliver(deps, saleRecord(3, { id: 'b', at: 1, arrival: 300 }));
        await materialize(deps);
        return outcomeOf(deps);
      },
    };
  };

  it.each([0, 1, 2])('counts it once, after %i attempts that nobody heard of', async (silent) => {
    const steps = await killAtEveryStep(begin(silent), (outcome, undisturbed, at) => {
      expect(undisturbed.progress).toMatchObject({ attempts: null, counts: { read: 5, accepted: 2, duplicate: 2 } });
      expect(outcome, at).toEqual(undisturbed);
    });
    expect(steps.length).toBeGreaterThan(20);
  });

  it('gives it up once, whole, after four attempts that nobody heard of', async () => {
    const steps = await killAtEveryStep(begin(4), (outcome, undisturbed, at) => {
      expect(undisturbed.progress).toMatchObject({ attempts: null, counts: { read: 3, accepted: 2, rejected: 1 } });
      expect(undisturbed.letters).toHaveLength(1);
      expect(JSON.parse(undisturbed.letters[0] ?? '')).toMatchObject({
        position: '0012',
        reason: 'PROCESSOR_CRASHED',
        attempts: 4,
        record: { sequenceNumber: '2', partitionKey: 'packed', dataBase64: old.dataBase64 },
      });
      expect(outcome, at).toEqual(undisturbed);
    });
    expect(namesOf(steps)).toContain('sendRejected');
  });
});
