import type { KinesisStreamEvent } from 'aws-lambda';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { startKinesisMapping } from '../../../../localstack/embedded/event-sources/kinesis/mapping.ts';
import type {
  KinesisMappingConfig,
  ShardProgress,
} from '../../../../localstack/embedded/event-sources/kinesis/mapping-config.ts';
import { UNOBSERVED } from '../../../../localstack/embedded/event-sources/observe-mapping.ts';
import { systemClock } from '../../../../localstack/embedded/lambda/clock.ts';
import type { InvokeResult } from '../../../../localstack/embedded/lambda/invocation.ts';
import { makeFakeStream } from './fake-stream.ts';
import { mappingConfig } from './play-shard.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
});

/** A mapping over a fake stream; `seen` lists what the function was given, `blocked` shards are never answered. */
function makeWorld(config: Partial<KinesisMappingConfig> = {}) {
  const stream = makeFakeStream();
  const progress = new Map<string, ShardProgress>();
  const seen: string[] = [];
  const fail = new Set<string>();
  let nowMs = 1_000;
  const invoke = async (_: string, text: string): Promise<InvokeResult> => {
    const event = JSON.parse(text) as KinesisStreamEvent;
    const data = event.Records.map((record) => Buffer.from(record.kinesis.data, 'base64').toString());
    const executed = { requestId: 'r', payload: 'null', durationMs: 1 };
    if (data.some((item) => fail.has(item))) {
      return { outcome: 'function-error', functionError: 'Unhandled', ...executed };
    }
    seen.push(...data);
    return { outcome: 'success', ...executed };
  };
  return {
    stream,
    progress,
    seen,
    /** Batches with one of these payloads fail. */
    fail,
    setNow: (ms: number) => {
      nowMs = ms;
    },
    async start() {
      const mapping = await startKinesisMapping(
        { ...mappingConfig, ...config },
        {
          reader: stream.reader,
          invoke,
          progress,
          sendToQueue: async () => {},
          newId: () => 'id',
          clock: { now: () => nowMs, sleep: systemClock.sleep },
          pace: { poll: { firstMs: 1, capMs: 1 }, discoverMs: 5, backOff: { firstMs: 1, capMs: 1 } },
          log: () => {},
          observe: UNOBSERVED,
        },
      );
      stops.push(mapping.stop);
      return mapping;
    },
  };
}

const until = (check: () => void) => vi.waitFor(check, { timeout: 5_000, interval: 2 });

describe('shards', () => {
  it('are read at the same time: a failing one does not hold the others', async () => {
    const world = makeWorld();
    world.stream.open('a');
    world.stream.open('b');
    world.fail.add('poison');
    world.stream.put('a', 'poison');
    await world.start();
    world.stream.put('b', 'fine');
    await until(() => expect(world.seen).toEqual(['fine']));
  });

  it('that appear later are found', async () => {
    const world = makeWorld();
    world.stream.open('a');
    await world.start();
    world.stream.open('b');
    world.stream.put('b', 'late');
    await until(() => expect(world.seen).toEqual(['late']));
  });

  it('are read after their parents’ end only: a split keeps the order of a key', async () => {
    const world = makeWorld();
    world.stream.open('parent');
    world.stream.put('parent', 'before');
    world.stream.close('parent');
    world.stream.open('left', ['parent']);
    world.stream.open('right', ['parent']);
    world.stream.put('left', 'after');
    world.stream.put('right', 'after');
    world.fail.add('before');
    await world.start();
    await until(() => expect(world.stream.reads.length).toBeGreaterThan(0));
    expect(world.seen).toEqual([]);
    world.fail.clear();
    await until(() => expect(world.seen).toEqual(['before', 'after', 'after']));
  });

  it('after a merge wait for both parents', async () => {
    const world = makeWorld();
    for (const parent of ['a', 'b']) {
      world.stream.open(parent);
      world.stream.put(parent, `in ${parent}`);
      world.stream.close(parent);
    }
    world.stream.open('child', ['a', 'b']);
    world.stream.put('child', 'merged');
    world.fail.add('in b');
    await world.start();
    await until(() => expect(world.seen).toEqual(['in a']));
    world.fail.clear();
    await until(() => expect(world.seen).toEqual(['in a', 'in b', 'merged']));
  });

  it('whose parents have expired from the stream are read', async () => {
    const world = makeWorld();
    world.stream.open('orphan', ['expired']);
    world.stream.put('orphan', 'kept');
    await world.start();
    await until(() => expect(world.seen).toEqual(['kept']));
  });
});

describe('starting positions', () => {
  it('TRIM_HORIZON reads what is there', async () => {
    const world = makeWorld();
    world.stream.open('a');
    world.stream.put('a', 'old');
    await world.start();
    await until(() => expect(world.seen).toEqual(['old']));
  });

  it('LATEST reads what comes after the mapping has started, also in shards split off later', async () => {
    const world = makeWorld({ startingPosition: 'LATEST' });
    world.stream.open('a');
    world.stream.put('a', 'old', 'k', 999);
    await world.start();
    world.stream.put('a', 'new', 'k', 1_001);
    world.stream.close('a');
    world.stream.open('b', ['a']);
    world.stream.put('b', 'newest', 'k', 1_002);
    await until(() => expect(world.seen).toEqual(['new', 'newest']));
  });

  it('LATEST stays where it was over a restart that came before the first record', async () => {
    const world = makeWorld({ startingPosition: 'LATEST' });
    world.stream.open('a');
    await (await world.start()).stop();
    world.stream.put('a', 'meanwhile', 'k', 2_000);
    world.setNow(3_000);
    await world.start();
    await until(() => expect(world.seen).toEqual(['meanwhile']));
  });

  it('AT_TIMESTAMP reads from that arrival time on', async () => {
    const world = makeWorld({ startingPosition: 'AT_TIMESTAMP', startingTimestampMs: 500 });
    world.stream.open('a');
    world.stream.put('a', 'before', 'k', 499);
    world.stream.put('a', 'at', 'k', 500);
    await world.start();
    await until(() => expect(world.seen).toEqual(['at']));
  });
});

describe('checkpoints', () => {
  it('let a restarted mapping go on after the last record done', async () => {
    const world = makeWorld();
    world.stream.open('a');
    world.stream.put('a', 'one');
    const first = await world.start();
    await until(() => expect(world.progress.get('mapping/a')).toMatchObject({ after: expect.any(String) }));
    await first.stop();
    world.stream.put('a', 'two');
    await world.start();
    await until(() => expect(world.seen).toEqual(['one', 'two']));
  });

  it('are not written for a batch that never succeeded: it is delivered again', async () => {
    const world = makeWorld();
    world.stream.open('a');
    world.stream.put('a', 'one');
    world.fail.add('one');
    const first = await world.start();
    await until(() => expect(world.stream.reads.length).toBeGreaterThan(0));
    await first.stop();
    expect(world.progress.get('mapping/a')).toBeUndefined();
    world.fail.clear();
    await world.start();
    await until(() => expect(world.seen).toEqual(['one']));
  });

  it('remember that a shard was read to its end, so that its children start without it', async () => {
    const world = makeWorld();
    world.stream.open('a');
    world.stream.close('a');
    world.stream.open('b', ['a']);
    const first = await world.start();
    await until(() => expect(world.progress.get('mapping/a')).toEqual({ ended: true }));
    await first.stop();
    world.stream.put('b', 'more');
    await world.start();
    await until(() => expect(world.seen).toEqual(['more']));
  });
});
