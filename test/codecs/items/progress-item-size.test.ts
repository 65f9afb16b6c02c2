import { expect, test } from 'vitest';
import { itemBytes } from '../../../src/codecs/items/item-size.ts';
import { decodeProgress, encodeProgress } from '../../../src/codecs/items/progress-item.ts';
import type { EvaluatedBatch } from '../../../src/engine/batch.ts';
import { decide } from '../../../src/engine/decide.ts';
import type { Evaluated } from '../../../src/engine/evaluate.ts';
import { EXCEPTION_BUDGET_BYTES, sharedPrefixLength } from '../../../src/engine/judge.ts';
import { LAST_IN_RECORD } from '../../../src/engine/position.ts';
import type { Exception, Progress } from '../../../src/engine/progress.ts';
import type { RejectReason } from '../../../src/engine/rejection.ts';
import type { Lane } from '../../../src/ports/lane.ts';
import { positionOf, SEQUENCE } from '../../contracts/samples.ts';
import { positionsAt } from '../../support/positions-at.ts';

/** Names as CloudFormation makes them: stack, logical id and a suffix. */
const LANE: Lane = {
  streamName: 'millrace-flights-state-EventStreamF1A2B3C4-0123456789AB',
  streamCreatedMs: 1_700_000_000_123,
  shardId: 'shardId-000000000123',
};
const NAMES = ['flightsByOrigin', 'flightsByDestination', 'dailyByOrigin', 'dailyByCarrier', 'delays'];
const LONGEST_NAMES = ['a', 'b', 'c', 'd', 'e'].map((letter) => letter.repeat(40));
const REASONS: readonly RejectReason[] = [
  'UNDECODABLE',
  'UNKNOWN_EVENT_TYPE',
  'INVALID_EVENT',
  'INVALID_EVENT_TIME',
  'FUTURE_EVENT_TIME',
  'USER_CODE_THREW',
  'INVALID_KEY',
  'INVALID_MEASURE_VALUE',
  'TOO_MANY_CONTRIBUTIONS',
];
const MANY = 9_876_543_211;
const SOME = 12_345_677;

type OutcomeOf = (
  index: number,
) => { kind: 'rejected'; reason: RejectReason } | { kind: 'tooLate'; aggregations: string[] };

/** As many exceptions as `decide` lets into one decision: it counts what differs from the first record, the outcome, and 8 bytes. */
function fullBudget(outcomeOf: OutcomeOf): Exception[] {
  const exceptions: Exception[] = [];
  for (let index = 1, bytes = 0; ; index += 1) {
    const exception: Exception = { position: positionOf(index), ...outcomeOf(index) };
    const outcome = exception.kind === 'rejected' ? exception.reason.length : exception.aggregations.join().length + 4;
    bytes += exception.position.length - sharedPrefixLength(exception.position, positionOf(0)) + outcome + 8;
    if (bytes > EXCEPTION_BUDGET_BYTES) return exceptions;
    exceptions.push(exception);
  }
}

/** Nothing left out, everything in ten digits: a lane that has read 20 thousand million records. */
function fullProgress(exceptions: readonly Exception[], names: readonly string[]): Progress {
  return {
    version: SOME,
    lastPosition: positionOf(0),
    doneMaxEventTimeMs: 978_310_000_123,
    decidedThrough: positionOf(9_999),
    decidedMaxEventTimeMs: 978_310_500_123,
    exceptions,
    lastArrivalMs: 1_700_000_000_123,
    attempts: null,
    undelivered: [],
    counts: {
      read: MANY * 2,
      accepted: MANY + SOME,
      duplicate: 0,
      rejected: SOME,
      ignored: MANY - 2 * SOME,
      aggregations: Object.fromEntries(names.map((name) => [name, { counted: MANY, filtered: 0, tooLate: SOME }])),
    },
  };
}

const subsetOf = (names: readonly string[], index: number): string[] =>
  names.filter((_, bit) => (index >> bit) % 2 === 1);

test.each<[string, readonly string[], OutcomeOf, number]>([
  ['one reason again and again', NAMES, () => ({ kind: 'rejected', reason: 'INVALID_EVENT' }), 726],
  [
    'every record another reason',
    NAMES,
    (index) => ({ kind: 'rejected', reason: REASONS[index % REASONS.length] ?? 'UNDECODABLE' }),
    863,
  ],
  ['too late for one short name', NAMES, () => ({ kind: 'tooLate', aggregations: ['delays'] }), 720],
  [
    'too late, every record for another set',
    NAMES,
    (index) => ({ kind: 'tooLate', aggregations: subsetOf(NAMES, index) }),
    861,
  ],
  [
    'too late, every record for another set of the longest names',
    LONGEST_NAMES,
    (index) => ({ kind: 'tooLate', aggregations: subsetOf(LONGEST_NAMES, index) }),
    1_016,
  ],
  [
    'no exceptions, but the longest names',
    LONGEST_NAMES,
    () => ({ kind: 'tooLate', aggregations: ['x'.repeat(EXCEPTION_BUDGET_BYTES)] }),
    575,
  ],
])('a full progress item is one write unit: %s', (_what, names, outcomeOf, bytes) => {
  const progress = fullProgress(fullBudget(outcomeOf), names);
  const item = encodeProgress(LANE, progress);
  expect(decodeProgress(item)).toEqual(progress);
  expect(itemBytes(item)).toBe(bytes);
  expect(itemBytes(item)).toBeLessThanOrEqual(1_024);
});

const EVENTS_A_RECORD = 7;
const COUNTED: Evaluated = { kind: 'event', eventTimeMs: 0, parts: [], claim: undefined };
const DUPLICATE: Evaluated = { ...COUNTED, claim: { high: 1, low: 1, arrivalMs: 1 } };
const rejectedFor = (reason: RejectReason): Evaluated => ({ kind: 'rejected', rejection: { reason, message: '' } });

/** Packed records of seven events each, as the pattern says, again and again. */
function packedBatch(pattern: readonly Evaluated[]): EvaluatedBatch {
  const events = [...new Array(2_000).keys()];
  const record = (index: number) => BigInt(Math.floor(index / EVENTS_A_RECORD));
  const place = (index: number) => index % EVENTS_A_RECORD;
  return {
    positions: positionsAt(
      events.map((index) => ({
        sequenceNumber: String(SEQUENCE + record(index) * 2_417_851_639_229_258_349_412_352n),
        subSequence: place(index) === EVENTS_A_RECORD - 1 ? LAST_IN_RECORD : place(index),
      })),
    ),
    evaluated: events.map((index) => pattern[index % pattern.length] ?? COUNTED),
  };
}

test.each<[string, readonly Evaluated[], number]>([
  ['every second a duplicate', [DUPLICATE, COUNTED], 618],
  ['pairs of duplicates', [DUPLICATE, DUPLICATE, COUNTED], 630],
  ['a duplicate and a rejected one by turns', [DUPLICATE, rejectedFor('UNDECODABLE')], 635],
  ['runs of rejected ones across records', [...new Array<Evaluated>(9).fill(rejectedFor('INVALID_KEY')), COUNTED], 725],
  ['every event another reason', REASONS.map(rejectedFor), 945],
])('what one decision about packed events holds is one write unit: %s', (_what, pattern, bytes) => {
  const lane = fullProgress([], NAMES);
  const before: Progress = { ...lane, lastPosition: positionOf(0), decidedThrough: positionOf(0) };
  const taken = { horizonMs: 1_000, has: ({ high }: { high: number }) => high === 1 };
  const policy = { outOfOrdernessMs: 0, futureBoundMs: 0, idleAfterMs: 1, idle: 'hold' } as const;
  const { next } = decide(policy, before, packedBatch(pattern), EVENTS_A_RECORD, taken);
  const item = encodeProgress(LANE, next);
  expect(decodeProgress(item)).toEqual(next);
  expect(itemBytes(item)).toBe(bytes);
  expect(itemBytes(item)).toBeLessThanOrEqual(1_024);
});
