import type { TestProject } from 'vitest/node';
import type { Found } from './found.ts';
import { makeJavaPeer } from './java-peer.ts';
import { makePythonPeer } from './python-peer.ts';

/** Builds what speaks with the tests, and says what there is not. */
export default function setup(project: TestProject): void {
  provide('java', makeJavaPeer());
  provide('python', makePythonPeer());

  function provide(name: 'java' | 'python', found: Found): void {
    if ('missing' in found) process.stdout.write(`${name} is skipped: ${found.missing}\n`);
    project.provide(name, found);
  }
}
