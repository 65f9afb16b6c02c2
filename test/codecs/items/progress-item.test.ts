import { expect, test } from 'vitest';
import {
  decodeLaneProgress,
  decodeProgress,
  encodeProgress,
  progressKey,
} from '../../../src/codecs/items/progress-item.ts';
import { InvariantError } from '../../../src/engine/errors.ts';
import { encodePosition } from '../../../src/engine/position.ts';
import { type Exception, type ExceptionOutcome, NO_PROGRESS, type Progress } from '../../../src/engine/progress.ts';
import type { RejectReason } from '../../../src/engine/rejection.ts';
import { LANE, positionOf } from '../../contracts/samples.ts';
import { fc } from '../../support/fast-check.ts';
import { anyPosition } from './arbitraries.ts';

const REASONS: readonly RejectReason[] = [
  'UNDECODABLE',
  'UNKNOWN_EVENT_TYPE',
  'INVALID_EVENT',
  'FUTURE_EVENT_TIME',
  'TOO_MANY_CONTRIBUTIONS',
];
const NAMES = ['flightsByOrigin', 'flightsByDestination', 'dailyByOrigin', 'dailyByCarrier', 'delays'];

test('keys and attributes of stored progress, which must never change', () => {
  const progress: Progress = {
    version: 7,
    lastPosition: positionOf(0),
    doneMaxEventTimeMs: 978_310_000_000,
    decidedThrough: positionOf(9),
    decidedMaxEventTimeMs: 978_310_500_000,
    exceptions: [
      { position: positionOf(2), kind: 'rejected', reason: 'UNDECODABLE' },
      { position: positionOf(3), kind: 'tooLate', aggregations: ['hourly', 'daily'] },
      { position: positionOf(4), kind: 'rejected', reason: 'UNDECODABLE' },
    ],
    lastArrivalMs: 1_700_000_000_000,
    attempts: { position: positionOf(10), count: 3, sinceMs: 1_700_000_001_000 },
    undelivered: [
      { from: positionOf(11), through: positionOf(11) },
      { from: positionOf(12), through: positionOf(14) },
    ],
    counts: {
      read: 11,
      accepted: 9,
      duplicate: 0,
      rejected: 2,
      ignored: 0,
      aggregations: {
        hourly: { counted: 8, filtered: 0, tooLate: 1 },
        young: { counted: 1, filtered: 2, tooLate: 0, absent: 6 },
      },
    },
  };
  expect(encodeProgress(LANE, progress)).toEqual({
    pk: { S: 'progress|5' },
    sk: { S: 'flights|1700000000123|shardId-000000000003' },
    v: { N: '7' },
    l: { S: '05649590338271490256608559692538361571095921575989136588898' },
    lt: { N: '978310000000' },
    d: { S: '05649590338271490256608559692538383331760674639314281300066' },
    dt: { N: '978310500000' },
    x: {
      M: {
        UNDECODABLE: { S: '66406799200034505835413602 71242502478493022534238306' },
        '~hourly,daily': { S: '68824650839263764184825954' },
      },
    },
    ar: { N: '1700000000000' },
    at: { S: '3 05649590338271490256608559692538385749612313868572630712418 1700000001000' },
    u: {
      S: [11, 11, 12, 14]
        .map((index) => positionOf(index))
        .join(' ')
        .replace(/( \S+) /, '$1,'),
    },
    c: { L: [{ N: '11' }, { N: '0' }, { N: '2' }, { N: '0' }] },
    ca: {
      M: { hourly: { L: [{ N: '8' }, { N: '1' }] }, young: { L: [{ N: '1' }, { N: '0' }, { N: '2' }, { N: '6' }] } },
    },
  });
});

test('a run takes its first and its last position, whatever lies between them', () => {
  const place = (index: number, inside: number) => `${positionOf(index)}/000000${inside}`;
  const progress: Progress = {
    ...NO_PROGRESS,
    version: 1,
    lastPosition: positionOf(0),
    decidedThrough: positionOf(9),
    exceptions: [
      { position: positionOf(1), through: positionOf(3), kind: 'rejected', reason: 'UNDECODABLE' },
      { position: place(4, 0), through: place(4, 5), kind: 'duplicate' },
      { position: place(5, 2), kind: 'duplicate' },
      { position: place(6, 1), through: positionOf(8), kind: 'rejected', reason: 'UNDECODABLE' },
    ],
  };
  const item = encodeProgress(LANE, progress);
  expect(item.x).toEqual({
    M: {
      UNDECODABLE: {
        S: '63988947560805247486001250-8824650839263764184825954 33:76078205756951539233063010/0000001-33:80913909035410055931887714',
      },
      '=': { S: '33:71242502478493022534238306/0000000-5 3660354117722280883650658/0000002' },
    },
  });
  expect(decodeProgress(item)).toEqual(progress);
});

test('what follows from the rest is left out', () => {
  const done: Progress = {
    ...NO_PROGRESS,
    version: 1,
    lastPosition: positionOf(1),
    decidedThrough: positionOf(1),
    doneMaxEventTimeMs: 5,
    decidedMaxEventTimeMs: 5,
  };
  expect(Object.keys(encodeProgress(LANE, done))).toEqual(['pk', 'sk', 'v', 'l', 'lt']);
  expect(Object.keys(encodeProgress(LANE, { ...NO_PROGRESS, version: 1 }))).toEqual(['pk', 'sk', 'v']);
});

const instant = fc.option(fc.nat(), { nil: null });
const anyOutcome: fc.Arbitrary<ExceptionOutcome> = fc.oneof(
  fc.record({ kind: fc.constant('rejected' as const), reason: fc.constantFrom(...REASONS) }),
  fc.constant({ kind: 'duplicate' } as const),
  fc.record({ kind: fc.constant('tooLate' as const), aggregations: fc.subarray([...NAMES, 'UNDECODABLE']) }),
);
/** Single events and runs, none of which overlap; runs begin and end inside packed records or at whole ones. */
const anyExceptions: fc.Arbitrary<Exception[]> = fc
  .tuple(
    fc.uniqueArray(anyPosition, { maxLength: 24 }).map((positions) => positions.sort()),
    fc.array(fc.tuple(anyOutcome, fc.boolean()), { maxLength: 24 }),
  )
  .map(([positions, outcomes]) => {
    const left = [...positions];
    return outcomes.flatMap(([outcome, isRun]): Exception[] => {
      const position = left.shift();
      const through = isRun ? left.shift() : undefined;
      if (position === undefined) return [];
      return [through === undefined ? { ...outcome, position } : { ...outcome, position, through }];
    });
  });
const anyProgress = fc.record({
  version: fc.integer({ min: 1 }),
  lastPosition: fc.oneof(fc.constant(''), anyPosition),
  doneMaxEventTimeMs: instant,
  decidedThrough: anyPosition,
  decidedMaxEventTimeMs: instant,
  exceptions: anyExceptions,
  lastArrivalMs: instant,
  attempts: fc.option(
    fc.record({
      position: fc.bigInt(0n, 10n ** 60n).map((n) => encodePosition(String(n))),
      count: fc.integer({ min: 1, max: 9 }),
      sinceMs: fc.nat({ max: 8.64e15 }),
    }),
  ),
  undelivered: fc.array(fc.record({ from: anyPosition, through: anyPosition }), { maxLength: 3 }),
  counts: fc.record({
    read: fc.nat(),
    accepted: fc.nat(),
    duplicate: fc.nat(),
    rejected: fc.nat(),
    ignored: fc.nat(),
    aggregations: fc.dictionary(
      fc.constantFrom(...NAMES),
      fc.record({ counted: fc.nat(), filtered: fc.nat(), tooLate: fc.nat() }),
    ),
  }),
});

test('any progress comes back as it went in, with its lane', () => {
  fc.assert(
    fc.property(anyProgress, (progress) => {
      expect(decodeLaneProgress(encodeProgress(LANE, progress))).toEqual({ lane: LANE, progress });
    }),
  );
});

test('lanes are spread over all eight partition keys', () => {
  const keys = Array.from(
    { length: 200 },
    (_, shard) => progressKey({ ...LANE, shardId: `shardId-${String(shard).padStart(12, '0')}` }).pk,
  );
  expect(new Set(keys)).toEqual(new Set([0, 1, 2, 3, 4, 5, 6, 7].map((slot) => `progress|${slot}`)));
});

test.each([
  ['without version', { v: undefined }, /attribute "v" must hold a whole number/],
  ['with a version that is none', { v: { N: '1.5' } }, /attribute "v" must hold a whole number/],
  ['whose key names no lane', { sk: { S: 'flights' } }, /attribute "sk" must hold a lane/],
])('an item %s is not ours', (_what, change, message) => {
  const stored = Object.fromEntries(
    Object.entries({ ...encodeProgress(LANE, NO_PROGRESS), ...change }).filter(([, value]) => value),
  );
  expect(() => decodeLaneProgress(stored)).toThrow(InvariantError);
  expect(() => decodeLaneProgress(stored)).toThrow(message);
});
