import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE, run } from './run.ts';

/**
 * Installs packages into an environment of their own in the cache, unless that is done.
 *
 * @param requirements the file that lists them
 * @returns the path of its Python
 */
export function makePythonEnvironment(
  name: string,
  requirements: string,
): { readonly python: string } | { readonly missing: string } {
  const folder = join(CACHE, name);
  const python = process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');
  /** What has been installed; there once all of it is. */
  const stamp = join(folder, 'made-of');
  const wanted = readFileSync(requirements, 'utf8');
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
    process.stdout.write(`Installing the Python packages: ${wanted.trim().replaceAll('\n', ', ')}\n`);
    const made = run('python3', ['-m', 'venv', folder]);
    if (!made) return { missing: 'it needs Python (python3) on the PATH' };
    if (made.failed) return { missing: `python3 cannot make an environment: ${lastLine(made.said)}` };
    const installed = run(python, ['-m', 'pip', 'install', '-q', '--disable-pip-version-check', '-r', requirements]);
    if (!installed || installed.failed) return { missing: `pip cannot install: ${lastLine(installed?.said ?? '')}` };
    writeFileSync(stamp, wanted);
  }
  return { python };
}

function lastLine(said: string): string {
  return said.trim().split('\n').at(-1) ?? '';
}
