import { join } from 'node:path';
import { LOCALSTACK_ACCOUNT, LOCALSTACK_REGION } from './environment.ts';
import type { Steps } from './run-suite.ts';

/** A container that is not ready after this long will not become so. */
const START_TIMEOUT_SECONDS = 180;
const LOG_LINES = 100;

/** What the suite needs deployed: `test/integration/fixtures/pipelines`. */
export const DEPLOYED_PIPELINES = ['orders', 'flights-once'] as const;

/** Every program of a run, and where the synthesized stacks are. */
export function stepsOf(project: string): Steps & { readonly assembly: string } {
  const assembly = join(project, '.millrace', 'localstack', 'cdk.out');
  const compose = (title: string, ...args: string[]) => ({
    title,
    command: 'docker',
    args: ['compose', '--file', join(project, 'localstack', 'docker-compose.yml'), ...args],
  });
  const node = (title: string, ...args: string[]) => ({ title, command: process.execPath, args });
  const cdk = join(project, 'node_modules', 'aws-cdk', 'bin', 'cdk');
  return {
    assembly,
    start: compose('starting LocalStack', 'up', '--detach', '--wait', '--wait-timeout', String(START_TIMEOUT_SECONDS)),
    bootstrap: node('bootstrapping', cdk, 'bootstrap', `aws://${LOCALSTACK_ACCOUNT}/${LOCALSTACK_REGION}`),
    deploy: node(
      'deploying the pipelines',
      cdk,
      'deploy',
      // With the state stacks, which they depend on. Alarms are not watched by these tests.
      ...DEPLOYED_PIPELINES.map((name) => `millrace-${name}-processing`),
      ...['--app', 'node --import tsx test/integration/fixtures/app.ts'],
      ...['--output', assembly, '--require-approval', 'never', '--no-notices', '--ci', '--progress', 'events'],
      ...['-c', 'shards=2', '-c', 'resultsStream=1', '-c', 'removalPolicy=destroy'],
    ),
    test: node(
      'testing',
      join(project, 'node_modules', 'vitest', 'vitest.mjs'),
      ...['run', '--config', 'vitest.integration.config.ts'],
    ),
    logs: compose('logs of LocalStack', 'logs', '--tail', String(LOG_LINES)),
    stop: compose('stopping LocalStack', 'down', '--volumes'),
  };
}
