import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { DemoError } from './demo-error.ts';
import { hashOf } from './input-hash.ts';

export interface SynthOptions {
  /** Root of the repository. */
  readonly project: string;
  readonly pipeline: string;
  /** Shards of a provisioned stream; left out: on-demand. */
  readonly shards: number | undefined;
  readonly signal: AbortSignal;
}

export interface Synthesized {
  /** The cloud assembly. */
  readonly directory: string;
  readonly cached: boolean;
}

/** All that a template or a bundle is made of, besides the pipeline's own folder. */
const INPUTS = [
  'bin/app.ts',
  'lib',
  'lambdas',
  'src',
  'cdk.json',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
];
/** Assemblies kept for other commands; a run may still execute the one before. */
const KEPT = 8;
/** Nobody mends a demo's bad records while it runs: they are to reach the dead-letter queue in seconds, not in a quarter of an hour. */
const HASTE = ['retryMaxReceives=2', 'retryBackOffSeconds=1'];

/**
 * `cdk synth --strict` of one pipeline into a folder of its own, named after everything that goes into it: the same inputs are
 * synthesized once.
 *
 * @throws DemoError with the synthesizer's own lines on what is wrong
 */
export async function synthesize({ project, pipeline, shards, signal }: SynthOptions): Promise<Synthesized> {
  const context = [`pipelines=${pipeline}`, ...HASTE, ...(shards === undefined ? [] : [`shards=${shards}`])];
  const cache = join(project, '.millrace', 'cdk.out');
  const directory = join(cache, `${pipeline}-${hashOf(project, [...INPUTS, join('pipelines', pipeline)], context)}`);
  if (existsSync(directory)) {
    const now = new Date(Date.now());
    utimesSync(directory, now, now);
    return { directory, cached: true };
  }
  mkdirSync(cache, { recursive: true });
  const unfinished = `${directory}.${process.pid}.tmp`;
  try {
    await cdkSynth(project, unfinished, context, signal);
    // A run side by side may have been faster; its assembly is as good.
    if (!existsSync(directory)) renameSync(unfinished, directory);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  prune(cache);
  return { directory, cached: false };
}

function cdkSynth(project: string, output: string, context: readonly string[], signal: AbortSignal): Promise<void> {
  const cdk = join(dirname(createRequire(import.meta.url).resolve('aws-cdk/package.json')), 'bin', 'cdk');
  const args = [cdk, 'synth', '--strict', '--quiet', '--output', output, ...context.flatMap((one) => ['-c', one])];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { cwd: project, signal }, (error, _stdout, stderr) => {
      if (error) reject(signal.aborted ? error : new DemoError(linesAbout(stderr)));
      else resolve();
    });
  });
}

/** The app prints a line for each mistake; the CDK adds its own words around them. */
function linesAbout(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  const own = lines.filter((line) => line.startsWith('millrace: ')).map((line) => line.slice('millrace: '.length));
  if (own.length > 0) return own.join('\n');
  return `cdk synth failed: ${lines.find((line) => line.includes('Error')) ?? lines.at(-1) ?? 'it said nothing'}`;
}

function prune(cache: string): void {
  const age = (name: string): number => statSync(join(cache, name)).mtimeMs;
  const newestFirst = readdirSync(cache).sort((a, b) => age(b) - age(a));
  for (const name of newestFirst.slice(KEPT)) rmSync(join(cache, name), { recursive: true, force: true });
}
