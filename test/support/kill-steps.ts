import { type Around, intercept } from './intercept.ts';

/** Before an operation has taken effect, or after, when only its answer is missing. */
export type Moment = 'before' | 'after';

/** Where a process is ended: at its nth operation, counted from 1. */
export interface KillStep {
  readonly nth: number;
  readonly operation: string;
  readonly moment: Moment;
}

export type Ended<T> = { readonly kind: 'answered'; readonly answer: T } | { readonly kind: 'killed' };

/** A process over services, which may be ended without a word: nothing of it runs on, and nobody hears of it again. */
export interface Process<P extends object> {
  /** The services as the process reaches them. */
  readonly ports: P;
  /** Names of the operations that it asked for, in order. */
  readonly operations: readonly string[];
  kill(): void;
  /** How the work ends that the process does. */
  run<T>(work: (ports: P) => Promise<T>): Promise<Ended<T>>;
}

/** Ports that are no services: what they do happens inside the process. */
const INSIDE: ReadonlySet<string | symbol> = new Set(['clock', 'log', 'twins']);

/** Never settles: what a process that is no more waits for. */
const nothing = (): Promise<never> => new Promise(() => {});

/** Starts a process over these ports. Each object among them is a service, all of whose operations may be the last. */
export function startProcess<P extends object>(ports: P, killAt?: KillStep): Process<P> {
  const operations: string[] = [];
  let isDead = false;
  let announce = (): void => {};
  const death = new Promise<Ended<never>>((resolve) => {
    announce = () => resolve({ kind: 'killed' });
  });
  const kill = (): void => {
    isDead = true;
    announce();
  };
  const alive = async (work: () => Promise<unknown>): Promise<unknown> => {
    if (isDead) return nothing();
    try {
      const outcome = await work();
      return isDead ? nothing() : outcome;
    } catch (error) {
      if (isDead) return nothing();
      throw error;
    }
  };
  const around: Around = ({ name }, perform) =>
    alive(async () => {
      operations.push(name);
      const isLast = operations.length === killAt?.nth;
      if (isLast && killAt.moment === 'before') return kill();
      const outcome = await perform();
      if (isLast) kill();
      return outcome;
    });
  const wait: Around = (_operation, perform) => alive(perform);

  return {
    ports: reached(ports, around, wait),
    operations,
    kill,
    async run(work) {
      const answer = work(this.ports).then((given): Ended<typeof given> => ({ kind: 'answered', answer: given }));
      return Promise.race([death, answer]);
    },
  };
}

/** The ports with `around` about every operation of a service, and `wait` about waiting. */
function reached<P extends object>(ports: P, around: Around, wait: Around): P {
  const services = new Map<unknown, object>();
  return new Proxy(ports, {
    get(target, member) {
      const value: unknown = Reflect.get(target, member);
      if (typeof value !== 'object' || value === null) return value;
      if (member === 'clock') return { ...value, after: Reflect.get(intercept(value, wait), 'after') };
      if (INSIDE.has(member)) return value;
      const service = services.get(value) ?? intercept(value, around);
      services.set(value, service);
      return service;
    },
  });
}

/** One run: services in some state, an attempt at work on them, and what comes of it in the end. */
export interface KillRun<P extends object, O> {
  readonly ports: P;
  /** Composes the function over these ports, as a process of its own, and runs it once. */
  attempt(ports: P): Promise<unknown>;
  /** Lets fresh processes do all that is left to do. @returns what is then to be compared */
  finish(): Promise<O>;
}

/**
 * Ends a process at each of its operations in turn, before the operation has taken effect and after, lets others go on, and hands over what
 * has come of it beside what comes of a run that nobody disturbs.
 *
 * @param begin makes the same run again and again
 * @param check throws where the two are not what they should be to each other
 * @returns every step at which the process was ended
 */
export async function killAtEveryStep<P extends object, O>(
  begin: () => Promise<KillRun<P, O>>,
  check: (outcome: O, undisturbed: O, at: string) => void,
): Promise<readonly KillStep[]> {
  const { operations, outcome: undisturbed } = await undisturbedRun(begin);
  const steps = operations.flatMap((operation, index): KillStep[] => [
    { nth: index + 1, operation, moment: 'before' },
    { nth: index + 1, operation, moment: 'after' },
  ]);
  for (const step of steps) {
    const at = `killed ${step.moment} operation ${step.nth}, ${step.operation}`;
    const run = await begin();
    const process = startProcess(run.ports, step);
    const ended = await process.run(run.attempt);
    if (ended.kind !== 'killed') throw new Error(`${at}: it never came there`);
    const last = process.operations.at(-1);
    if (last !== step.operation) throw new Error(`${at}: it was at ${last} this time, so runs differ`);
    check(await run.finish(), undisturbed, at);
  }
  return steps;
}

async function undisturbedRun<P extends object, O>(begin: () => Promise<KillRun<P, O>>) {
  const run = await begin();
  const process = startProcess(run.ports);
  await process.run(run.attempt);
  return { operations: process.operations, outcome: await run.finish() };
}
