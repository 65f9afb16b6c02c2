import { deepEqual, equal } from 'node:assert/strict';
import { BEFORE_FIRST, encodePosition, LAST_IN_RECORD } from '../../src/engine/position.ts';
import type { ClaimSegment, ClaimStore, OwnedClaim } from '../../src/ports/claim-store.ts';
import type { Lane } from '../../src/ports/lane.ts';
import { all, type Check } from './contract.ts';
import { type Faulty, failing } from './faults.ts';
import { LANE, positionOf, SEQUENCE } from './samples.ts';

export interface ClaimFixture extends Faulty {
  readonly store: ClaimStore;
}

const ARRIVAL_MS = 1_700_000_000_000;
/** Far beyond any run: nothing is to be forgotten while a contract is checked. */
const EXPIRES_MS = 4_102_444_800_000;

/** A segment that ends at the `index`th record and holds as many ids, unlike those of others. */
function segmentAt(index: number, ids = 3): ClaimSegment {
  const fingerprints = Uint32Array.from({ length: ids * 2 }, (_, at) => index * 1_000_003 + at);
  return { through: positionOf(index), arrivalMs: ARRIVAL_MS + index, fingerprints };
}

async function put(store: ClaimStore, ...segments: readonly ClaimSegment[]): Promise<void> {
  for (const segment of segments) await store.putClaims(LANE, segment, EXPIRES_MS);
}

/** What a redriven event holds. */
const OWNED: OwnedClaim = {
  owner: { lane: LANE, position: positionOf(0) },
  claim: { high: 0x0000_00ff, low: 0xffff_0001, arrivalMs: ARRIVAL_MS - 1_000 },
};

const throughOf = ({ through }: ClaimSegment) => through;

export const claimStoreContract: readonly Check<ClaimFixture>[] = [
  {
    name: 'a lane that nothing was put for has no claims',
    run: async ({ store }) => deepEqual(await all(store.claimsAfter(LANE, BEFORE_FIRST)), []),
  },
  {
    name: 'from the beginning all segments come, newest first, as they were put',
    async run({ store }) {
      const segments = [segmentAt(0), segmentAt(1, 1), segmentAt(2), segmentAt(30, 100)];
      await put(store, ...segments);
      deepEqual(await all(store.claimsAfter(LANE, BEFORE_FIRST)), segments.reverse());
    },
  },
  {
    name: 'every bit of a fingerprint is kept',
    async run({ store }) {
      const fingerprints = Uint32Array.of(0, 0, 0xffffffff, 0xffffffff, 0x80000000, 1, 1, 0x80000000);
      const segment = { ...segmentAt(0), fingerprints };
      await put(store, segment);
      deepEqual(await all(store.claimsAfter(LANE, BEFORE_FIRST)), [segment]);
    },
  },
  {
    name: 'segments after a position are those that end after it',
    async run({ store }) {
      await put(store, segmentAt(1), segmentAt(2), segmentAt(4));
      const after = async (index: number) => (await all(store.claimsAfter(LANE, positionOf(index)))).map(throughOf);
      deepEqual(await after(0), [positionOf(4), positionOf(2), positionOf(1)]);
      deepEqual(await after(1), [positionOf(4), positionOf(2)]);
      deepEqual(await after(3), [positionOf(4)]);
      deepEqual(await after(4), []);
    },
  },
  {
    name: 'positions inside packed records stand between those of their records',
    async run({ store }) {
      const inside = (index: number, place: number) => encodePosition(String(SEQUENCE + BigInt(index)), place);
      const ends = [inside(1, 6), inside(1, LAST_IN_RECORD), inside(2, 0), inside(9, LAST_IN_RECORD)];
      await put(store, ...ends.map((through) => ({ ...segmentAt(1), through })));
      const after = async (position: string) => (await all(store.claimsAfter(LANE, position))).map(throughOf).reverse();
      deepEqual(await after(BEFORE_FIRST), ends);
      deepEqual(await after(inside(1, 5)), ends);
      deepEqual(await after(inside(1, 6)), ends.slice(1));
      deepEqual(await after(inside(1, LAST_IN_RECORD)), ends.slice(2));
      deepEqual(await after(encodePosition(String(SEQUENCE + 3n))), ends.slice(3));
    },
  },
  {
    name: 'segments since a position are the same, oldest first; those through it are the others, newest first',
    async run({ store }) {
      await put(store, ...[1, 2, 4, 30].map((index) => segmentAt(index)));
      for (const index of [0, 1, 3, 30]) {
        const position = positionOf(index);
        const after = await all(store.claimsAfter(LANE, position));
        deepEqual(await all(store.claimsSince(LANE, position)), [...after].reverse());
        const through = await all(store.claimsThrough(LANE, position));
        deepEqual([...after, ...through], await all(store.claimsAfter(LANE, BEFORE_FIRST)));
      }
      deepEqual(await all(store.claimsThrough(LANE, BEFORE_FIRST)), []);
    },
  },
  {
    name: 'when the first of its records arrived is kept with a segment',
    async run({ store }) {
      const segment = { ...segmentAt(1), firstArrivalMs: ARRIVAL_MS - 5 };
      await put(store, segment);
      deepEqual(await all(store.claimsAfter(LANE, BEFORE_FIRST)), [segment]);
    },
  },
  {
    name: 'what a redriven event holds comes right behind the segments through a position, with its owner',
    async run({ store }) {
      await put(store, segmentAt(1), segmentAt(2), segmentAt(3));
      await store.putOwnedClaim(LANE, positionOf(2), OWNED, EXPIRES_MS);
      const { high, low, arrivalMs } = OWNED.claim;
      const owned = { through: positionOf(2), arrivalMs, fingerprints: Uint32Array.of(high, low), owner: OWNED.owner };
      deepEqual(await all(store.claimsAfter(LANE, positionOf(2))), [segmentAt(3), owned]);
      deepEqual(await all(store.claimsAfter(LANE, positionOf(3))), []);
      deepEqual(await all(store.claimsThrough(LANE, positionOf(2))), [segmentAt(2), segmentAt(1)]);
    },
  },
  {
    name: 'so it does before the first segment, and behind events inside packed records',
    async run({ store }) {
      const inside = encodePosition(String(SEQUENCE), 3);
      for (const through of [BEFORE_FIRST, inside]) await store.putOwnedClaim(LANE, through, OWNED, EXPIRES_MS);
      const throughs = async (after: string) => (await all(store.claimsAfter(LANE, after))).map(throughOf);
      deepEqual(await throughs(BEFORE_FIRST), [inside, BEFORE_FIRST]);
      deepEqual(await throughs(inside), [inside]);
      deepEqual(await throughs(encodePosition(String(SEQUENCE), 4)), []);
    },
  },
  {
    name: 'what redriven events hold of an id is found by it, wherever they hold it',
    async run({ store }) {
      const other = {
        owner: { lane: { ...LANE, shardId: 'shardId-000000000001' }, position: positionOf(1) },
        claim: OWNED.claim,
      };
      deepEqual(await store.ownedClaims(LANE, OWNED.claim), []);
      for (const through of [1, 2]) await store.putOwnedClaim(LANE, positionOf(through), OWNED, EXPIRES_MS);
      await store.putOwnedClaim(LANE, positionOf(2), other, EXPIRES_MS);
      const held = await store.ownedClaims(LANE, OWNED.claim);
      deepEqual(new Set(held.map(({ owner }) => owner.lane.shardId)), new Set([LANE.shardId, 'shardId-000000000001']));
      deepEqual(
        held.find(({ owner }) => owner.lane.shardId === LANE.shardId),
        OWNED,
      );
      for (const near of [
        { ...OWNED.claim, high: OWNED.claim.high + 1 },
        { ...OWNED.claim, low: OWNED.claim.low + 1 },
      ]) {
        deepEqual(await store.ownedClaims(LANE, near), []);
      }
      deepEqual(await store.ownedClaims({ ...LANE, shardId: 'shardId-000000000001' }, OWNED.claim), []);
    },
  },
  {
    name: 'a lane is left once somebody has left it, and no other with it',
    async run({ store }) {
      await store.putOwnedClaim(LANE, positionOf(1), OWNED, EXPIRES_MS);
      equal(await store.isLeft(LANE), false);
      for (let times = 0; times < 2; times += 1) await store.leaveLane(LANE);
      equal(await store.isLeft(LANE), true);
      equal(await store.isLeft({ ...LANE, shardId: 'shardId-000000000004' }), false);
      equal(await store.isLeft({ ...LANE, streamCreatedMs: 1 }), false);
      deepEqual(await store.ownedClaims(LANE, OWNED.claim), [OWNED]);
    },
  },
  {
    name: 'a segment that ends where another does replaces it',
    async run({ store }) {
      const longer = segmentAt(1, 5);
      const shorter = { ...segmentAt(7, 2), through: longer.through };
      await put(store, longer, shorter);
      deepEqual(await all(store.claimsAfter(LANE, BEFORE_FIRST)), [shorter]);
      await put(store, longer, longer);
      deepEqual(await all(store.claimsAfter(LANE, BEFORE_FIRST)), [longer]);
    },
  },
  {
    name: 'a segment of any size comes back whole, in one part or several that say the same of it',
    async run({ store }) {
      const large = segmentAt(5, 90_001);
      await put(store, segmentAt(4), large, segmentAt(6));
      const found = await all(store.claimsAfter(LANE, BEFORE_FIRST));
      equal(found.at(0)?.through, positionOf(6));
      equal(found.at(-1)?.through, positionOf(4));
      const parts = found.slice(1, -1);
      for (const { through, arrivalMs } of parts) {
        deepEqual({ through, arrivalMs }, { through: large.through, arrivalMs: large.arrivalMs });
      }
      const ids = parts.flatMap(({ fingerprints }) => [...fingerprints]);
      deepEqual(new Set(ids), new Set(large.fingerprints));
      equal(ids.length, large.fingerprints.length);
    },
  },
  {
    name: 'claims of a lane are not those of another, also of a stream made anew under its name',
    async run({ store }) {
      const others: Lane[] = [
        { ...LANE, shardId: 'shardId-000000000004' },
        { ...LANE, streamName: `${LANE.streamName}-2` },
        { ...LANE, streamCreatedMs: LANE.streamCreatedMs + 1 },
      ];
      await put(store, segmentAt(1));
      for (const other of others) deepEqual(await all(store.claimsAfter(other, BEFORE_FIRST)), []);
      for (const [index, other] of others.entries()) await store.putClaims(other, segmentAt(index + 2), EXPIRES_MS);
      deepEqual(await all(store.claimsAfter(LANE, BEFORE_FIRST)), [segmentAt(1)]);
    },
  },
  {
    name: 'after a lost answer the segment is there, and putting it again leaves it so',
    async run(fixture) {
      const { store } = fixture;
      await failing(fixture, 'after', () => store.putClaims(LANE, segmentAt(1), EXPIRES_MS));
      deepEqual(await all(store.claimsAfter(LANE, BEFORE_FIRST)), [segmentAt(1)]);
      await put(store, segmentAt(1));
      deepEqual(await all(store.claimsAfter(LANE, BEFORE_FIRST)), [segmentAt(1)]);
    },
  },
  {
    name: 'a request that never arrived changed nothing',
    async run(fixture) {
      const { store } = fixture;
      await failing(fixture, 'before', () => store.putClaims(LANE, segmentAt(1), EXPIRES_MS));
      deepEqual(await all(store.claimsAfter(LANE, BEFORE_FIRST)), []);
    },
  },
  {
    name: 'a failed reading says so, and can be done again',
    async run(fixture) {
      await put(fixture.store, segmentAt(1));
      for (const moment of ['before', 'after'] as const) {
        await failing(fixture, moment, () => all(fixture.store.claimsAfter(LANE, BEFORE_FIRST)));
      }
      deepEqual(await all(fixture.store.claimsAfter(LANE, BEFORE_FIRST)), [segmentAt(1)]);
    },
  },
  {
    name: 'what is changed outside does not change what is stored',
    async run({ store }) {
      const given = segmentAt(1);
      await put(store, given);
      given.fingerprints.fill(0);
      const [found] = await all(store.claimsAfter(LANE, BEFORE_FIRST));
      found?.fingerprints.fill(0);
      deepEqual(await all(store.claimsAfter(LANE, BEFORE_FIRST)), [segmentAt(1)]);
    },
  },
];
