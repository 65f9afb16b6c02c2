import { describe, expect, it } from 'vitest';
import { advance } from '../../src/engine/advance.ts';
import {
  countAttempt,
  firstUndecided,
  givenUpRecords,
  giveUp,
  isSameAttempt,
  silentAttempts,
} from '../../src/engine/attempts.ts';
import { contribute } from '../../src/engine/contribute.ts';
import { decide } from '../../src/engine/decide.ts';
import { InvariantError } from '../../src/engine/errors.ts';
import { encodePosition, LAST_IN_RECORD } from '../../src/engine/position.ts';
import { NO_PROGRESS, type Progress } from '../../src/engine/progress.ts';
import { fc } from '../support/fast-check.ts';
import { positionsAt } from '../support/positions-at.ts';
import { anyPackedLane, batchOf, plan, positionOf } from './support/lane.ts';
import { policy } from './support/readings.ts';

const at = (sequenceNumber: number, place?: number) => encodePosition(String(sequenceNumber), place);
const decidedThrough = (position: string): Progress => ({ ...NO_PROGRESS, decidedThrough: position });

describe('what an attempt at a record would begin with', () => {
  it.each([
    ['a fresh lane', '', at(100)],
    ['the record before it is decided', at(99), at(100)],
    ['the packed record before it is decided', at(99, LAST_IN_RECORD), at(100)],
    ['it is decided', at(100), undefined],
    ['all that it packs is decided', at(100, LAST_IN_RECORD), undefined],
    ['a part of what it packs is decided', at(100, 4), at(100, 5)],
    ['a part of what the next one packs is decided', at(101, 4), undefined],
    ['the next one is decided', at(101), undefined],
    ['one with more digits is decided', at(1_000), undefined],
  ])('%s', (_what, position, expected) => {
    expect(firstUndecided(decidedThrough(position), '100')).toBe(expected);
  });

  it('comes before everything that is not decided of the record, and after everything that is', () => {
    fc.assert(
      fc.property(anyPackedLane, fc.nat(), fc.nat(), (lane, some, other) => {
        fc.pre(lane.length > 0);
        const decided = lane[some % lane.length];
        const of = lane[other % lane.length];
        if (!decided || !of) return;
        const through = positionOf(decided);
        const first = firstUndecided(decidedThrough(through), of.sequenceNumber);
        for (const record of lane) {
          if (record.sequenceNumber !== of.sequenceNumber) continue;
          const isDecided = positionOf(record) <= through;
          expect(first !== undefined && positionOf(record) >= first).toBe(!isDecided);
        }
      }),
    );
  });
});

describe('attempts', () => {
  it('at one record add up, from when the first of them began', () => {
    const once = countAttempt(NO_PROGRESS, at(1), 5_000);
    expect(once.attempts).toEqual({ position: at(1), count: 1, sinceMs: 5_000 });
    const twice = countAttempt(once, at(1), 9_000);
    expect(twice.attempts).toEqual({ position: at(1), count: 2, sinceMs: 5_000 });
    expect(silentAttempts(twice, at(1))).toBe(2);
    expect(isSameAttempt(twice.attempts, twice.attempts)).toBe(true);
    expect(isSameAttempt(once.attempts, twice.attempts)).toBe(false);
    expect(isSameAttempt(null, twice.attempts)).toBe(false);
  });

  it('at another record begin anew', () => {
    const once = countAttempt(NO_PROGRESS, at(1), 5_000);
    expect(silentAttempts(once, at(2))).toBe(0);
    expect(countAttempt(once, at(2), 9_000).attempts).toEqual({ position: at(2), count: 1, sinceMs: 9_000 });
  });

  it('are forgotten with a decision', () => {
    fc.assert(
      fc.property(anyPackedLane, (lane) => {
        const [first] = lane;
        if (!first) return;
        const tried = countAttempt(NO_PROGRESS, encodePosition(first.sequenceNumber), 0);
        expect(decide(policy, tried, batchOf(lane), 0).next.attempts).toBeNull();
      }),
    );
  });
});

describe('a record that was given up', () => {
  it('is rejected whatever it packs, from the first event on that was not decided', () => {
    fc.assert(
      fc.property(anyPackedLane, fc.nat(), (lane, place) => {
        fc.pre(lane.length > 0);
        const batch = batchOf(lane);
        const before = place % lane.length;
        const through = before === 0 ? '' : batch.positions.at(before - 1);
        const sequenceNumber = lane[before]?.sequenceNumber ?? '';
        const stored = giveUp({ ...decidedThrough(through), lastPosition: through }, sequenceNumber);
        expect(givenUpRecords(stored)).toEqual(new Set([sequenceNumber]));
        const isOf = (index: number) => lane[index]?.sequenceNumber === sequenceNumber && index >= before;

        // One that has not opened it: the record stands for itself.
        const whole = {
          positions: positionsAt([{ sequenceNumber, subSequence: LAST_IN_RECORD }]),
          evaluated: [{ kind: 'rejected' as const, rejection: { reason: 'PROCESSOR_CRASHED' as const, message: '' } }],
        };
        const decisions = decide(policy, stored, whole, 0);
        expect(decisions).toMatchObject({ end: 1, isNew: false, contradicted: false });
        expect(decisions.exceptions.get(0)).toMatchObject({ kind: 'rejected', reason: 'PROCESSOR_CRASHED' });
        const outcome = contribute(plan.aggregations, whole, decisions);
        expect(outcome.counts).toMatchObject({ read: 1, rejected: 1, accepted: 0 });
        const after = advance(plan.aggregations, stored, whole, decisions, outcome, 0);
        expect(after).toMatchObject({ exceptions: [], attempts: null, lastPosition: stored.decidedThrough });
        // Nothing of it is left in a lane that has passed it.
        for (const [index, record] of lane.entries()) {
          if (isOf(index)) expect(positionOf(record) <= (after?.lastPosition ?? '')).toBe(true);
        }

        // One that had it open counts nothing of it.
        const open = decide(policy, stored, batch, before);
        expect(open).toMatchObject({ contradicted: true, end: before, isNew: false });
      }),
    );
  });

  it('has its attempts until it is done, whatever else is decided', () => {
    const tried = countAttempt(NO_PROGRESS, at(7), 5_000);
    const stored = giveUp(tried, '7');
    expect(stored.attempts).toEqual(tried.attempts);
    const positions = positionsAt([{ sequenceNumber: '7', subSequence: LAST_IN_RECORD }, { sequenceNumber: '8' }]);
    const evaluated = [
      { kind: 'rejected' as const, rejection: { reason: 'PROCESSOR_CRASHED' as const, message: '' } },
      { kind: 'ignored' as const },
    ];
    const { next, isNew } = decide(policy, stored, { positions, evaluated }, 0);
    expect(isNew).toBe(true);
    expect(next.attempts).toEqual(tried.attempts);
  });

  it('cannot be one that is decided', () => {
    for (const position of [at(7), at(7, LAST_IN_RECORD), at(8)]) {
      expect(() => giveUp(decidedThrough(position), '7')).toThrow(InvariantError);
    }
  });
});
