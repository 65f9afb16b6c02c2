import { describe, expect, it } from 'vitest';
import { makeCachedSchemaRegistry } from '../../src/adapters/aws/cached-schema-registry.ts';
import { makeMemoryClock } from '../../src/adapters/memory/memory-clock.ts';
import { makeMemorySchemaRegistry } from '../../src/adapters/memory/memory-schema-registry.ts';
import { RetryableError } from '../../src/ports/errors.ts';
import type { RegisteredVersion } from '../../src/ports/schema-registry.ts';

function version(versionId: string): RegisteredVersion {
  return {
    versionId,
    registryName: 'millrace-flights',
    schemaName: 'flight',
    versionNumber: 1,
    format: 'AVRO',
    definition: '"int"',
  };
}

function cached(maxEntries?: number) {
  let isDown = false;
  const fault = () => {
    if (isDown) throw new RetryableError('down');
  };
  const registry = makeMemorySchemaRegistry({ fault });
  const clock = makeMemoryClock(1_000);
  const deps = { registry, clock, freshMs: 1_000, unknownMs: 100 };
  return {
    registry,
    clock,
    cache: makeCachedSchemaRegistry(maxEntries === undefined ? deps : { ...deps, maxEntries }),
    goDown: () => {
      isDown = true;
    },
    asked: () => registry.operations.get('versionById') ?? 0,
  };
}

describe('a cached registry', () => {
  it('asks once for a version, while it is fresh', async () => {
    const { cache, registry, clock, asked } = cached();
    registry.register(version('a'));
    for (const waitMs of [0, 500, 499]) {
      clock.advance(waitMs);
      expect(await cache.versionById('a')).toEqual(version('a'));
    }
    expect(asked()).toBe(1);
    clock.advance(1);
    await cache.versionById('a');
    expect(asked()).toBe(2);
  });

  it('shares one question among all who ask at the same time', async () => {
    const { cache, registry, asked } = cached();
    registry.register(version('a'));
    const answers = await Promise.all(Array.from({ length: 20 }, () => cache.versionById('a')));
    expect(answers).toEqual(Array.from({ length: 20 }, () => version('a')));
    expect(asked()).toBe(1);
  });

  it('does not believe for ever that a version is unknown', async () => {
    const { cache, registry, clock, asked } = cached();
    expect(await cache.versionById('a')).toBeUndefined();
    registry.register(version('a'));
    clock.advance(99);
    expect(await cache.versionById('a')).toBeUndefined();
    expect(asked()).toBe(1);
    clock.advance(1);
    expect(await cache.versionById('a')).toEqual(version('a'));
  });

  it('gives an old answer where there is no new one, and no answer where there never was one', async () => {
    const { cache, registry, clock, goDown } = cached();
    registry.register(version('a'));
    await cache.versionById('a');
    await cache.versionById('unknown');
    goDown();
    clock.advance(10_000);
    expect(await cache.versionById('a')).toEqual(version('a'));
    await expect(cache.versionById('unknown')).rejects.toThrow(RetryableError);
    await expect(cache.versionById('never asked for')).rejects.toThrow(RetryableError);
  });

  it('asks again after a failure', async () => {
    let failures = 1;
    const registry = makeMemorySchemaRegistry({
      fault: () => {
        failures -= 1;
        if (failures >= 0) throw new RetryableError('lost');
      },
    });
    registry.register(version('a'));
    const cache = makeCachedSchemaRegistry({ registry, clock: makeMemoryClock(0) });
    await expect(cache.versionById('a')).rejects.toThrow('lost');
    expect(await cache.versionById('a')).toEqual(version('a'));
  });

  it('holds so many entries and no more, however many made-up ids it is asked for', async () => {
    const { cache, registry, asked } = cached(3);
    for (const id of ['a', 'b', 'c', 'd']) registry.register(version(id));
    for (const id of ['a', 'b', 'c', 'd']) await cache.versionById(id);
    expect(asked()).toBe(4);
    await cache.versionById('d');
    await cache.versionById('b');
    expect(asked()).toBe(4);
    await cache.versionById('a');
    expect(asked()).toBe(5);
  });
});
