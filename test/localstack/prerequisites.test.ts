import { describe, expect, it } from 'vitest';
import { dockerProblemOf, skipReason } from '../../localstack/container/prerequisites.ts';

const well = { status: 0, stderr: '' };

describe('what a run on LocalStack needs', () => {
  it('runs where Docker answers and a token is set', () => {
    expect(skipReason({ dockerProblem: dockerProblemOf(well, well), authToken: 'ls-token' })).toBeUndefined();
  });

  it('names everything that is missing, in one line', () => {
    const noDocker = { status: null, stderr: '', error: new Error('spawn docker ENOENT') };
    const reason = skipReason({ dockerProblem: dockerProblemOf(noDocker, noDocker), authToken: undefined });
    expect(reason).toBe(
      'Docker is not installed (spawn docker ENOENT); LOCALSTACK_AUTH_TOKEN is not set, without which LocalStack does not start',
    );
  });

  it('takes an empty token for none', () => {
    expect(skipReason({ dockerProblem: undefined, authToken: '' })).toContain('LOCALSTACK_AUTH_TOKEN is not set');
  });

  it('tells a missing Compose from a daemon that does not answer', () => {
    const noCompose = { status: 1, stderr: "docker: unknown command: docker compose\n\nRun 'docker --help'\n" };
    expect(dockerProblemOf(noCompose, well)).toBe(
      'Docker Compose is not installed (docker: unknown command: docker compose)',
    );
    const noDaemon = { status: 1, stderr: 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock.\n' };
    expect(dockerProblemOf(well, noDaemon)).toBe(
      'the Docker daemon does not answer (Cannot connect to the Docker daemon at unix:///var/run/docker.sock.)',
    );
  });
});
