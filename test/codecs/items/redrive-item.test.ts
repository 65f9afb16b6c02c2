import { expect, test } from 'vitest';
import { itemBytes } from '../../../src/codecs/items/item-size.ts';
import { bucketOf, eventPartialKey, partialKey } from '../../../src/codecs/items/partial-item.ts';
import {
  decodeRedrive,
  encodeLetter,
  encodeRedrive,
  letterKey,
  redriveKey,
} from '../../../src/codecs/items/redrive-item.ts';
import { InvariantError } from '../../../src/engine/errors.ts';
import { encodePosition } from '../../../src/engine/position.ts';
import type { RedriveDecision } from '../../../src/engine/redrive.ts';
import { LANE, positionOf, REF, SEQUENCE } from '../../contracts/samples.ts';

const EVENT = { lane: LANE, position: encodePosition(String(SEQUENCE), 12) };
const target = (aggregation: string) => ({ aggregation, generation: 1, windowStartMs: 1_735_689_600_000 });

test('a decision is one text that a person can read in the console', () => {
  const decision: RedriveDecision = {
    origin: 'rejected',
    outcome: 'accepted',
    counted: [target('orders-per-minute')],
    expired: [target('daily')],
    isDone: true,
  };
  expect(encodeRedrive(EVENT, decision)).toMatchObject({
    sk: { S: EVENT.position },
    d: { S: 'rejected accepted +orders-per-minute|1|1735689600000 -daily|1|1735689600000 done' },
  });
});

test('a decision about a dozen aggregations takes one write unit', () => {
  const counted = Array.from({ length: 12 }, (_, index) => target(`an-aggregation-with-a-name-of-its-own-${index}`));
  const item = encodeRedrive(EVENT, { origin: 'rejected', outcome: 'accepted', counted, expired: [], isDone: true });
  expect(itemBytes(item)).toBeLessThanOrEqual(1_024);
});

test('the owner of a record is no decision, and is forgotten in time', () => {
  expect(letterKey(EVENT).pk).not.toBe(redriveKey(EVENT).pk);
  expect(encodeLetter(EVENT, 'letter-1', 1_700_700_000)).toMatchObject({
    id: { S: 'letter-1' },
    ttl: { N: '1700700000' },
  });
  expect(encodeRedrive(EVENT, { origin: 'rejected', outcome: 'ignored', counted: [], expired: [] })).not.toHaveProperty(
    'ttl',
  );
});

test("an event's share of a bucket lies among the lanes', under the bucket's own key", () => {
  for (const bucket of [0, 35, 36, 1_300]) {
    const key = eventPartialKey({ ...REF, bucket, event: EVENT });
    const ofLane = partialKey({ ...REF, bucket });
    expect(key.pk).toBe(ofLane.pk);
    expect(bucketOf({ pk: { S: key.pk }, sk: { S: key.sk } })).toBe(bucket);
    expect(key.sk).not.toBe(ofLane.sk);
    expect(key.sk).not.toBe(eventPartialKey({ ...REF, bucket, event: { ...EVENT, position: positionOf(1) } }).sk);
  }
});

test.each([
  '',
  'rejected',
  'rejected counted',
  'lost accepted',
  'rejected accepted a|1|2',
  'rejected accepted +a|b|c',
  'rejected accepted done +a|1|2',
])('what this code did not write is not taken for a decision: %s', (text) => {
  const item = { pk: { S: 'r|x' }, sk: { S: EVENT.position }, d: { S: text } };
  expect(() => decodeRedrive(item)).toThrow(InvariantError);
});
