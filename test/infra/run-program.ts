import { spawnSync } from 'node:child_process';
import { PROJECT, scratchFolder } from './support.ts';

/** A program takes 2 to 6 seconds by itself; two cores shared with other tests may make it many times that. */
export const PROGRAM_TIMEOUT_MS = 180_000;

/** Nobody listens there: a program that needs the network fails. */
const NO_NETWORK = { HTTP_PROXY: 'http://127.0.0.1:9', HTTPS_PROXY: 'http://127.0.0.1:9', NO_PROXY: '' };

/** Runs Node as a person would in the project folder, without network, credentials or a home folder to find them in. */
export function runProgram(args: readonly string[], variables: Record<string, string> = {}) {
  const env = { PATH: process.env.PATH, HOME: scratchFolder(), ...NO_NETWORK, CDK_VALIDATION: 'false', ...variables };
  return spawnSync(process.execPath, args, { cwd: PROJECT, env, encoding: 'utf8' });
}

/** Runs the CDK command. */
export function runCdk(args: readonly string[], variables: Record<string, string> = {}) {
  return runProgram(['node_modules/aws-cdk/bin/cdk', ...args], variables);
}
