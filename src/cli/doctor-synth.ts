import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { CliError } from './cli-error.ts';

/**
 * Synthesizes a pipeline from the sources at hand, as a deployment would. Nothing of it is left.
 *
 * @param project absolute path of the folder with `cdk.json`
 * @returns the template of its processing stack, JSON
 * @throws CliError where that cannot be done
 */
export async function synthesizeProcessing(project: string, pipelineName: string): Promise<string> {
  const output = await mkdtemp(join(tmpdir(), 'millrace-doctor-'));
  try {
    await cdkSynth(project, pipelineName, output);
    return await readFile(join(output, `millrace-${pipelineName}-processing.template.json`), 'utf8');
  } finally {
    await rm(output, { recursive: true, force: true });
  }
}

function cdkSynth(project: string, pipelineName: string, output: string): Promise<void> {
  const cdk = join(dirname(createRequire(import.meta.url).resolve('aws-cdk/package.json')), 'bin', 'cdk');
  const args = [cdk, 'synth', '--quiet', '--no-notices', '--output', output, '-c', `pipelines=${pipelineName}`];
  // Whether it is safe is asked where it is deployed: here it would double the wait.
  const env = { ...process.env, CDK_VALIDATION: 'false' };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { cwd: project, env }, (error, _stdout, stderr) => {
      if (!error) return resolve();
      // The app prints a line for each mistake; the CDK adds its own words around them.
      const own = stderr.split('\n').find((line) => line.startsWith('millrace: '));
      const why = own === undefined ? '' : ` (${own.slice('millrace: '.length)})`;
      reject(new CliError(`what is here cannot be synthesized${why}: npx cdk synth -c pipelines=${pipelineName}`));
    });
  });
}
