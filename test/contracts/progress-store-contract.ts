import { deepEqual, equal } from 'node:assert/strict';
import { NO_COUNTS, NO_PROGRESS, type Progress } from '../../src/engine/progress.ts';
import type { Lane } from '../../src/ports/lane.ts';
import type { ProgressStore } from '../../src/ports/progress-store.ts';
import type { Check } from './contract.ts';
import { type Faulty, failing } from './faults.ts';
import { LANE, positionOf } from './samples.ts';

export interface ProgressFixture extends Faulty {
  readonly store: ProgressStore;
}

const DONE: Progress = {
  version: 1,
  lastPosition: positionOf(10),
  doneMaxEventTimeMs: 978_310_000_000,
  decidedThrough: positionOf(10),
  decidedMaxEventTimeMs: 978_310_000_000,
  exceptions: [],
  lastArrivalMs: 1_700_000_001_000,
  attempts: null,
  undelivered: [],
  counts: {
    read: 11,
    accepted: 8,
    duplicate: 0,
    rejected: 2,
    ignored: 1,
    aggregations: { hourly: { counted: 6, filtered: 1, tooLate: 1 }, daily: { counted: 8, filtered: 0, tooLate: 0 } },
  },
};

const DECIDED: Progress = {
  ...DONE,
  decidedThrough: positionOf(99),
  decidedMaxEventTimeMs: 978_310_060_000,
  exceptions: [
    { position: positionOf(12), kind: 'rejected', reason: 'UNDECODABLE' },
    { position: positionOf(13), kind: 'tooLate', aggregations: ['hourly', 'daily'] },
    { position: positionOf(14), kind: 'rejected', reason: 'UNDECODABLE' },
    { position: positionOf(20), through: positionOf(80), kind: 'duplicate' },
    { position: positionOf(90), kind: 'tooLate', aggregations: ['daily'] },
  ],
};

/** Every shape that progress takes: fresh lane, everything done, decisions pending, nulls, an aggregation younger than its lane. */
const SHAPES: readonly Progress[] = [
  { ...NO_PROGRESS, version: 1 },
  DONE,
  DECIDED,
  { ...NO_PROGRESS, version: 1, decidedThrough: positionOf(1), exceptions: DECIDED.exceptions.slice(0, 1) },
  { ...DONE, attempts: { position: positionOf(11), count: 2, sinceMs: 1_700_000_000_000 } },
  { ...DONE, undelivered: [{ from: positionOf(11), through: positionOf(12) }] },
  { ...DONE, doneMaxEventTimeMs: null, decidedMaxEventTimeMs: null, lastArrivalMs: 0 },
  { ...DONE, doneMaxEventTimeMs: 5, decidedMaxEventTimeMs: null },
  {
    ...DONE,
    decidedThrough: `${positionOf(10)}/9999999`,
    exceptions: [
      { position: `${positionOf(10)}/0000003`, kind: 'rejected', reason: 'INVALID_KEY' },
      { position: `${positionOf(10)}/0000004`, through: `${positionOf(10)}/0000006`, kind: 'duplicate' },
    ],
  },
  { ...DONE, counts: { ...DONE.counts, aggregations: { young: { counted: 1, filtered: 0, tooLate: 0 } } } },
  { ...DONE, counts: { ...NO_COUNTS, read: 5, accepted: 2 } },
];

/** Each step lets one writer through, so eight writers need eight at most. */
const ENOUGH_ATTEMPTS = 8;

export const progressStoreContract: readonly Check<ProgressFixture>[] = [
  {
    name: 'a lane that nothing was written for has NO_PROGRESS',
    run: async ({ store }) => deepEqual(await store.readProgress(LANE), NO_PROGRESS),
  },
  {
    name: 'a write returns what is stored from now on, with the next version',
    async run({ store }) {
      const first = await store.writeProgress(LANE, { ...DONE, version: 77 }, 0);
      deepEqual(first, { kind: 'written', progress: DONE });
      deepEqual(await store.readProgress(LANE), DONE);
      const second = await store.writeProgress(LANE, DECIDED, 1);
      deepEqual(second, { kind: 'written', progress: { ...DECIDED, version: 2 } });
      deepEqual(await store.readProgress(LANE), { ...DECIDED, version: 2 });
    },
  },
  {
    name: 'every shape of progress comes back as it went in',
    async run({ store }) {
      for (const [index, shape] of SHAPES.entries()) {
        const lane: Lane = { ...LANE, shardId: `shardId-${String(index).padStart(12, '0')}` };
        await store.writeProgress(lane, shape, 0);
        deepEqual(await store.readProgress(lane), shape);
      }
    },
  },
  {
    name: 'a write on any other version than the stored one changes nothing and returns what is stored',
    async run({ store }) {
      deepEqual(await store.writeProgress(LANE, DONE, 3), { kind: 'conflict', stored: NO_PROGRESS });
      await store.writeProgress(LANE, DONE, 0);
      for (const expected of [0, 2]) {
        deepEqual(await store.writeProgress(LANE, DECIDED, expected), { kind: 'conflict', stored: DONE });
      }
      deepEqual(await store.readProgress(LANE), DONE);
    },
  },
  {
    name: 'of concurrent writers exactly one wins each version',
    async run({ store }) {
      const won: number[] = [];
      const raise = async (): Promise<void> => {
        let held = await store.readProgress(LANE);
        for (let attempt = 0; attempt < ENOUGH_ATTEMPTS; attempt += 1) {
          const next = { ...held, counts: { ...held.counts, read: held.counts.read + 1 } };
          const write = await store.writeProgress(LANE, next, held.version);
          if (write.kind === 'written') {
            won.push(write.progress.version);
            return;
          }
          held = write.stored;
        }
        throw new Error('a writer never wins');
      };
      await Promise.all(Array.from({ length: 8 }, raise));
      deepEqual(
        won.sort((a, b) => a - b),
        [1, 2, 3, 4, 5, 6, 7, 8],
      );
      equal((await store.readProgress(LANE)).counts.read, 8);
    },
  },
  {
    name: 'a listing has every lane of the stream and none of another, also of one made anew under its name',
    async run({ store }) {
      const lanes = Array.from({ length: 40 }, (_, shard) => ({
        ...LANE,
        shardId: `shardId-${String(shard).padStart(12, '0')}`,
      }));
      const others: Lane[] = [
        { ...LANE, streamCreatedMs: LANE.streamCreatedMs + 1 },
        { ...LANE, streamName: `${LANE.streamName}-2` },
        { ...LANE, streamName: LANE.streamName.slice(1) },
      ];
      await Promise.all([...lanes, ...others].map((lane) => store.writeProgress(lane, DONE, 0)));
      const listed = await store.listProgress(LANE);
      deepEqual(new Set(listed.map(({ lane }) => lane.shardId)), new Set(lanes.map(({ shardId }) => shardId)));
      equal(listed.length, lanes.length);
      deepEqual(listed[0]?.progress, DONE);
      deepEqual(await store.listProgress({ ...LANE, streamName: 'unheard-of' }), []);
    },
  },
  {
    name: 'after a lost answer a read shows the write, and writing again on the old version is a conflict',
    async run(fixture) {
      const { store } = fixture;
      await failing(fixture, 'after', () => store.writeProgress(LANE, DONE, 0));
      deepEqual(await store.readProgress(LANE), DONE);
      deepEqual(await store.writeProgress(LANE, DECIDED, 0), { kind: 'conflict', stored: DONE });
    },
  },
  {
    name: 'a request that never arrived changed nothing',
    async run(fixture) {
      const { store } = fixture;
      await failing(fixture, 'before', () => store.writeProgress(LANE, DONE, 0));
      deepEqual(await store.readProgress(LANE), NO_PROGRESS);
    },
  },
  {
    name: 'what is changed outside does not change what is stored',
    async run({ store }) {
      const given = structuredClone(DECIDED);
      await store.writeProgress(LANE, given, 0);
      Object.assign(given, { lastPosition: 'changed', counts: NO_COUNTS });
      Object.assign(await store.readProgress(LANE), { lastPosition: 'changed' });
      deepEqual(await store.readProgress(LANE), { ...DECIDED, version: 1 });
    },
  },
];
