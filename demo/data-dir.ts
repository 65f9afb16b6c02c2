import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DemoError } from './demo-error.ts';
import type { Flags } from './flags.ts';

/**
 * Makes sure that the folder is new, or holds a run of the same data: with other flags its stream and its results would be another's.
 *
 * @throws DemoError where it holds another run
 */
export function claimDataDir(dataDir: string, { pipeline, days, shards, seed }: Flags): void {
  // The seed makes up the orders; elsewhere it only chooses faults, which may differ from one attempt to the next.
  const wanted = {
    pipeline,
    days: days ?? 1,
    shards,
    ...(pipeline === 'orders' ? { seed } : {}),
  };
  const file = join(dataDir, 'run.json');
  const text = JSON.stringify(wanted);
  if (!existsSync(file)) {
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(file, text);
    return;
  }
  const held = readFileSync(file, 'utf8');
  if (held === text) return;
  throw new DemoError(`${dataDir} holds another run, ${held}, not ${text}: give the same flags, or another --data-dir`);
}
