import type { Claim } from '../../src/engine/claim.ts';
import { ARRIVAL_SLACK_MS } from '../../src/engine/claim-index.ts';
import { BEFORE_FIRST } from '../../src/engine/position.ts';
import type { ClaimSegment, ClaimStore, OwnedClaim } from '../../src/ports/claim-store.ts';
import type { Lane } from '../../src/ports/lane.ts';
import type { RedrivenEvent } from '../../src/ports/redrive-store.ts';
import type { Shard, StreamReader } from '../../src/ports/stream-reader.ts';

export interface FindHoldersDeps {
  readonly horizonMs: number;
  readonly store: Pick<ClaimStore, 'claimsThrough' | 'claimsSince' | 'claimsAfter' | 'ownedClaims'>;
  readonly stream: Pick<StreamReader, 'listShards'>;
}

/** Who holds an event's id within the horizon. */
export interface Holders {
  /** An event that its lane has accepted. */
  readonly isTaken: boolean;
  /** Other events that came by a queue, as this one does. */
  readonly owned: readonly OwnedClaim[];
}

/**
 * Makes what looks for an event's id among what arrived no farther from it than the horizon, before it and after: however long ago that was,
 * the rest is not read.
 *
 * @param lanes its own, then those that copies have come to since
 */
export function makeFindHolders({ horizonMs, store, stream }: FindHoldersDeps) {
  const reachMs = horizonMs + ARRIVAL_SLACK_MS;

  /** Newest first. @returns whether the id is there; undefined where the segments ended before the horizon did */
  const lookBack = async (segments: AsyncIterable<ClaimSegment>, claim: Claim): Promise<boolean | undefined> => {
    for await (const segment of segments) {
      if (segment.owner) continue;
      if (segment.arrivalMs < claim.arrivalMs - reachMs) return false;
      if (holds(segment, claim) && segment.arrivalMs >= claim.arrivalMs - horizonMs) return true;
    }
    return undefined;
  };

  /** Oldest first. */
  const lookAhead = async (segments: AsyncIterable<ClaimSegment>, claim: Claim): Promise<boolean | undefined> => {
    for await (const segment of segments) {
      if (segment.owner) continue;
      const afterMs = (segment.firstArrivalMs ?? segment.arrivalMs) - claim.arrivalMs;
      if (afterMs > reachMs) return false;
      if (afterMs <= horizonMs && holds(segment, claim)) return true;
    }
    return undefined;
  };

  return async (lanes: readonly Lane[], { lane: own, position }: RedrivenEvent, claim: Claim): Promise<Holders> => {
    const searched = [...lanes];
    const back = await lookBack(store.claimsThrough(own, position), claim);
    if (back) return TAKEN;
    for (const lane of lanes) {
      const ahead = await lookAhead(store.claimsSince(lane, lane === own ? position : BEFORE_FIRST), claim);
      if (ahead) return TAKEN;
      if (ahead === false) break;
    }
    if (back === undefined) {
      for (const lane of ancestorsOf(own, await stream.listShards())) {
        searched.push(lane);
        if (await lookBack(store.claimsAfter(lane, BEFORE_FIRST), claim)) return TAKEN;
      }
    }
    const owned = await Promise.all(searched.map((lane) => store.ownedClaims(lane, claim)));
    return { isTaken: false, owned: owned.flat().filter((one) => isNear(one.claim, claim, horizonMs)) };
  };
}

const TAKEN: Holders = { isTaken: true, owned: [] };

/** The lanes that a lane descends from, as far as shards are listed. */
function ancestorsOf(lane: Lane, shards: readonly Shard[]): readonly Lane[] {
  const found = new Set<string>();
  const left = [lane.shardId];
  for (let shardId = left.pop(); shardId !== undefined; shardId = left.pop()) {
    for (const parent of shards.find((shard) => shard.shardId === shardId)?.parents ?? []) {
      if (!found.has(parent)) left.push(parent);
      found.add(parent);
    }
  }
  return [...found].map((shardId) => ({ ...lane, shardId }));
}

function holds({ fingerprints }: ClaimSegment, { high, low }: Claim): boolean {
  for (let at = 0; at < fingerprints.length; at += 2) {
    if (fingerprints[at] === high && fingerprints[at + 1] === low) return true;
  }
  return false;
}

function isNear(a: Claim, b: Claim, horizonMs: number): boolean {
  return Math.abs(a.arrivalMs - b.arrivalMs) <= horizonMs;
}
