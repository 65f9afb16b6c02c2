import type { ClaimSegment } from '../../../src/ports/claim-store.ts';
import type { MutatedInstance } from '../mutation.ts';
import { instanceMutant, type Mutant, stateMutant } from './mutant.ts';
import { LEFT_LANES, LONG_LIVED, REDRIVEN_IDS } from './profiles.ts';

/** What brings ids of redriven events into one order with their lanes, each rule broken once. */
export const REDRIVEN_ID_MUTANTS: readonly Mutant[] = [
  stateMutant(
    {
      name: 'id of a redriven event not claimed',
      rule: 'A redriven event claims its id before it is counted.',
      profile: REDRIVEN_IDS,
    },
    'redriver',
    () => ({ putOwnedClaim: async () => {} }),
  ),
  stateMutant(
    {
      name: 'version not raised after a redriven claim',
      rule: 'A lane that judged without the claim of a redriven event fails to write, and looks again.',
      profile: {
        bias: { ...REDRIVEN_IDS.bias, isDeployed: false, slow: 'Query claims' },
        rates: { 'batch cut anew': 0.5, 'instance recycled': 0.3 },
      },
    },
    'redriver',
    () => ({
      writeProgress: async (_lane, next, expectedVersion) => ({
        kind: 'written',
        progress: { ...next, version: expectedVersion + 1 },
      }),
    }),
  ),
  instanceMutant(
    {
      name: 'claims not read on where another hand has raised the version',
      rule: 'An instance whose lane was written by another hand reads on in its claims.',
      profile: {
        bias: { ...REDRIVEN_IDS.bias, isDeployed: false, isResharded: false },
        without: LONG_LIVED,
      },
    },
    readOnce,
  ),
  stateMutant(
    {
      name: 'own claim of a redriven event taken for that of another',
      rule: 'A redriven event does not take its own claim for that of another.',
      profile: REDRIVEN_IDS,
    },
    'redriver',
    (state) => ({
      claimsThrough: (lane, through) => withoutOwners(state.claimsThrough(lane, through)),
      claimsSince: (lane, after) => withoutOwners(state.claimsSince(lane, after)),
      claimsAfter: (lane, after) => withoutOwners(state.claimsAfter(lane, after)),
    }),
  ),
  stateMutant(
    {
      name: 'redriven ids looked up only backwards in time',
      rule: 'Copies of a redriven event may have come after it.',
      profile: REDRIVEN_IDS,
    },
    'redriver',
    () => ({ claimsSince: none }),
  ),
  stateMutant(
    {
      name: 'redriven ids looked up only forwards in time',
      rule: 'Copies of a redriven event may have come before it.',
      profile: REDRIVEN_IDS,
    },
    'redriver',
    () => ({
      claimsThrough: none,
      claimsAfter: none,
    }),
  ),
  stateMutant(
    {
      name: 'redriven events of one id not compared',
      rule: 'Of redriven events with one id one is counted.',
      profile: REDRIVEN_IDS,
    },
    'redriver',
    () => ({ ownedClaims: async () => [] }),
  ),
  stateMutant(
    {
      name: 'redriven id claimed beside a lane that was left',
      rule: 'An id is claimed beside the lane in which its copies are judged now.',
      profile: LEFT_LANES,
    },
    'redriver',
    () => ({ isLeft: async () => false }),
  ),
  stateMutant(
    {
      name: 'lane not left before its ids are read for the last time',
      rule: 'Who reads a lane for the last time leaves it first, so that nobody claims there any more.',
      profile: LEFT_LANES,
    },
    'stream-processor',
    () => ({
      leaveLane: async () => {},
    }),
  ),
  stateMutant(
    {
      name: 'redriven id claimed while something is half done',
      rule: 'What a lane has decided and not done has claims that are not in sight: its end is waited for.',
      profile: REDRIVEN_IDS,
    },
    'redriver',
    (state) => ({
      readProgress: async (lane) => {
        const stored = await state.readProgress(lane);
        return { ...stored, decidedThrough: stored.lastPosition };
      },
      writeProgress: async (lane, _next, expectedVersion) =>
        state.writeProgress(lane, await state.readProgress(lane), expectedVersion),
    }),
  ),
];

/** A warm instance goes on with the ids that it knows, unless its lane has moved. */
function readOnce(): MutatedInstance {
  return {
    processorDeps: (deps) => ({
      ...deps,
      senderIds: {
        ...deps.senderIds,
        takenThrough: (lane, { lastPosition }, sinceMs) =>
          deps.senderIds.takenThrough(lane, { lastPosition, version: 0 }, sinceMs),
      },
    }),
  };
}

async function* withoutOwners(segments: AsyncIterable<ClaimSegment>): AsyncGenerator<ClaimSegment> {
  for await (const { through, arrivalMs, fingerprints } of segments) yield { through, arrivalMs, fingerprints };
}

async function* none(): AsyncGenerator<ClaimSegment> {}
