import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { EventSearch, Explanation, SearchOptions } from '../../src/client/index.ts';
import { runCli } from './fake-session.ts';
import { EXPLANATION, LANE, NOW_MS, WINDOW } from './read-answers.ts';

const SEARCH: EventSearch = {
  events: [
    {
      shardId: LANE.shardId,
      position: '00216',
      partitionKey: 'k',
      arrivalMs: NOW_MS,
      eventType: 'flight',
      event: { id: 2n ** 60n },
      eventTimeMs: WINDOW.windowStartMs + 1,
      problem: undefined,
      times: 2,
      isRedriven: false,
    },
  ],
  found: 5,
  counted: 4,
  looked: 90,
  isWhole: true,
};

async function explain(flags: string, change: Partial<Explanation> = {}, search: Partial<EventSearch> = {}) {
  const asked: [string, string, number][] = [];
  const searched: SearchOptions[] = [];
  const run = await runCli(`explain flights hourly ATL 2026-11-22T11:30 ${flags}`, {
    client: {
      explain: async (...args) => {
        asked.push(args);
        return { ...EXPLANATION, ...change };
      },
      eventsOf: async (_, options = {}) => {
        searched.push(options);
        return { ...SEARCH, ...search };
      },
    },
  });
  const lines = stripVTControlCharacters(run.out.join('\n'))
    .split('\n')
    .map((line) => line.trimEnd());
  return { ...run, lines, asked, searched };
}

describe('millrace explain', () => {
  it('tells what a result is made of', async () => {
    const { exitCode, lines, asked } = await explain('');
    expect(exitCode).toBe(0);
    expect(asked).toEqual([['hourly', 'ATL', Date.UTC(2026, 10, 22, 11, 30)]]);
    expect(lines).toEqual([
      'hourly ATL, 2026-11-22T11:00:00Z to 2026-11-22T12:00:00Z, generation 1',
      'stored    n 4, flights 4, delay 0.750; revision 2, corrected 1 time',
      'shares    1 lane, 1 redriven event',
      '',
      'share of                                            n  flights  delay  applied through',
      'shardId-000000000000                                3        3  0.333  00217',
      'shardId-000000000000, redriven (had been rejected)  1        1      2  00212',
      'together                                            4        4  0.750',
      '',
      'window    fired; the aggregation: fired through 2026-11-22T12:00:00Z',
      'mark      none',
      'verdict   the stored result is what the shares come to',
    ]);
  });

  it('tells of a window that is open, and of no row', async () => {
    const { lines } = await explain('', {
      stored: undefined,
      control: undefined,
      lanes: [],
      redriven: [],
      isMarked: true,
    });
    expect(lines.slice(1, 5)).toEqual([
      'stored    no row',
      'shares    0 lanes, 0 redriven events',
      'window    nothing was processed in this generation yet',
      'mark      a request to write this window waits',
    ]);
  });

  it('shows the events that are still there, and says what is missing or too many', async () => {
    const { lines, searched } = await explain('--events --limit 3 --max-records 1000');
    expect(searched).toMatchObject([{ limit: 3, maxRecords: 1_000 }]);
    expect(lines.slice(-6)).toEqual([
      '5 contributions found in 90 records; the shares count 4',
      '1 of them were duplicates or came too late',
      '',
      'event time                arrived               shard                 type        event',
      '2026-11-22T11:00:00.001Z  2026-11-22T12:00:00Z  shardId-000000000000  flight × 2  {"id":"1152921504606846976"}',
      '… 3 more: raise --limit',
    ]);
    expect((await explain('--events', {}, { found: 2, counted: 4 })).lines).toContain('2 of them have left the stream');
    expect((await explain('--events', {}, { isWhole: false })).lines).toContain(
      'the search ended before the end: raise --max-records',
    );
  });

  it('writes one JSON object', async () => {
    const { out } = await explain('--json --events');
    expect(JSON.parse(out[0] ?? '')).toMatchObject({
      aggregation: 'hourly',
      key: 'ATL',
      windowStart: '2026-11-22T11:00:00Z',
      lanes: [{ shard: LANE.shardId, applied: '00217', n: 3, measures: { flights: 3 } }],
      redriven: [{ decision: { origin: 'rejected' } }],
      merged: { n: 4 },
      stored: { n: 4, revision: 2 },
      firedThrough: '2026-11-22T12:00:00Z',
      expiredThrough: null,
      verdict: { kind: 'same' },
      search: { found: 5, events: [{ eventTime: '2026-11-22T11:00:00.001Z', event: { id: '1152921504606846976' } }] },
    });
  });
});
