import { join } from 'node:path';
import { LOCALSTACK_ACCOUNT, LOCALSTACK_REGION } from './environment.ts';
import type { Steps } from './run-suite.ts';

/** A container that is not ready after this long will not become so. */
const START_TIMEOUT_SECONDS = 180;
const LOG_LINES = 100;

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
      'deploying the orders pipeline',
      cdk,
      'deploy',
      // With the state stack, which it depends on. Alarms are not watched by these tests.
      'millrace-orders-processing',
      ...['--output', assembly, '--require-approval', 'never', '--no-notices', '--ci', '--progress', 'events'],
      ...['-c', 'pipelines=orders', '-c', 'shards=2', '-c', 'removalPolicy=destroy'],
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
