import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Found } from './found.ts';
import { CACHE, run } from './run.ts';

const PROJECT = fileURLToPath(new URL('./python', import.meta.url));
const VENV = join(CACHE, 'python');
const PYTHON = process.platform === 'win32' ? join(VENV, 'Scripts', 'python.exe') : join(VENV, 'bin', 'python');
/** What has been installed; there once all of it is. */
const STAMP = join(VENV, 'made-of');

/** Installs the packages into an environment of their own in the cache, unless that is done. */
export function makePythonPeer(): Found {
  const requirements = join(PROJECT, 'requirements.txt');
  const wanted = readFileSync(requirements, 'utf8');
  if (!existsSync(STAMP) || readFileSync(STAMP, 'utf8') !== wanted) {
    process.stdout.write('Installing the Python packages\n');
    const made = run('python3', ['-m', 'venv', VENV]);
    if (!made) return { missing: 'it needs Python (python3) on the PATH' };
    if (made.failed) return { missing: `python3 cannot make an environment: ${lastLine(made.said)}` };
    const installed = run(PYTHON, ['-m', 'pip', 'install', '-q', '--disable-pip-version-check', '-r', requirements]);
    if (!installed || installed.failed) return { missing: `pip cannot install: ${lastLine(installed?.said ?? '')}` };
    writeFileSync(STAMP, wanted);
  }
  return { command: [PYTHON, join(PROJECT, 'peer.py')] };
}

function lastLine(said: string): string {
  return said.trim().split('\n').at(-1) ?? '';
}
