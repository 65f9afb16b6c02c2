import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';

const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

/** `npm start` with these flags, on a text, the quickest of the demos to load. */
function start(...flags: readonly string[]) {
  const child = spawn(process.execPath, ['--import', 'tsx', 'demo/main.ts', '--pipeline', 'word-count', ...flags]);
  started.push(child);
  let stdout = '';
  let stderr = '';
  child.stderr.on('data', (text: Buffer) => {
    stderr += text;
  });
  const ended = new Promise<{ exitCode: number | null; stdout: string; stderr: string }>((resolve) => {
    child.on('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
  });
  /** Resolves to the first match in what it prints. */
  const printed = (pattern: RegExp) =>
    new Promise<string>((resolve, reject) => {
      child.stdout.on('data', (text: Buffer) => {
        stdout += text;
        const match = pattern.exec(stdout);
        if (match) resolve(match[0]);
      });
      child.on('close', () => reject(new Error(`ended without printing ${pattern}: ${stdout}${stderr}`)));
    });
  return { child, ended, printed };
}

describe('npm start', () => {
  it('ends in one line on a wrong flag', async () => {
    const { exitCode, stdout, stderr } = await start('--chaoss').ended;
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toBe("millrace: unknown option '--chaoss' (Did you mean --chaos?)\n");
  });

  it('ends in one line on a taken port, before it has done anything slow', async () => {
    const server = createServer();
    const port = await new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
    const { exitCode, stderr } = await start('--port', String(port)).ended;
    server.close();
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(new RegExp(`^millrace: port ${port} is taken: .*--port\\n$`));
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('on %s frees its port, says nothing and exits with %i', async (signal, code) => {
    const { child, ended, printed } = start('--port', '0');
    const endpoint = await printed(/http:\/\/127\.0\.0\.1:\d+/);
    expect((await fetch(`${endpoint}/_millrace/consumed`)).status).toBe(200);
    child.kill(signal);
    const { exitCode, stderr } = await ended;
    expect({ exitCode, stderr }).toEqual({ exitCode: code, stderr: '' });
    await expect(fetch(endpoint)).rejects.toThrow();
  });
});
