import { describe, expect, it } from 'vitest';
import { BoundedSet } from '../../../lambdas/shared/bounded-set.ts';
import { makeDeadline } from '../../../lambdas/shared/deadline.ts';
import { makeEnvironment } from '../../../lambdas/shared/environment.ts';
import { once } from '../../../lambdas/shared/once.ts';
import { windowId } from '../../../lambdas/shared/windows-of.ts';
import { makePartialCache } from '../../../lambdas/stream-processor/partial-cache.ts';
import type { Partial } from '../../../src/engine/apply.ts';
import { LANE, OTHER_LANE, windowAt } from '../../support/sales.ts';

describe('a deadline', () => {
  const timeLeft = (ms: number) => {
    let leftMs = ms;
    return {
      getRemainingTimeInMillis: () => leftMs,
      pass: (byMs: number) => {
        leftMs -= byMs;
      },
    };
  };

  it.each([
    [60_000, 52_000],
    [10_000, 8_000],
    [900_000, 892_000],
  ])('of %i ms is near after more than %i ms', (givenMs, untilMs) => {
    const time = timeLeft(givenMs);
    const { isNear } = makeDeadline(time);
    expect(isNear()).toBe(false);
    time.pass(untilMs);
    expect(isNear()).toBe(false);
    time.pass(1);
    expect(isNear()).toBe(true);
  });

  it.each([
    [60_000, 59_000],
    [4_000, 3_200],
  ])('of %i ms is over a second before its end, or when it is near', (givenMs, untilMs) => {
    const time = timeLeft(givenMs);
    const { isOver } = makeDeadline(time);
    time.pass(untilMs);
    expect(isOver()).toBe(false);
    time.pass(1);
    expect(isOver()).toBe(true);
  });
});

describe('the environment', () => {
  it('gives texts and objects of texts', () => {
    const { text, texts } = makeEnvironment({ NAME: 'a', MANY: '{"x":"1"}' });
    expect([text('NAME'), texts('MANY')]).toEqual(['a', { x: '1' }]);
  });

  it.each([
    ['NAME', {}],
    ['NAME', { NAME: '' }],
  ])('names what is missing: %s of %o', (name, variables) => {
    expect(() => makeEnvironment(variables).text(name)).toThrow(
      'environment variable NAME is missing: deploy the processing stack again',
    );
  });

  it.each(['{"x":1}', '["a"]', '5', 'null', '{'])('takes no %s for an object of texts', (given) => {
    expect(() => makeEnvironment({ MANY: given }).texts('MANY')).toThrow(
      'environment variable MANY must be a JSON object of texts: deploy the processing stack again',
    );
  });
});

describe('the endpoint of a service', () => {
  it.each([
    [undefined, {}],
    ['http://all', { AWS_ENDPOINT_URL: 'http://all', AWS_ENDPOINT_URL_GLUE: 'http://glue' }],
    ['http://s3', { AWS_ENDPOINT_URL: 'http://all', AWS_ENDPOINT_URL_S3: 'http://s3' }],
  ])('is %s with %o', (endpoint, variables) => {
    expect(makeEnvironment(variables).endpoint('S3')).toBe(endpoint);
  });
});

describe('once', () => {
  it('asks once, also where two ask at the same time', async () => {
    let asked = 0;
    const ask = once(async () => {
      asked += 1;
      return asked;
    });
    expect(await Promise.all([ask(), ask(), ask()])).toEqual([1, 1, 1]);
    expect(await ask()).toBe(1);
  });

  it('asks again after a failure', async () => {
    const answers = [() => Promise.reject(new Error('no')), () => Promise.resolve('yes')];
    const ask = once(() => (answers.shift() ?? (() => Promise.resolve('more')))());
    await expect(ask()).rejects.toThrow('no');
    expect(await ask()).toBe('yes');
    expect(await ask()).toBe('yes');
  });
});

describe('a bounded set', () => {
  it('remembers the last texts added and forgets the oldest', () => {
    const set = new BoundedSet(2);
    for (const text of ['a', 'b', 'b', 'c']) set.add(text);
    expect(['a', 'b', 'c'].filter((text) => set.has(text))).toEqual(['b', 'c']);
  });
});

describe('the partial cache', () => {
  const ref = (bucket: number) => ({ ...windowAt('by-shop'), bucket, lane: LANE });
  const partial = (...keys: string[]): Partial => ({ applied: '0011', keys: new Map(keys.map((key) => [key, [1]])) });
  const held = (cache: ReturnType<typeof makePartialCache>, buckets: readonly number[]) =>
    buckets.filter((bucket) => cache.get(ref(bucket)) !== undefined);

  it('holds so many keys in all, forgetting what was used longest ago', () => {
    const cache = makePartialCache(4);
    cache.set(ref(0), partial('a', 'b'));
    cache.set(ref(1), partial('c', 'd'));
    cache.get(ref(0));
    cache.set(ref(2), partial('e'));
    expect(held(cache, [0, 1, 2])).toEqual([0, 2]);
  });

  it('always holds the last one, however large, and nothing beside it', () => {
    const cache = makePartialCache(2);
    cache.set(ref(0), partial('a'));
    cache.set(ref(1), partial('b', 'c', 'd'));
    expect(held(cache, [0, 1])).toEqual([1]);
  });

  it('counts a partial that grew once, and one that was dropped not at all', () => {
    const cache = makePartialCache(3);
    for (let round = 0; round < 5; round += 1) cache.set(ref(0), partial('a', 'b'));
    cache.set(ref(1), partial('c'));
    expect(held(cache, [0, 1])).toEqual([0, 1]);
    cache.delete(ref(0));
    cache.delete(ref(0));
    cache.set(ref(2), partial('d', 'e'));
    expect(held(cache, [0, 1, 2])).toEqual([1, 2]);
  });

  it('tells lanes, streams, windows, partitions, buckets, generations and aggregations apart', () => {
    const cache = makePartialCache();
    cache.set(ref(0), partial('a'));
    const others = [
      { ...ref(0), lane: OTHER_LANE },
      { ...ref(0), lane: { ...LANE, streamCreatedMs: 2 } },
      { ...ref(0), lane: { ...LANE, streamName: 'others' } },
      { ...ref(0), windowStartMs: 0 },
      { ...ref(0), partition: 1 },
      { ...ref(0), bucket: 1 },
      { ...ref(0), generation: 2 },
      { ...ref(0), aggregation: 'patient' },
    ];
    expect(others.map((other) => cache.get(other))).toEqual(others.map(() => undefined));
    expect(windowId(ref(0))).toBe(windowId(ref(5)));
  });
});
