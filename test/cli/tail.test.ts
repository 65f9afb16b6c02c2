import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { FollowOptions, StreamEvent } from '../../src/client/index.ts';
import { RetryableError } from '../../src/client/index.ts';
import { runCli } from './fake-session.ts';
import { LANE, NOW_MS, rowOf } from './read-answers.ts';

const EVENT: StreamEvent = {
  shardId: LANE.shardId,
  position: '00216',
  partitionKey: 'k',
  arrivalMs: NOW_MS,
  eventType: 'flight',
  event: { origin: 'ATL' },
  eventTimeMs: NOW_MS - 1_000,
  problem: undefined,
};
const BROKEN: StreamEvent = {
  ...EVENT,
  eventType: undefined,
  event: undefined,
  eventTimeMs: undefined,
  problem: 'UNDECODABLE: no\nJSON',
};

async function tail(line: string) {
  const asked: [string, FollowOptions | undefined][] = [];
  const run = await runCli(`tail flights ${line}`, {
    client: {
      async *followResults(aggregation, options) {
        asked.push([aggregation, options]);
        yield* [rowOf('ATL'), rowOf('ORD', 2)];
      },
      async *followEvents() {
        yield* [EVENT, BROKEN];
      },
    },
  });
  return { ...run, asked, lines: run.out.map(stripVTControlCharacters) };
}

describe('millrace tail', () => {
  it('writes results as they come, a line each', async () => {
    const { exitCode, lines } = await tail('hourly');
    expect(exitCode).toBe(0);
    expect(lines).toEqual([
      '2026-11-22T11:00:00Z  hourly  ATL  flights 3, delay 0.333  n 3',
      '2026-11-22T11:00:00Z  hourly  ORD  flights 3, delay 0.333  n 3  revision 2',
    ]);
  });

  it('follows all aggregations, or one key of one of them', async () => {
    expect((await tail('')).asked.map(([name]) => name)).toEqual(['hourly', 'daily']);
    expect((await tail('hourly --key ATL --interval 5s')).asked).toMatchObject([
      ['hourly', { key: 'ATL', everyMs: 5_000 }],
    ]);
  });

  it('writes JSON lines, and no word besides', async () => {
    const { out, notes } = await tail('hourly --json');
    expect(notes).toEqual([]);
    expect(JSON.parse(out[1] ?? '')).toMatchObject({ key: 'ORD', revision: 2, windowStart: '2026-11-22T11:00:00Z' });
  });

  it('writes events, also what is none, each on one line', async () => {
    const { lines } = await tail('--events');
    expect(lines).toEqual([
      '2026-11-22T12:00:00Z  shardId-000000000000  2026-11-22T11:59:59Z  flight {"origin":"ATL"}',
      '2026-11-22T12:00:00Z  shardId-000000000000  –    UNDECODABLE: no JSON',
    ]);
    expect(JSON.parse((await tail('--events --json')).out[1] ?? '')).toMatchObject({ eventType: null, event: null });
  });

  it('says so when events could not be read, and goes on', async () => {
    const { notes, out } = await runCli('tail flights --events --json', {
      client: {
        async *followEvents({ onFailure } = {}) {
          onFailure?.(new RetryableError('reading a shard failed'));
          yield EVENT;
        },
      },
    });
    expect(notes).toEqual(['trying again: reading a shard failed']);
    expect(out).toHaveLength(1);
  });

  it.each(['hourly --events', '--events --key ATL'])('refuses %s', async (line) => {
    expect(await tail(line)).toMatchObject({
      exitCode: 2,
      said: ['--events follows the whole stream: leave aggregation and --key out'],
    });
  });
});
