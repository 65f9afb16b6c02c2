import { deepEqual, equal, rejects } from 'node:assert/strict';
import type { Partial } from '../../src/engine/apply.ts';
import { InvariantError } from '../../src/engine/errors.ts';
import { encodePosition, LAST_IN_RECORD } from '../../src/engine/position.ts';
import type { RedriveDecision, RedriveTarget } from '../../src/engine/redrive.ts';
import type { PartialStore } from '../../src/ports/partial-store.ts';
import type { EventPartialRef, RedrivenEvent, RedriveStore } from '../../src/ports/redrive-store.ts';
import { all, type Check } from './contract.ts';
import { type Faulty, failing } from './faults.ts';
import { LANE, partialAt, positionOf, REF, SEQUENCE, WINDOW } from './samples.ts';

export interface RedriveFixture extends Faulty {
  readonly store: RedriveStore & PartialStore;
}

/** Far beyond any run: nothing is to be forgotten while a contract is checked. */
const EXPIRES_MS = 4_102_444_800_000;

const EVENT: RedrivenEvent = { lane: LANE, position: positionOf(1) };
const PACKED: RedrivenEvent = { lane: LANE, position: encodePosition(String(SEQUENCE), 3) };

/** Every part of an event's identity makes another. */
const OTHERS: readonly RedrivenEvent[] = [
  { lane: LANE, position: positionOf(2) },
  PACKED,
  { lane: LANE, position: encodePosition(String(SEQUENCE), LAST_IN_RECORD) },
  { lane: { ...LANE, shardId: 'shardId-000000000004' }, position: EVENT.position },
  { lane: { ...LANE, streamName: 'flights-2' }, position: EVENT.position },
  { lane: { ...LANE, streamCreatedMs: 1 }, position: EVENT.position },
];

function target(aggregation: string, windowStartMs: number, generation = 1): RedriveTarget {
  return { aggregation, generation, windowStartMs };
}

const HOURLY = target('hourly', 978_307_200_000);
const DAILY = target('daily-totals_2', -86_400_000, 12);

const COUNTED: RedriveDecision = { origin: 'rejected', outcome: 'accepted', counted: [HOURLY, DAILY], expired: [] };

const DECISIONS: readonly RedriveDecision[] = [
  COUNTED,
  { origin: 'rejected', outcome: 'accepted', counted: [], expired: [] },
  { origin: 'rejected', outcome: 'accepted', counted: [DAILY], expired: [HOURLY], isDone: true },
  { origin: 'rejected', outcome: 'duplicate', counted: [], expired: [], isDone: true },
  { origin: 'rejected', outcome: 'ignored', counted: [], expired: [], isDone: true },
  { origin: 'tooLate', outcome: 'accepted', counted: [], expired: [HOURLY, DAILY, target('c', 0, 0)] },
];

const SHARE: EventPartialRef = { ...WINDOW, bucket: 0, event: EVENT };

export const redriveStoreContract: readonly Check<RedriveFixture>[] = [
  {
    name: 'an event that nothing was decided about has no decision',
    run: async ({ store }) => equal(await store.readRedrive(EVENT), undefined),
  },
  {
    name: 'every shape of decision comes back as it went in',
    async run({ store }) {
      for (const [index, decision] of DECISIONS.entries()) {
        const event = { lane: LANE, position: positionOf(index) };
        deepEqual(await store.decideRedrive(event, decision), decision);
        deepEqual(await store.readRedrive(event), decision);
      }
    },
  },
  {
    name: 'only the first decision about an event is stored, and every other gets that',
    async run({ store }) {
      const [first = COUNTED, ...others] = DECISIONS;
      await store.decideRedrive(EVENT, first);
      for (const other of [...others, first]) deepEqual(await store.decideRedrive(EVENT, other), first);
      deepEqual(await store.readRedrive(EVENT), first);
    },
  },
  {
    name: 'of concurrent deciders all get the same decision',
    async run({ store }) {
      const got = await Promise.all(DECISIONS.map((decision) => store.decideRedrive(EVENT, decision)));
      const stored = await store.readRedrive(EVENT);
      for (const decision of got) deepEqual(decision, stored);
    },
  },
  {
    name: 'an amendment takes the place of the decision that it amends, and of no other',
    async run({ store }) {
      const expired: RedriveDecision = { ...COUNTED, counted: [DAILY], expired: [HOURLY] };
      const done: RedriveDecision = { ...COUNTED, isDone: true };
      await store.decideRedrive(EVENT, COUNTED);
      deepEqual(await store.amendRedrive(EVENT, COUNTED, expired), expired);
      deepEqual(await store.amendRedrive(EVENT, COUNTED, done), expired);
      deepEqual(await store.readRedrive(EVENT), expired);
      deepEqual(await store.amendRedrive(EVENT, expired, { ...expired, isDone: true }), { ...expired, isDone: true });
      deepEqual(await store.readRedrive(EVENT), { ...expired, isDone: true });
    },
  },
  {
    name: 'of concurrent amendments only one takes place',
    async run({ store }) {
      await store.decideRedrive(EVENT, COUNTED);
      const nexts: RedriveDecision[] = [
        { ...COUNTED, isDone: true },
        { ...COUNTED, counted: [], expired: [HOURLY, DAILY] },
        { ...COUNTED, counted: [HOURLY], expired: [DAILY] },
      ];
      const got = await Promise.all(nexts.map((next) => store.amendRedrive(EVENT, COUNTED, next)));
      const stored = await store.readRedrive(EVENT);
      for (const decision of got) deepEqual(decision, stored);
    },
  },
  {
    name: 'nothing is amended where nothing was decided',
    run: async ({ store }) => rejects(store.amendRedrive(EVENT, COUNTED, COUNTED), InvariantError),
  },
  {
    name: 'decisions of a lane come by position, and those of no other',
    async run({ store }) {
      const indexes = [30, 2, 11, 1, 200];
      for (const index of indexes) await store.decideRedrive({ lane: LANE, position: positionOf(index) }, COUNTED);
      for (const { lane } of OTHERS.slice(3)) await store.decideRedrive({ lane, position: positionOf(77) }, COUNTED);
      await store.decideRedrive(PACKED, COUNTED);
      await store.ownLetter({ lane: LANE, position: positionOf(5) }, 'letter', EXPIRES_MS);
      const found = await all(store.redrivesOf(LANE));
      deepEqual(
        found.map(({ position }) => position),
        [PACKED.position, ...[1, 2, 11, 30, 200].map(positionOf)],
      );
      for (const { decision } of found) deepEqual(decision, COUNTED);
    },
  },
  {
    name: 'the first letter about a record stands for it, whoever asks',
    async run({ store }) {
      equal(await store.ownLetter(EVENT, 'first', EXPIRES_MS), 'first');
      equal(await store.ownLetter(EVENT, 'second', EXPIRES_MS), 'first');
      equal(await store.ownLetter(EVENT, 'first', EXPIRES_MS), 'first');
      for (const [index, event] of OTHERS.entries())
        equal(await store.ownLetter(event, `other-${index}`, EXPIRES_MS), `other-${index}`);
      equal(await store.readRedrive(EVENT), undefined);
    },
  },
  {
    name: 'every part of an event has its own decision',
    async run({ store }) {
      for (const [index, event] of [EVENT, ...OTHERS].entries()) {
        await store.decideRedrive(event, { ...COUNTED, counted: [target('a', index)] });
      }
      for (const [index, event] of [EVENT, ...OTHERS].entries()) {
        deepEqual((await store.readRedrive(event))?.counted, [target('a', index)]);
      }
    },
  },
  {
    name: 'what an event brings is written once, and merged with what lanes have in its bucket',
    async run({ store }) {
      await store.putPartial(REF, partialAt(0), undefined);
      await store.putPartial({ ...REF, bucket: 7 }, partialAt(3), undefined);
      const share: Partial = { applied: EVENT.position, keys: new Map([['JFK', [1, 2.5, null, '12.30', 10n ** 30n]]]) };
      deepEqual(await store.putEventPartial(SHARE, share), share);
      deepEqual(await store.putEventPartial(SHARE, partialAt(5)), share);
      const found = await all(store.bucketsOf(WINDOW));
      deepEqual(
        found.map(({ bucket }) => bucket),
        [0, 7],
      );
      const applied = (found[0]?.partials ?? []).map((partial) => partial.applied).sort();
      deepEqual(applied, [partialAt(0).applied, EVENT.position].sort());
      deepEqual(
        found[0]?.partials.find((partial) => partial.keys.has('JFK')),
        share,
      );
      // The lane's own is another item.
      deepEqual(await store.readPartial(REF), partialAt(0));
    },
  },
  {
    name: 'every part of a reference makes another item',
    async run({ store }) {
      const refs: EventPartialRef[] = [
        SHARE,
        { ...SHARE, aggregation: 'daily' },
        { ...SHARE, generation: 2 },
        { ...SHARE, windowStartMs: WINDOW.windowEndMs, windowEndMs: WINDOW.windowEndMs + 1 },
        { ...SHARE, partition: 1 },
        { ...SHARE, bucket: 1 },
        ...OTHERS.map((event) => ({ ...SHARE, event })),
      ];
      for (const [index, ref] of refs.entries())
        deepEqual(await store.putEventPartial(ref, partialAt(index)), partialAt(index));
      for (const [index, ref] of refs.entries())
        deepEqual(await store.putEventPartial(ref, partialAt(99)), partialAt(index));
    },
  },
  {
    name: 'an empty share keeps its place: it is there, and brings nothing',
    async run({ store }) {
      const empty: Partial = { applied: EVENT.position, keys: new Map() };
      deepEqual(await store.putEventPartial(SHARE, empty), empty);
      deepEqual(await store.putEventPartial(SHARE, partialAt(1)), empty);
      deepEqual(await all(store.bucketsOf(WINDOW)), [{ bucket: 0, partials: [empty] }]);
    },
  },
  {
    name: 'of concurrent writers of a share all get the same',
    async run({ store }) {
      const shares = [0, 1, 2, 3].map((index) => partialAt(index));
      const got = await Promise.all(shares.map((share) => store.putEventPartial(SHARE, share)));
      for (const share of got) deepEqual(share, got[0]);
    },
  },
  {
    name: 'after a lost answer what was written is there',
    async run(fixture) {
      const { store } = fixture;
      const done: RedriveDecision = { ...COUNTED, isDone: true };
      await failing(fixture, 'after', () => store.decideRedrive(EVENT, COUNTED));
      deepEqual(await store.decideRedrive(EVENT, done), COUNTED);
      await failing(fixture, 'after', () => store.amendRedrive(EVENT, COUNTED, done));
      deepEqual(await store.readRedrive(EVENT), done);
      await failing(fixture, 'after', () => store.ownLetter(EVENT, 'first', EXPIRES_MS));
      equal(await store.ownLetter(EVENT, 'second', EXPIRES_MS), 'first');
      await failing(fixture, 'after', () => store.putEventPartial(SHARE, partialAt(1)));
      deepEqual(await store.putEventPartial(SHARE, partialAt(2)), partialAt(1));
    },
  },
  {
    name: 'a request that never arrived changed nothing',
    async run(fixture) {
      const { store } = fixture;
      await failing(fixture, 'before', () => store.decideRedrive(EVENT, COUNTED));
      equal(await store.readRedrive(EVENT), undefined);
      await failing(fixture, 'before', () => store.ownLetter(EVENT, 'first', EXPIRES_MS));
      equal(await store.ownLetter(EVENT, 'second', EXPIRES_MS), 'second');
      await failing(fixture, 'before', () => store.putEventPartial(SHARE, partialAt(1)));
      deepEqual(await all(store.bucketsOf(WINDOW)), []);
      for (const moment of ['before', 'after'] as const) await failing(fixture, moment, () => store.readRedrive(EVENT));
    },
  },
];
