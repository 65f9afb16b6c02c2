import { describe, expect, test } from 'vitest';
import { apply } from '../../src/engine/apply.ts';
import { evaluate } from '../../src/engine/evaluate.ts';
import { mergePartials } from '../../src/engine/merge.ts';
import { planOf } from '../../src/engine/plan.ts';
import { encodePosition, LAST_IN_RECORD } from '../../src/engine/position.ts';
import {
  contributionsOf,
  decideRedrive,
  positionsOf,
  type RedriveTarget,
  type Usable,
  withExpired,
} from '../../src/engine/redrive.ts';
import { fc } from '../support/fast-check.ts';
import { NOON_MS, saleOf, salesPipeline, windowAt } from '../support/sales.ts';

const plan = planOf(salesPipeline());
const never = () => false;

function usable(sale: { readonly shop?: string; readonly at?: number; readonly amount?: number }): Usable {
  const [route] = plan.routes.values();
  if (!route) throw new Error('the pipeline has an event type');
  const evaluated = evaluate({ kind: 'event', route, event: saleOf(sale) }, NOON_MS, Number.POSITIVE_INFINITY);
  if (evaluated.kind === 'rejected') throw new Error(evaluated.rejection.message);
  return evaluated;
}

const names = (targets: readonly RedriveTarget[]) => targets.map(({ aggregation }) => aggregation);

describe('a decision', () => {
  test('counts a rejected event for all aggregations that want it', () => {
    const decision = decideRedrive(usable({}), { origin: 'rejected' }, never);
    expect(names(decision.counted)).toEqual(['by-shop', 'patient']);
    expect(decision.counted[0]?.windowStartMs).toBe(windowAt('by-shop').windowStartMs);
    // `by-shop` leaves out what is closed.
    expect(names(decideRedrive(usable({ shop: 'closed' }), { origin: 'rejected' }, never).counted)).toEqual([
      'patient',
    ]);
  });

  test('counts an event that came too late for those that had refused it alone', () => {
    const origin = { origin: 'tooLate', aggregations: ['by-shop'] } as const;
    expect(names(decideRedrive(usable({}), origin, never).counted)).toEqual(['by-shop']);
    expect(decideRedrive(usable({ shop: 'closed' }), origin, never)).toMatchObject({
      outcome: 'accepted',
      counted: [],
      isDone: true,
    });
  });

  test('sends it to the late queue for windows that have expired', () => {
    const decision = decideRedrive(
      usable({}),
      { origin: 'rejected' },
      ({ plan: { aggregation } }) => aggregation.name === 'patient',
    );
    expect(names(decision.counted)).toEqual(['by-shop']);
    expect(names(decision.expired)).toEqual(['patient']);
    expect(decision).not.toHaveProperty('isDone');
  });

  test('of which nothing follows is done', () => {
    expect(decideRedrive({ kind: 'ignored' }, { origin: 'rejected' }, never)).toEqual({
      origin: 'rejected',
      outcome: 'ignored',
      counted: [],
      expired: [],
      isDone: true,
    });
  });

  test('has its windows moved from counted to expired, and no other', () => {
    const decision = decideRedrive(usable({}), { origin: 'rejected' }, never);
    const moved = withExpired(decision, decision.counted.slice(1));
    expect(names(moved.counted)).toEqual(['by-shop']);
    expect(names(moved.expired)).toEqual(['patient']);
  });
});

describe('what a redriven event brings', () => {
  test('is refused where this code does not bring it to a window that it was decided to count in', () => {
    const counted = decideRedrive(usable({}), { origin: 'rejected' }, never).counted;
    const position = encodePosition('1');
    expect(contributionsOf(plan.aggregations, position, usable({ shop: 'closed' }), counted)).toBeUndefined();
    expect(contributionsOf(plan.aggregations, position, usable({ at: 60 }), counted)).toBeUndefined();
    expect(contributionsOf(plan.aggregations, position, { kind: 'ignored' }, counted)).toBeUndefined();
    const other = counted.map((target) => ({ ...target, generation: 2 }));
    expect(contributionsOf(plan.aggregations, position, usable({}), other)).toBeUndefined();
    expect(contributionsOf(plan.aggregations, position, { kind: 'ignored' }, [])).toEqual([]);
  });

  test('is its own position, alone in a record or packed', () => {
    for (const position of [encodePosition('7'), encodePosition('7', 0), encodePosition('7', LAST_IN_RECORD)]) {
      expect(positionsOf(position).at(0)).toBe(position);
      expect(positionsOf(position)).toHaveLength(1);
    }
  });

  test('merges to the same as if its lane had counted it', () => {
    const sales = fc.array(
      fc.record({
        shop: fc.constantFrom('ash', 'oak', 'elm'),
        at: fc.nat(59),
        amount: fc.integer({ min: -9, max: 9 }),
      }),
      { minLength: 1, maxLength: 8 },
    );
    fc.assert(
      fc.property(sales, (given) => {
        const events = given.map((sale) => usable(sale));
        const shares = events.flatMap((event, index) => {
          const position = encodePosition(String(index));
          const counted = decideRedrive(event, { origin: 'rejected' }, never).counted;
          const buckets = contributionsOf(plan.aggregations, position, event, counted) ?? [];
          return buckets.map((bucket) => ({ bucket, partial: apply(undefined, bucket, positionsOf(position)) }));
        });
        for (const aggregation of plan.aggregations) {
          const own = shares.filter(({ bucket }) => bucket.plan === aggregation);
          const merged = mergePartials(
            aggregation,
            own.flatMap(({ partial }) => partial ?? []),
          );
          const wanted = new Map<string, number[]>();
          for (const { shop, amount } of given) {
            const key = aggregation.aggregation.name === 'by-shop' ? shop : 'all';
            const [n = 0, sum = 0] = wanted.get(key) ?? [];
            wanted.set(key, [n + 1, sum + amount]);
          }
          expect(new Map([...merged].map(([key, [n]]) => [key, n]))).toEqual(
            new Map([...wanted].map(([key, [n]]) => [key, n])),
          );
        }
      }),
    );
  });
});
