import { describe, expect, it } from 'vitest';
import { runCli } from './fake-session.ts';

describe('millrace drain', () => {
  it('says how it goes and when it is done', async () => {
    expect(await runCli('drain flights')).toMatchObject({
      exitCode: 0,
      notes: ['120 records read, 1 shard unread, 3 windows to write'],
      out: ['drained: 120 records read, every window fired and written'],
    });
  });

  it('tells of rejected records that may still come through, and does not wait for them', async () => {
    const drain = { notes: ['about 2 rejected records are being tried again'] };
    expect(await runCli('drain flights', { drain })).toMatchObject({
      exitCode: 0,
      out: [
        'drained: 120 records read, every window fired and written; about 2 rejected records are being tried again',
      ],
    });
  });

  it('waits five minutes, or as long as it is told', async () => {
    expect((await runCli('drain flights')).timeoutMs()).toBe(300_000);
    for (const [text, timeoutMs] of [
      ['90s', 90_000],
      ['1.5m', 90_000],
      ['1h', 3_600_000],
      ['250ms', 250],
    ] as const) {
      expect((await runCli(`drain flights --timeout ${text}`)).timeoutMs()).toBe(timeoutMs);
    }
  });

  it('fails where its time was too short, naming what is open', async () => {
    const drain = { drained: false, open: ['3 windows not written yet', '1 message in the tasks queue'] };
    expect(await runCli('drain flights', { drain })).toMatchObject({
      exitCode: 1,
      out: [],
      said: ['not drained within the timeout: 3 windows not written yet; 1 message in the tasks queue'],
    });
  });
});
