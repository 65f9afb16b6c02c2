import { missingServices } from './health.ts';

/** One program of a run, and what it is called in messages. */
export interface Step {
  readonly title: string;
  readonly command: string;
  readonly args: readonly string[];
}

/** The programs of a run, in their order. */
export interface Steps {
  readonly start: Step;
  readonly bootstrap: Step;
  readonly deploy: Step;
  readonly test: Step;
  readonly logs: Step;
  readonly stop: Step;
}

export interface RunSuiteDeps {
  readonly steps: Steps;
  /** Runs a program to its end, its output going to the terminal. @returns its exit code; null where a signal ended it */
  readonly run: (step: Step) => Promise<number | null>;
  /** Address that LocalStack's host name resolves to; undefined where it does not resolve. */
  readonly resolveHost: () => Promise<string | undefined>;
  readonly readHealth: () => Promise<unknown>;
  /** Fires the pipelines' schedules until the signal; LocalStack does not. */
  readonly fireSchedule: (signal: AbortSignal) => Promise<void>;
  readonly print: (line: string) => void;
}

/**
 * Starts LocalStack, deploys, tests, and stops LocalStack again whatever happened.
 *
 * @returns the exit code: 0 where the suite passed
 */
export async function runSuite(deps: RunSuiteDeps): Promise<0 | 1> {
  const { steps, run, print } = deps;
  const address = await deps.resolveHost();
  if (address !== '127.0.0.1') {
    print(
      `failed: LocalStack's host name resolves to ${address ?? 'nothing'} here, must be 127.0.0.1: add it to the hosts file`,
    );
    return 1;
  }
  try {
    await mustPass(deps, steps.start);
    const missing = missingServices(await deps.readHealth());
    if (missing.length > 0) throw new Error(`this LocalStack offers no ${missing.join(', ')}: see its plan`);
    await mustPass(deps, steps.bootstrap);
    await mustPass(deps, steps.deploy);
    await testWhileFiring(deps);
    print('passed on LocalStack');
    return 0;
  } catch (error) {
    await run(steps.logs);
    print(`failed: ${messageOf(error)}`);
    return 1;
  } finally {
    await run(steps.stop);
  }
}

async function mustPass({ run, print }: RunSuiteDeps, step: Step): Promise<void> {
  print(step.title);
  const status = await run(step);
  if (status !== 0) throw new Error(`${step.title}: ${step.command} ended with ${status ?? 'a signal'}`);
}

async function testWhileFiring(deps: RunSuiteDeps): Promise<void> {
  const stop = new AbortController();
  const firing = deps.fireSchedule(stop.signal).catch((error: unknown) => {
    if (!stop.signal.aborted) deps.print(`the schedule is not fired any more: ${messageOf(error)}`);
  });
  try {
    await mustPass(deps, deps.steps.test);
  } finally {
    stop.abort();
    await firing;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
