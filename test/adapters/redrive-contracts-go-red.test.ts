import { describe } from 'vitest';
import { makeMemoryStateStore } from '../../src/adapters/memory/memory-state-store.ts';
import type { RedriveDecision } from '../../src/engine/redrive.ts';
import type { StateStore } from '../../src/ports/state-store.ts';
import { claimStoreContract } from '../contracts/claim-store-contract.ts';
import { all } from '../contracts/contract.ts';
import { redriveStoreContract } from '../contracts/redrive-store-contract.ts';
import { expectRed } from '../support/expect-red.ts';
import { makeFault } from '../support/faulty-twin.ts';

function state(breakTwin: (twin: StateStore) => StateStore) {
  const { fault, failNext } = makeFault();
  return { store: breakTwin(makeMemoryStateStore({ fault })), failNext };
}

describe('claim contract', () =>
  expectRed(claimStoreContract, state, [
    [
      'oldest first',
      'from the beginning all segments come, newest first, as they were put',
      (twin) => ({
        async *claimsAfter(lane, after) {
          yield* (await all(twin.claimsAfter(lane, after))).reverse();
        },
      }),
    ],
    [
      'only the first part',
      'a segment of any size comes back whole, in one part or several that say the same of it',
      (twin) => ({
        async *claimsAfter(lane, after) {
          let last = '';
          for await (const segment of twin.claimsAfter(lane, after)) {
            if (segment.through !== last) yield segment;
            last = segment.through;
          }
        },
      }),
    ],
    [
      'the segment that ends at the position comes as well',
      'segments after a position are those that end after it',
      (twin) => ({
        async *claimsAfter(lane, after) {
          for await (const segment of twin.claimsAfter(lane, '')) if (segment.through >= after) yield segment;
        },
      }),
    ],
    [
      'places inside packed records are overlooked',
      'positions inside packed records stand between those of their records',
      (twin) => ({ claimsAfter: (lane, after) => twin.claimsAfter(lane, after.replace(/\/.*/, '')) }),
    ],
    [
      'the first put stays',
      'a segment that ends where another does replaces it',
      (twin) => ({
        putClaims: async (lane, segment, expiresAtMs) => {
          const held = await all(twin.claimsAfter(lane, ''));
          if (!held.some(({ through }) => through === segment.through))
            await twin.putClaims(lane, segment, expiresAtMs);
        },
      }),
    ],
    [
      'half of a fingerprint',
      'every bit of a fingerprint is kept',
      (twin) => ({
        putClaims: (lane, segment, expiresAtMs) =>
          twin.putClaims(
            lane,
            { ...segment, fingerprints: segment.fingerprints.map((half) => half & 0xffff) },
            expiresAtMs,
          ),
      }),
    ],
    [
      'lanes share their claims',
      'claims of a lane are not those of another, also of a stream made anew under its name',
      (twin) => ({
        putClaims: (lane, ...segment) => twin.putClaims({ ...lane, shardId: 'shardId-000000000003' }, ...segment),
        claimsAfter: (lane, after) => twin.claimsAfter({ ...lane, shardId: 'shardId-000000000003' }, after),
      }),
    ],
    [
      'a failure is swallowed',
      'a request that never arrived changed nothing',
      (twin) => ({ putClaims: (...given) => twin.putClaims(...given).catch(() => {}) }),
    ],
    [
      'the owner is forgotten',
      'what a redriven event holds comes right behind the segments through a position, with its owner',
      (twin) => ({
        async *claimsAfter(lane, after) {
          for await (const { owner: _owner, ...segment } of twin.claimsAfter(lane, after)) yield segment;
        },
      }),
    ],
    [
      'what redriven events hold is a segment like others',
      'what redriven events hold of an id is found by it, wherever they hold it',
      () => ({ ownedClaims: async () => [] }),
    ],
    [
      'the lane is left for all',
      'a lane is left once somebody has left it, and no other with it',
      (twin) => ({ isLeft: (lane) => twin.isLeft({ ...lane, shardId: 'shardId-000000000003' }) }),
    ],
  ]));

describe('redrive contract', () =>
  expectRed(redriveStoreContract, state, [
    [
      'the last decision stays',
      'only the first decision about an event is stored, and every other gets that',
      (twin) => ({
        decideRedrive: async (event, decision) => {
          const stored = await twin.decideRedrive(event, decision);
          return twin.amendRedrive(event, stored, decision);
        },
      }),
    ],
    [
      'an amendment of whatever is there',
      'an amendment takes the place of the decision that it amends, and of no other',
      (twin) => ({
        amendRedrive: async (event, before, next) => {
          const stored = (await twin.readRedrive(event)) ?? before;
          return twin.amendRedrive(event, stored, next);
        },
      }),
    ],
    [
      'what is done is forgotten',
      'every shape of decision comes back as it went in',
      (twin) => ({
        readRedrive: async (event) => {
          const { isDone: _isDone, ...decision } = (await twin.readRedrive(event)) ?? {};
          return 'origin' in decision ? (decision as RedriveDecision) : undefined;
        },
      }),
    ],
    [
      'each letter stands for itself',
      'the first letter about a record stands for it, whoever asks',
      (twin) => ({
        ownLetter: async (event, letterId, expiresAtMs) => {
          await twin.ownLetter(event, letterId, expiresAtMs);
          return letterId;
        },
      }),
    ],
    [
      'the share is given back as it was given',
      'what an event brings is written once, and merged with what lanes have in its bucket',
      (twin) => ({
        putEventPartial: async (ref, partial) => {
          await twin.putEventPartial(ref, partial);
          return partial;
        },
      }),
    ],
    [
      'lanes share their decisions',
      'decisions of a lane come by position, and those of no other',
      (twin) => ({
        decideRedrive: ({ position }, decision) =>
          twin.decideRedrive(
            {
              lane: { streamName: 'flights', streamCreatedMs: 1_700_000_000_123, shardId: 'shardId-000000000003' },
              position,
            },
            decision,
          ),
      }),
    ],
  ]));
