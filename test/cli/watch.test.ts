import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Pulse } from '../../src/client/index.ts';
import { runCli } from './fake-session.ts';
import { PULSE } from './read-answers.ts';

/** The n-th look: two seconds and 100 records after the one before. Ctrl-C comes after `looks` of them. */
async function watch(flags: string, looks = 3) {
  const interrupted = new AbortController();
  const waits: number[] = [];
  let nth = 0;
  const pulse = async (): Promise<Pulse> => {
    nth += 1;
    const { counts, watermarkMs } = PULSE.progress;
    const grown = { ...counts, read: counts.read + 100 * nth, accepted: counts.accepted + 100 * nth };
    const progress = { ...PULSE.progress, counts: grown, watermarkMs: (watermarkMs ?? 0) + 2_000 * nth };
    return { ...PULSE, atMs: PULSE.atMs + 2_000 * nth, progress };
  };
  const after = async (delayMs: number): Promise<void> => {
    waits.push(delayMs);
    if (waits.length === looks) interrupted.abort();
  };
  const run = await runCli(`watch flights ${flags}`, {
    client: { pulse },
    clock: { nowMs: () => 0, after },
    interrupted: interrupted.signal,
  });
  return { ...run, waits };
}

describe('millrace watch', () => {
  it('shows what moves, each time in place of what it showed before, until Ctrl-C', async () => {
    const { exitCode, frames, waits } = await watch('');
    expect(exitCode).toBe(0);
    expect(waits).toEqual([2_000, 2_000, 2_000]);
    expect(frames).toHaveLength(2);
    expect(frames[0]?.map((line) => stripVTControlCharacters(line).trimEnd())).toEqual([
      'flights  2026-11-22T12:00:04Z, over 2.0 s',
      "watermark  2026-11-22T11:56:04Z, 4m behind the clock, 1 × the clock's pace",
      '',
      'records    a second  so far',
      'read             50   1,434',
      'accepted         50   1,430',
      'duplicate         0       0',
      'rejected          0       4',
      'ignored           0       0',
      '',
      'aggregation  counted/s  filtered/s  too late/s  open  waiting  fired  fired through',
      'hourly               0           0           0     3        1  –      2026-11-22T11:55:00Z',
    ]);
  });

  it('writes a JSON line an interval', async () => {
    const { out, frames, notes } = await watch('--json --interval 500ms');
    expect({ frames, notes }).toEqual({ frames: [], notes: [] });
    expect(out.map((line) => JSON.parse(line))).toMatchObject([
      { pipeline: 'flights', at: '2026-11-22T12:00:04Z', overMs: 2_000, perSecond: { read: 50 }, watermarkSpeed: 1 },
      { at: '2026-11-22T12:00:06Z' },
    ]);
  });

  it('ends after one interval where that is all', async () => {
    const { frames, waits } = await watch('--once --interval 5s');
    expect({ frames: frames.length, waits }).toEqual({ frames: 1, waits: [5_000] });
  });
});
