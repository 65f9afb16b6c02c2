import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Found } from './found.ts';
import { makePythonEnvironment } from './python-environment.ts';

const PROJECT = fileURLToPath(new URL('./python', import.meta.url));

/** Installs what serializes with the Python package, unless that is done. */
export function makePythonPeer(): Found {
  const made = makePythonEnvironment('python', join(PROJECT, 'requirements.txt'));
  if ('missing' in made) return made;
  return { command: [made.python, join(PROJECT, 'peer.py')] };
}
