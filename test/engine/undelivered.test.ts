import { expect, it } from 'vitest';
import { advance } from '../../src/engine/advance.ts';
import { Positions } from '../../src/engine/batch.ts';
import { encodePosition, LAST_IN_RECORD } from '../../src/engine/position.ts';
import { NO_COUNTS, NO_PROGRESS } from '../../src/engine/progress.ts';
import { MAX_UNDELIVERED, undeliveredAfter, withUndelivered } from '../../src/engine/undelivered.ts';

const batch = (first: number, last = first) => ({
  from: encodePosition(String(first)),
  through: encodePosition(String(last)),
});

it('a batch is forgotten once the processor has gone past its end', () => {
  const both = [batch(11), batch(12, 14)];
  const after = (record: number, place?: number) => undeliveredAfter(encodePosition(String(record), place), both);
  expect(after(10, LAST_IN_RECORD)).toEqual(both);
  expect(after(13)).toEqual([batch(12, 14)]);
  expect(after(15)).toEqual([]);
});

it('a record that is done takes those before it out of progress', () => {
  const stored = { ...NO_PROGRESS, decidedThrough: encodePosition('12'), undelivered: [batch(11), batch(13)] };
  const done = { positions: new Positions(['12']), evaluated: [{ kind: 'ignored' as const }] };
  const decisions = { from: 0, end: 1, exceptions: new Map(), isNew: false, next: stored, contradicted: false };
  const next = advance([], stored, done, decisions, { counts: NO_COUNTS, maxEventTimeMs: null }, 1);
  expect(next?.undelivered).toEqual([batch(13)]);
});

it('nothing is noted that is noted already, or that later records have gone past', () => {
  const progress = { ...NO_PROGRESS, lastPosition: encodePosition('10', LAST_IN_RECORD), undelivered: [batch(11)] };
  expect(withUndelivered(progress, batch(11))).toBeUndefined();
  expect(withUndelivered(progress, batch(10))).toBeUndefined();
  expect(withUndelivered(progress, batch(12))).toEqual({ ...progress, undelivered: [batch(11), batch(12)] });
});

it('a lane remembers no more than a look can afford to read again', () => {
  let progress = NO_PROGRESS;
  for (let record = 1; record <= 20; record += 1) progress = withUndelivered(progress, batch(record)) ?? progress;
  expect(progress.undelivered).toHaveLength(MAX_UNDELIVERED);
  expect(progress.undelivered.at(-1)).toEqual(batch(20));
});
