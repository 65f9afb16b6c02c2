import { describe, expect, it } from 'vitest';
import { makeContentIds, withEventId } from '../../src/producer/index.ts';
import { fc } from '../support/fast-check.ts';

const UUID_V8 = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('withEventId', () => {
  it('gives an event an id, and leaves the one that it has', () => {
    let made = 0;
    const stamp = withEventId('eventId', () => {
      made += 1;
      return `id-${made}`;
    });
    const stamped = stamp({ amount: 3 });
    expect(stamped).toEqual({ amount: 3, eventId: 'id-1' });
    expect(stamp(stamped)).toEqual(stamped);
    expect(stamp({ amount: 3 }).eventId).toBe('id-2');
  });
});

describe('content ids', () => {
  const idsOf = (texts: readonly string[]): string[] => texts.map(makeContentIds());

  it('are the same for the same source, also where it has grown', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.array(fc.string()), (old, more) => {
        expect(idsOf([...old, ...more]).slice(0, old.length)).toEqual(idsOf(old));
      }),
    );
  });

  it('differ for different places and different histories', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string(), { minLength: 1, maxLength: 8 }),
        fc.array(fc.string(), { minLength: 1, maxLength: 8 }),
        (one, other) => {
          const ids = [...idsOf(one), ...idsOf(other)];
          const prefixes = [one, other].flatMap((texts) =>
            texts.map((_, index) => JSON.stringify(texts.slice(0, index + 1))),
          );
          expect(new Set(ids).size).toBe(new Set(prefixes).size);
        },
      ),
    );
  });

  it('are UUIDs', () => {
    for (const id of idsOf(['', 'a', 'a', 'ü'])) expect(id).toMatch(UUID_V8);
  });
});
