import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { AsideQueue, LetterStats, Letters } from '../../src/client/index.ts';
import { lettersWorld } from '../client/letters-world.ts';
import { runCli, type Script } from './fake-session.ts';

const world = lettersWorld();
const atMs = Date.UTC(2026, 10, 22, 12);
const NOTHING: AsideQueue = { visible: 0, inFlight: 0, delayed: 0, sent: null };
const stats: LetterStats = {
  atMs,
  queues: {
    retry: { visible: 1, inFlight: 2, delayed: 3, sent: null },
    dlq: { ...NOTHING, visible: 12, sent: { oldestMs: atMs - 100_800_000, newestMs: atMs - 90_500 } },
    late: NOTHING,
    undeliverable: NOTHING,
    unrecovered: NOTHING,
  },
  redrives: {
    rejected: { accepted: 4, duplicate: 1, ignored: 0 },
    late: 2,
    byAggregation: {
      hourly: { counted: 5, expired: 1, filtered: 0, late: { counted: 2, expired: 0 } },
      daily: { counted: 0, expired: 0, filtered: 0, late: { counted: 0, expired: 0 } },
    },
  },
  moveTask: { status: 'RUNNING', moved: 5, toMove: 12, perSecond: 10, startedMs: atMs - 1_000, failure: null },
};

function cli(line: string, script: Script = {}) {
  const letters: Letters = { ...world().letters, stats: async () => stats };
  return runCli(line, { letters, ...script });
}

describe('millrace dlq stats', () => {
  it('shows a table on a terminal, then what redrives have brought', async () => {
    const { exitCode, out } = await cli('dlq stats shops', { isTerminal: true });
    expect(exitCode).toBe(0);
    expect(
      stripVTControlCharacters(out.join('\n'))
        .split('\n')
        .map((line) => line.trimEnd()),
    ).toEqual([
      'queue          letters  held  delayed  oldest                age    newest',
      'retry                1     2        3  –                     –      –',
      'dead-letter         12     0        0  2026-11-21T08:00:00Z  1d 4h  2026-11-22T11:58:29Z',
      'late                 0     0        0  –                     –      –',
      'undeliverable        0     0        0  –                     –      –',
      'unrecovered          0     0        0  –                     –      –',
      'redriven: 5 rejected events (accepted 4, duplicate 1, ignored 0), 2 late events',
      '  hourly: counted 5, expired 1, filtered 0',
      'move task: RUNNING, 5 of about 12 moved, at most 10 a second, started 2026-11-22T11:59:59Z',
    ]);
  });

  it('writes tab-separated lines into a pipe', async () => {
    expect((await cli('dlq stats shops')).out[1]).toBe('retry\t1\t2\t3\t–\t–\t–');
  });

  it('writes one JSON object', async () => {
    const { out } = await cli('dlq stats shops --json', { isTerminal: true });
    expect(out).toHaveLength(1);
    const nothing = { visible: 0, inFlight: 0, delayed: 0, oldest: null, newest: null };
    expect(JSON.parse(out[0] ?? '')).toEqual({
      at: '2026-11-22T12:00:00Z',
      queues: {
        retry: { ...nothing, visible: 1, inFlight: 2, delayed: 3 },
        dlq: { ...nothing, visible: 12, oldest: '2026-11-21T08:00:00Z', newest: '2026-11-22T11:58:29.500Z' },
        late: nothing,
        undeliverable: nothing,
        unrecovered: nothing,
      },
      redrives: stats.redrives,
      moveTask: {
        status: 'RUNNING',
        moved: 5,
        toMove: 12,
        perSecond: 10,
        failure: null,
        started: '2026-11-22T11:59:59Z',
      },
    });
  });

  it('reads real queues', async () => {
    const { letters } = world();
    const { out } = await cli('dlq stats shops --json', { letters });
    expect(JSON.parse(out[0] ?? '')).toMatchObject({ queues: { dlq: { visible: 0 } }, moveTask: null });
  });
});
