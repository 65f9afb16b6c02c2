import type { ClaimSegment } from '../../../src/ports/claim-store.ts';
import type { MutatedInstance } from '../mutation.ts';
import { type Mutant, stateMutant } from './mutant.ts';

/** What brings ids of redriven events into one order with their lanes, each rule broken once. */
export const REDRIVEN_ID_MUTANTS: readonly Mutant[] = [
  stateMutant('id of a redriven event not claimed', 'redriver', () => ({ putOwnedClaim: async () => {} })),
  stateMutant('version not raised after a redriven claim', 'redriver', () => ({
    writeProgress: async (_lane, next, expectedVersion) => ({
      kind: 'written',
      progress: { ...next, version: expectedVersion + 1 },
    }),
  })),
  { name: 'claims not read on where another hand has raised the version', mutation: () => ({ instance: readOnce }) },
  stateMutant('own claim of a redriven event taken for that of another', 'redriver', (state) => ({
    claimsThrough: (lane, through) => withoutOwners(state.claimsThrough(lane, through)),
    claimsSince: (lane, after) => withoutOwners(state.claimsSince(lane, after)),
    claimsAfter: (lane, after) => withoutOwners(state.claimsAfter(lane, after)),
  })),
  stateMutant('redriven ids looked up only backwards in time', 'redriver', () => ({ claimsSince: none })),
  stateMutant('redriven ids looked up only forwards in time', 'redriver', () => ({
    claimsThrough: none,
    claimsAfter: none,
  })),
  stateMutant('redriven events of one id not compared', 'redriver', () => ({ ownedClaims: async () => [] })),
  stateMutant('redriven id claimed beside a lane that was left', 'redriver', () => ({ isLeft: async () => false })),
  stateMutant('lane not left before its ids are read for the last time', 'stream-processor', () => ({
    leaveLane: async () => {},
  })),
  stateMutant('redriven id claimed while something is half done', 'redriver', (state) => ({
    readProgress: async (lane) => {
      const stored = await state.readProgress(lane);
      return { ...stored, decidedThrough: stored.lastPosition };
    },
    writeProgress: async (lane, _next, expectedVersion) =>
      state.writeProgress(lane, await state.readProgress(lane), expectedVersion),
  })),
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
