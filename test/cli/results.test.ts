import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { ResultRow } from '../../src/client/index.ts';
import { runCli } from './fake-session.ts';

const hour = (number: number): number => Date.UTC(2001, 0, 1, number);

function row(key: string, startHour: number, measures: ResultRow['measures'], revision = 1): ResultRow {
  return {
    aggregation: 'hourly',
    key,
    windowStartMs: hour(startHour),
    windowEndMs: hour(startHour + 1),
    n: 3,
    measures,
    generation: 1,
    revision,
  };
}

const results = [
  row('ORD', 6, { flights: 3, delay: 1 / 3, name: null }),
  row('ATL', 6, { flights: 3, delay: 12, name: 'Atlanta' }, 2),
  row('ATL', 5, { flights: 3, delay: 0.5, name: 'Atlanta' }),
];

describe('millrace results', () => {
  it('shows a table on a terminal: by window, then key, measures rounded', async () => {
    const { exitCode, out } = await runCli('results flights hourly', { isTerminal: true, results });
    expect(exitCode).toBe(0);
    const plain = stripVTControlCharacters(out.join('\n'))
      .split('\n')
      .map((line) => line.trimEnd());
    expect(plain).toEqual([
      'window                key  flights  delay     name  n  revision',
      '2001-01-01T05:00:00Z  ATL        3  0.500  Atlanta  3         1',
      '2001-01-01T06:00:00Z  ATL        3     12  Atlanta  3         2',
      '2001-01-01T06:00:00Z  ORD        3  0.333        –  3         1',
    ]);
  });

  it('writes tab-separated lines into a pipe, values in full', async () => {
    const { out } = await runCli('results flights hourly', { results });
    expect(out.map((line) => line.split('\t'))).toEqual([
      ['window', 'key', 'flights', 'delay', 'name', 'n', 'revision'],
      ['2001-01-01T05:00:00Z', 'ATL', '3', '0.5', 'Atlanta', '3', '1'],
      ['2001-01-01T06:00:00Z', 'ATL', '3', '12', 'Atlanta', '3', '2'],
      ['2001-01-01T06:00:00Z', 'ORD', '3', '0.3333333333333333', 'null', '3', '1'],
    ]);
  });

  it('writes one JSON object a line, as read, with no digit lost', async () => {
    const large = row('ORD', 6, { miles: 2n ** 70n });
    const { out } = await runCli('results flights hourly --json', { isTerminal: true, results: [large, ...results] });
    expect(out).toHaveLength(4);
    expect(JSON.parse(out[0] ?? '')).toEqual({
      aggregation: 'hourly',
      key: 'ORD',
      windowStart: '2001-01-01T06:00:00Z',
      windowEnd: '2001-01-01T07:00:00Z',
      n: 3,
      measures: { miles: '1180591620717411303424' },
      generation: 1,
      revision: 1,
    });
  });

  it('asks for a key and a stretch of time, UTC unless an offset is named', async () => {
    const { asked } = await runCli(
      'results flights hourly --key ATL --from 2001-01-01T05:00 --to 2001-01-01T09:00+02:00',
    );
    expect(asked).toEqual([
      { what: 'results', aggregation: 'hourly', range: { key: 'ATL', fromMs: hour(5), toMs: hour(7) } },
    ]);
  });

  it.each([
    ['2001-01-01', hour(0)],
    ['2001-01-01T05:00Z', hour(5)],
    ['2001-01-01T05:00:30.250', hour(5) + 30_250],
    [String(hour(5)), hour(5)],
  ])('takes %s for a time', async (text, timeMs) => {
    const { asked } = await runCli(`results flights hourly --from ${text}`);
    expect(asked[0]?.range).toEqual({ fromMs: timeMs });
  });

  it('shows what open windows hold with --live, without a revision', async () => {
    const { revision, generation, ...live } = row('ATL', 5, { flights: 3 });
    const { asked, out } = await runCli('results flights hourly --live', { live: [live] });
    expect(asked[0]?.what).toBe('live');
    expect(out[0]).toBe('window\tkey\tflights\tn');
  });

  it('writes what open windows hold as JSON as it would stand in a stored row, long whole numbers as text', async () => {
    const { revision, generation, ...live } = row('ATL', 5, { most: 1e23, total: 2n ** 80n, flights: 3 });
    const { out } = await runCli('results flights hourly --live --json', { live: [live] });
    const measures = { most: '100000000000000000000000', total: '1208925819614629174706176', flights: 3 };
    expect(JSON.parse(out[0] ?? '')).toMatchObject({ key: 'ATL', n: 3, measures });
  });

  it('says so where there is nothing, and prints nothing', async () => {
    expect(await runCli('results flights hourly')).toMatchObject({ exitCode: 0, out: [], notes: ['no results yet'] });
    expect((await runCli('results flights hourly --live')).notes).toEqual(['no open window holds an event']);
  });

  it('connects to the endpoint given', async () => {
    const { connected } = await runCli('results flights hourly --endpoint http://127.0.0.1:4566');
    expect(connected).toEqual([{ pipeline: 'flights', endpoint: 'http://127.0.0.1:4566' }]);
  });
});
