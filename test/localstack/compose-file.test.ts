import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const project = fileURLToPath(new URL('../..', import.meta.url));
const compose = readFileSync(join(project, 'localstack', 'docker-compose.yml'), 'utf8');

describe('docker-compose.yml', () => {
  it('pins the release of LocalStack', () => {
    expect(compose).toMatch(/^ {4}image: localstack\/localstack:\d{4}\.\d{2}\.\d+$/m);
  });

  it('opens its port on the loopback interface only', () => {
    const ports = [...compose.matchAll(/^ {6}- '?(\S+:\d+)'?$/gm)].map(([, port]) => port);
    expect(ports).toEqual(['127.0.0.1:4566:4566']);
  });

  it('takes the token from the environment and refuses to start without one', () => {
    expect(compose).toMatch(/LOCALSTACK_AUTH_TOKEN: \$\{LOCALSTACK_AUTH_TOKEN:\?/);
  });
});

describe('npm run test:localstack', () => {
  it('prints one line and ends well where Docker is missing', () => {
    const env = { PATH: '', HOME: process.env.HOME ?? '' };
    const args = ['--import', 'tsx', 'localstack/test.ts'];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: project, env, encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^skipped: Docker is not installed \(.*\); LOCALSTACK_AUTH_TOKEN is not set, .*\n$/);
    expect(status).toBe(0);
  }, 180_000);
});
