import { describe, expect, it } from 'vitest';
import { NEEDED_SERVICES } from '../../localstack/container/health.ts';
import { runSuite, type Step } from '../../localstack/container/run-suite.ts';
import { stepsOf } from '../../localstack/container/steps.ts';

const HEALTH = { services: Object.fromEntries(NEEDED_SERVICES.map((name) => [name, 'available'])) };

interface Deviation {
  readonly fails?: Partial<Record<string, number | null>>;
  readonly address?: string | undefined;
  readonly health?: unknown;
  readonly fireSchedule?: (signal: AbortSignal) => Promise<void>;
}

/** A run whose programs only say that they were called. */
async function play(deviation: Deviation = {}) {
  const called: string[] = [];
  const lines: string[] = [];
  const code = await runSuite({
    steps: stepsOf('/project'),
    run: async ({ title }: Step) => {
      called.push(title);
      const status = deviation.fails?.[title];
      return status === undefined ? 0 : status;
    },
    resolveHost: async () => ('address' in deviation ? deviation.address : '127.0.0.1'),
    readHealth: async () => deviation.health ?? HEALTH,
    fireSchedule: deviation.fireSchedule ?? (async () => {}),
    print: (line) => lines.push(line),
  });
  return { code, called, last: lines.at(-1), lines };
}

const UP_TO_TESTING = ['starting LocalStack', 'bootstrapping', 'deploying the pipelines', 'testing'];

describe('a run on LocalStack', () => {
  it('starts, bootstraps, deploys, tests and stops', async () => {
    const { code, called, last } = await play();
    expect({ code, called, last }).toEqual({
      code: 0,
      called: [...UP_TO_TESTING, 'stopping LocalStack'],
      last: 'passed on LocalStack',
    });
  });

  it('shows the logs and stops LocalStack when a step fails, and says which', async () => {
    const { code, called, last } = await play({ fails: { testing: 1 } });
    expect({ code, called }).toEqual({
      code: 1,
      called: [...UP_TO_TESTING, 'logs of LocalStack', 'stopping LocalStack'],
    });
    expect(last).toMatch(/^failed: testing: .* ended with 1$/);
  });

  it('stops LocalStack when somebody pressed Ctrl-C', async () => {
    const { code, called, last } = await play({ fails: { 'deploying the pipelines': null } });
    expect(code).toBe(1);
    expect(called.at(-1)).toBe('stopping LocalStack');
    expect(last).toMatch(/ended with a signal$/);
  });

  it('does not deploy to a LocalStack that lacks a service', async () => {
    const { code, called, last } = await play({ health: { services: {} } });
    expect(code).toBe(1);
    expect(called).not.toContain('bootstrapping');
    expect(last).toMatch(/^failed: this LocalStack offers no cloudformation, dynamodb, glue, /);
  });

  it.each([undefined, '203.0.113.7'])('starts nothing where the host name resolves to %s', async (address) => {
    const { code, called, lines } = await play({ address });
    expect({ code, called }).toEqual({ code: 1, called: [] });
    expect(lines).toEqual([expect.stringContaining('must be 127.0.0.1: add it to the hosts file')]);
  });

  it('fires the schedule while the tests run, and no longer', async () => {
    let stopped = false;
    const fireSchedule = (signal: AbortSignal) =>
      new Promise<void>((_, reject) => {
        signal.addEventListener('abort', () => {
          stopped = true;
          reject(signal.reason);
        });
      });
    const { code, lines } = await play({ fireSchedule });
    expect({ code, stopped }).toEqual({ code: 0, stopped: true });
    expect(lines).toEqual([...UP_TO_TESTING, 'passed on LocalStack']);
  });

  it('says so when the schedule cannot be fired', async () => {
    const { code, lines } = await play({ fireSchedule: () => Promise.reject(new Error('no such queue')) });
    expect(code).toBe(0);
    expect(lines).toContain('the schedule is not fired any more: no such queue');
  });
});
