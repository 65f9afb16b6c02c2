import { describe, expect, it } from 'vitest';
import { Outbox } from '../../src/producer/outbox.ts';
import type { Consignment } from '../../src/producer/outgoing-record.ts';

const UNBOUNDED = Number.POSITIVE_INFINITY;

function recordOf(partitionKey: string, bytes = 100): Consignment {
  return { partitionKey, data: Buffer.alloc(0), bytes, events: 1, pendingBytes: bytes, epoch: 0, failures: 0 };
}

describe('an outbox', () => {
  it('gives out no more than a call takes, and at least one record', () => {
    const outbox = new Outbox('none');
    for (let number = 0; number < 501; number += 1) outbox.push(recordOf('a'));
    expect(outbox.fillsCall).toBe(true);
    expect(outbox.take(UNBOUNDED)).toHaveLength(500);
    expect(outbox.fillsCall).toBe(false);
    expect(outbox.take(0)).toHaveLength(1);
    for (let number = 0; number < 12; number += 1) outbox.push(recordOf('a', 1_048_576));
    expect(outbox.fillsCall).toBe(true);
    expect(outbox.take(UNBOUNDED)).toHaveLength(10);
  });

  it('gives out about what the stream is good for', () => {
    const outbox = new Outbox('none');
    for (let number = 0; number < 100; number += 1) outbox.push(recordOf('a'));
    expect(outbox.cost).toBeCloseTo(0.1);
    expect(outbox.take(0.03)).toHaveLength(30);
  });

  it.each(['none', 'per-key', 'as-sent'] as const)(
    'holds nothing once everything is stored, ordering %s',
    (ordering) => {
      const outbox = new Outbox(ordering);
      for (let number = 0; number < 100; number += 1) outbox.push(recordOf(`key-${number % 3}`, 200_000));
      let stored = 0;
      for (let turn = 0; stored < 100 && turn < 1_000; turn += 1) {
        for (const record of outbox.take(UNBOUNDED)) {
          if ((turn + stored) % 3 === 0) outbox.giveBack(record);
          else {
            outbox.stored(record);
            stored += 1;
          }
        }
        expect(outbox.fillsCall).toBe(outbox.length * 200_000 >= 10_485_760);
        expect(outbox.cost).toBeCloseTo(outbox.length * 0.2);
      }
      expect({ stored, length: outbox.length, cost: outbox.cost }).toEqual({ stored: 100, length: 0, cost: 0 });
      expect(outbox.holdsBack('key-0')).toBe(false);
    },
  );

  it('gives out what was not stored first; alone, where the order of sending counts', () => {
    const taken = (ordering: 'as-sent' | 'none'): string[] => {
      const outbox = new Outbox(ordering);
      outbox.push(recordOf('first'));
      outbox.push(recordOf('second'));
      const [first] = outbox.take(0);
      if (first) outbox.giveBack(first);
      return outbox.take(UNBOUNDED).map(({ partitionKey }) => partitionKey);
    };
    expect(taken('as-sent')).toEqual(['first']);
    expect(taken('none')).toEqual(['first', 'second']);
  });

  it('gives out one record of a key at a time, where none may overtake another', () => {
    const outbox = new Outbox('per-key');
    for (const key of ['a', 'b', 'a', 'a']) outbox.push(recordOf(key));
    expect(outbox.holdsBack('a')).toBe(true);
    const [a] = outbox.take(UNBOUNDED);
    expect(outbox.length).toBe(0);
    if (a) outbox.stored(a);
    expect(outbox.take(UNBOUNDED).map(({ partitionKey }) => partitionKey)).toEqual(['a']);
  });
});
