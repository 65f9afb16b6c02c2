import { describe, expect, it } from 'vitest';
import type { WindowOptions } from '../../src/client/index.ts';
import { runCli } from './fake-session.ts';
import { WINDOW } from './read-answers.ts';

const HOUR_MS = 3_600_000;

async function windows(line: string) {
  const asked: [string, WindowOptions | undefined][] = [];
  const counts = { keys: 5, events: 70, rows: 4, corrected: 1 };
  const run = await runCli(`windows flights ${line}`, {
    client: {
      windows: async (aggregation, options) => {
        asked.push([aggregation, options]);
        return [{ ...WINDOW, aggregation, counts: options?.counts ? counts : undefined }];
      },
    },
  });
  return { ...run, asked };
}

describe('millrace windows', () => {
  it('lists those of all aggregations', async () => {
    const { out, asked } = await windows('');
    expect(out.map((line) => line.split('\t'))).toEqual([
      ['aggregation', 'window', 'end', 'state', 'partitions', 'waiting'],
      ['hourly', '2026-11-22T11:00:00Z', '2026-11-22T12:00:00Z', 'open', '4', '3'],
      ['daily', '2026-11-22T11:00:00Z', '2026-11-22T12:00:00Z', 'open', '4', '3'],
    ]);
    expect(asked[0]).toEqual(['hourly', { limit: 50 }]);
  });

  it.each<[string, WindowOptions]>([
    ['--open', { states: ['open'] }],
    ['--waiting', { states: ['waiting', 'correcting'] }],
    ['--open --waiting', { states: ['open', 'waiting', 'correcting'] }],
    ['--from 1970-01-01T01:00 --to 1970-01-01T02:00', { fromMs: HOUR_MS, toMs: 2 * HOUR_MS }],
    ['--counts', { counts: true }],
  ])('asks for those that %s says', async (flags, options) => {
    expect((await windows(`daily ${flags}`)).asked).toEqual([['daily', { limit: 50, ...options }]]);
  });

  it('shows counts that were asked for', async () => {
    const { out } = await windows('hourly --counts');
    expect(out.map((line) => line.split('\t').slice(6))).toEqual([
      ['keys', 'events', 'rows', 'corrected'],
      ['5', '70', '4', '1'],
    ]);
  });

  it('writes JSON lines', async () => {
    const { out } = await windows('hourly --json');
    expect(out.map((line) => JSON.parse(line))).toEqual([
      {
        aggregation: 'hourly',
        generation: 1,
        windowStart: '2026-11-22T11:00:00Z',
        windowEnd: '2026-11-22T12:00:00Z',
        state: 'open',
        partitions: 4,
        waitingPartitions: 3,
        counts: null,
      },
    ]);
  });

  it('says so where there are none', async () => {
    const run = await runCli('windows flights --open', { client: { windows: async () => [] } });
    expect(run).toMatchObject({ exitCode: 0, out: [], notes: ['no such windows'] });
  });
});
