import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { sharedHarness } from '../embedded/services/harness.ts';

const aws = sharedHarness();
const bin = fileURLToPath(new URL('../../bin/millrace.mjs', import.meta.url));

/** Runs the program as npx does, without credentials. */
function millrace(...args: readonly string[]) {
  const environment = { PATH: process.env.PATH, HOME: '/nowhere', NO_COLOR: '1' };
  return new Promise<{ exitCode: number | string | null | undefined; stdout: string; stderr: string }>((resolve) => {
    execFile(process.execPath, [bin, ...args], { env: environment }, (error, stdout, stderr) =>
      resolve({ exitCode: error ? error.code : 0, stdout, stderr }),
    );
  });
}

describe('npx millrace', () => {
  it('shows help', async () => {
    const { exitCode, stdout, stderr } = await millrace('--help');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^Usage: millrace/);
  });

  it('needs no credentials for an endpoint on this machine, and prints one line of what is wrong', async () => {
    const { exitCode, stdout, stderr } = await millrace('results', 'flights', 'x', '--endpoint', aws().endpoint);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(/^millrace: pipeline "flights" is not deployed: run .*\n$/);
  });

  it('lists the pipelines where the one named is none of them', async () => {
    const { exitCode, stderr } = await millrace('drain', 'fligths', '--endpoint', aws().endpoint);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^millrace: there is no pipeline "fligths": there are flights, .*\n$/);
  });

  it('says where nobody answers', async () => {
    const { exitCode, stderr } = await millrace('drain', 'flights', '--endpoint', 'http://127.0.0.1:1');
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^millrace: cannot reach http:\/\/127\.0\.0\.1:1 \(connection refused\): .*\n$/);
  });
});
