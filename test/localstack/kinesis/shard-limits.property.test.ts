import { expect, it } from 'vitest';
import { makeShardLimits } from '../../../localstack/embedded/kinesis/shard-limits.ts';
import { fc } from '../../support/fast-check.ts';

const RECORDS_PER_SECOND = 1_000;
const BYTES_PER_SECOND = 1_048_576;

const burst = fc.record({
  waitMs: fc.oneof(fc.nat({ max: 30 }), fc.nat({ max: 2_500 })),
  shard: fc.constantFrom('a', 'b'),
  records: fc.nat({ max: 700 }),
  bytes: fc.oneof(fc.integer({ min: 1, max: 2_000 }), fc.integer({ min: 1, max: BYTES_PER_SECOND })),
});

it('no shard takes more than its limits in any second, and refuses only what is beyond them', () => {
  fc.assert(
    fc.property(fc.array(burst, { maxLength: 30 }), (bursts) => {
      const limits = makeShardLimits();
      const taken = new Map<string, { records: number; bytes: number }>();
      let nowMs = 0;
      for (const { waitMs, shard, records, bytes } of bursts) {
        nowMs += waitMs;
        const second = `${shard} ${Math.floor(nowMs / 1_000)}`;
        const sum = taken.get(second) ?? { records: 0, bytes: 0 };
        taken.set(second, sum);
        for (let index = 0; index < records; index += 1) {
          const fits = sum.records < RECORDS_PER_SECOND && sum.bytes + bytes <= BYTES_PER_SECOND;
          const admitted = limits.admits('stream', shard, bytes, nowMs);
          // Without `expect`, which would take most of the time.
          if (admitted !== fits) return false;
          if (!admitted) continue;
          sum.records += 1;
          sum.bytes += bytes;
        }
      }
      return true;
    }),
  );
});

it('a clock that goes back gives nothing back', () => {
  const limits = makeShardLimits();
  const admit = (nowMs: number) => limits.admits('stream', 'a', BYTES_PER_SECOND, nowMs);
  expect([admit(5_000), admit(4_000), admit(5_999), admit(6_000)]).toEqual([true, false, false, true]);
});
