import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { claimDataDir } from '../../demo/data-dir.ts';
import { parseFlags } from '../../demo/flags.ts';

function parse(line: string) {
  const said: string[] = [];
  try {
    return { flags: parseFlags(line.split(' ').filter(Boolean), (text) => said.push(text)), said };
  } catch {
    return { flags: undefined, said };
  }
}

const flagsOf = (line: string) => {
  const { flags, said } = parse(line);
  if (!flags) throw new Error(said.join());
  return flags;
};

describe('the flags of npm start', () => {
  it('default to a day of flights on port 4566', () => {
    expect(flagsOf('')).toEqual({ pipeline: 'flights', seed: 1, port: 4566 });
  });

  it('say what to run and how', () => {
    expect(flagsOf('--pipeline orders --shards 2 --chaos --seed 7 --port 0 --keep')).toEqual({
      pipeline: 'orders',
      shards: 2,
      chaos: true,
      seed: 7,
      port: 0,
      keep: true,
    });
    expect(flagsOf('--days 3')).toMatchObject({ days: 3 });
  });

  it.each([
    ['--pipelin orders', /^unknown option '--pipelin' \(Did you mean --pipeline\?\)$/],
    ['--pipeline order', /Allowed choices are flights, word-count, orders/],
    ['--days 0', /'0' is invalid. Give a whole number from 1 to 31.$/],
    ['--days 1.5', /Give a whole number/],
    ['--port 70000', /Give a whole number from 0 to 65535/],
    ['--seed x', /Give a whole number/],
    ['--json no/such/folder/report.json', /There is no folder .*no\/such\/folder/],
    ['--json .', / is a folder.$/],
    ['--pipeline word-count --days 3', /^--days is for the flights: word-count has no days$/],
    ['flights', /too many arguments/],
  ])('refuse %s in one line', (line, message) => {
    const { flags, said } = parse(line);
    expect(flags).toBeUndefined();
    expect(said).toEqual([expect.stringMatching(message)]);
  });
});

describe('a data folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-demo-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('takes a new run, and the same one again', () => {
    const dataDir = join(folder, 'new');
    claimDataDir(dataDir, flagsOf('--days 2 --seed 1'));
    // Faults, their seed and the port may differ from one attempt to the next.
    claimDataDir(dataDir, flagsOf('--days 2 --chaos --seed 7 --port 0'));
  });

  it.each(['--days 3', '--pipeline word-count', '--shards 2'])('refuses another run: %s', (line) => {
    const dataDir = join(folder, 'held');
    claimDataDir(dataDir, flagsOf(''));
    expect(() => claimDataDir(dataDir, flagsOf(line))).toThrow(/holds another run, .*another --data-dir$/);
  });

  it('tells made-up data apart by its seed', () => {
    const dataDir = join(folder, 'orders');
    claimDataDir(dataDir, flagsOf('--pipeline orders --seed 1'));
    expect(() => claimDataDir(dataDir, flagsOf('--pipeline orders --seed 2'))).toThrow(/another run/);
  });
});
