import { describe, expect, it } from 'vitest';
import { encodeClaims } from '../../src/codecs/items/claim-item.ts';
import { fingerprintOf } from '../../src/engine/hash.ts';
import { ClaimsSeen } from './claims-seen.ts';
import { STREAM } from './stream.ts';

const SHARD = 'shardId-000000000003';
const PAID = { type: 'a', id: 'e1' };

/** Sees the id claimed in each of these batches. */
function claimedIn(...batches: readonly (readonly [firstMs: number, lastMs: number])[]): ClaimsSeen {
  const seen = new ClaimsSeen();
  const { high, low } = fingerprintOf('a\ne1');
  for (const [firstArrivalMs, arrivalMs] of batches) {
    const segment = { through: '0011', arrivalMs, firstArrivalMs, fingerprints: Uint32Array.of(high, low) };
    for (const { item } of encodeClaims({ ...STREAM, shardId: SHARD }, segment, 1)) seen.sawClaims(item);
  }
  return seen;
}

describe('claims seen', () => {
  it('knows the batch that an event was claimed with, the longest of several', () => {
    expect(claimedIn([5, 20], [8, 40]).spanOf(SHARD, PAID, 10)).toEqual({ firstMs: 5, lastMs: 40 });
  });

  it('leaves out batches in which only another event of the same id can have been', () => {
    expect(claimedIn([10, 10], [50, 90]).spanOf(SHARD, PAID, 10)).toEqual({ firstMs: 10, lastMs: 10 });
  });

  it('knows claims by shard, type and id', () => {
    const seen = claimedIn([5, 20]);
    expect(seen.isClaimed(SHARD, PAID)).toBe(true);
    expect(seen.isClaimed(SHARD, { ...PAID, type: 'b' })).toBe(false);
    expect(seen.isClaimed('shardId-000000000001', PAID)).toBe(false);
  });

  it('knows the runs of duplicates that a lane has decided', () => {
    const seen = new ClaimsSeen();
    seen.sawExceptions(SHARD, [
      { kind: 'duplicate', position: '0012', through: '0014' },
      { kind: 'duplicate', position: '0017' },
      { kind: 'rejected', reason: 'UNDECODABLE', position: '0018' },
    ]);
    const isDuplicate = (shardId: string, position: string) => seen.isDuplicate({ record: { shardId }, position });
    const found = ['0011', '0012', '0013', '0014', '0015', '0017', '0018'].filter((at) => isDuplicate(SHARD, at));
    expect(found).toEqual(['0012', '0013', '0014', '0017']);
    expect(isDuplicate('shardId-000000000001', '0013')).toBe(false);
  });
});
