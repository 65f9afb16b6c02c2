import { describe, expect, it } from 'vitest';
import { kindOf } from './violation-kind.ts';

describe('the kind of a violation', () => {
  it.each([
    ['result agg-0 | 100 | k1 is missing, 1 events', 'result agg-2 | -7 | all holds 12 events, 19 is right'],
    ['result agg-0 | 100 | k1 should not be', 'result agg-0 | 100 |  should not be'],
    ['result agg-0 | 1 | k is {"count":1}, right is {"count":2}', 'result agg-0 | 1 | all is {}, right is {"sum":"1"}'],
    ['shardId-000000000003 counts 1 accepted, 2 is right', 'shardId-000000000000 counts 9 accepted, 7 is right'],
    ['the simulation threw Error: no 1\n    at one', 'the simulation threw Error: no 2\n    at other'],
  ])('is the same for "%s" and "%s"', (one, other) => {
    expect(kindOf(one)).toBe(kindOf(other));
  });

  it.each([
    ['result agg-0 | 100 | k1 is missing, 1 events', 'result agg-0 | 100 | k1 should not be'],
    ['result agg-0 | 1 | k1 holds 5 events, 4 is right', 'result agg-0 | 1 | k1 holds 3 events, 4 is right'],
    ['result agg-0 | 1 | k1 holds 5 events, 4 is right', 'result agg-0 | 1 | k1 went from 5 events to 4'],
    ['shardId-000000000003 counts 1 accepted, 2 is right', 'shardId-000000000003 counts 1 rejected, 2 is right'],
    ['not quiet long after faults and senders had stopped', 'the watermark went back from 7 to 6'],
  ])('is another for "%s" and "%s"', (one, other) => {
    expect(kindOf(one)).not.toBe(kindOf(other));
  });
});
