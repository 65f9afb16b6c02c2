import { type Around, intercept } from './intercept.ts';

/** A process may end before an operation has taken effect, or after, when only the answer is missing. */
export type Moment = 'before' | 'after';

/** Where a process is killed: at its nth operation, counted from 1. */
export interface Kill {
  readonly nth: number;
  readonly operation: string;
  readonly moment: Moment;
}

/** The operations of one process, which may be killed: nothing of it runs on then, and nobody hears of it again. */
export interface Mortal {
  /** What lies between the process and its services. */
  readonly around: Around;
  /** Names of the operations that it asked for, in order. */
  readonly operations: readonly string[];
  kill(): void;
  /** How its work ends. */
  end<T>(work: Promise<T>): Promise<T | typeof KILLED>;
}

export const KILLED = Symbol('killed');

/** Never settles: what a process that is no more waits for. */
const nothing = (): Promise<never> => new Promise(() => {});

/** @param at where it is killed by itself */
export function makeMortal(at?: Kill): Mortal {
  const operations: string[] = [];
  let isDead = false;
  let announce = (): void => {};
  const death = new Promise<typeof KILLED>((resolve) => {
    announce = () => resolve(KILLED);
  });
  const kill = (): void => {
    isDead = true;
    announce();
  };
  const perform = async (name: string, work: () => Promise<unknown>): Promise<unknown> => {
    operations.push(name);
    const isLast = operations.length === at?.nth;
    if (isLast && at.moment === 'before') return kill();
    const outcome = await work();
    if (isLast) kill();
    return outcome;
  };
  return {
    operations,
    kill,
    end: (work) => Promise.race([death, work]),
    async around({ name }, work) {
      if (isDead) return nothing();
      try {
        const outcome = await perform(name, work);
        return isDead ? nothing() : outcome;
      } catch (error) {
        if (isDead) return nothing();
        throw error;
      }
    },
  };
}

/** Ports that are no services: what they do happens inside the process. */
const INSIDE: ReadonlySet<string | symbol> = new Set(['clock', 'log']);

/** The ports with `around` about each operation of each service among them. */
export function portsThrough<P extends object>(ports: P, around: Around): P {
  const services = new Map<unknown, object>();
  return new Proxy(ports, {
    get(target, member) {
      const value: unknown = Reflect.get(target, member);
      if (typeof value !== 'object' || value === null || INSIDE.has(member)) return value;
      const service = services.get(value) ?? intercept(value, around);
      services.set(value, service);
      return service;
    },
  });
}

/** Every place where a run can be killed: before and after each of its operations. */
export async function killsOf(run: (around: Around) => Promise<unknown>): Promise<readonly Kill[]> {
  const { around, operations } = makeMortal();
  await run(around);
  return operations.flatMap((operation, index): Kill[] => [
    { nth: index + 1, operation, moment: 'before' },
    { nth: index + 1, operation, moment: 'after' },
  ]);
}

/** Runs until it is killed there. @throws Error where it does not come there, so that runs are not the same each time */
export async function killAt(kill: Kill, run: (around: Around) => Promise<unknown>): Promise<void> {
  const { around, operations, end } = makeMortal(kill);
  const outcome = await end(run(around));
  if (outcome !== KILLED) throw new Error(`not ${killText(kill)}: it never came there`);
  const found = operations[kill.nth - 1];
  if (found !== kill.operation) throw new Error(`not ${killText(kill)}: that operation was ${found} this time`);
}

export function killText({ nth, operation, moment }: Kill): string {
  return `killed ${moment} operation ${nth}, ${operation}`;
}

/** One run: services in some state, an attempt at work on them, and what comes of it in the end. */
export interface KillRun<O> {
  /** One invocation, by a process of its own. */
  attempt(around: Around): Promise<unknown>;
  /** Lets other processes do all that is left to do. @returns what is then to be compared */
  finish(): Promise<O>;
}

/**
 * Kills a process at each of its operations in turn, before and after, lets others go on, and hands over what has come of it beside what
 * comes of a run that nobody disturbs.
 *
 * @param begin makes the same run again and again
 * @param check throws where the two are not what they should be to each other
 * @returns everywhere that the process was killed
 */
export async function killAtEveryStep<O>(
  begin: () => Promise<KillRun<O>>,
  check: (outcome: O, undisturbed: O, where: string) => void,
): Promise<readonly Kill[]> {
  const whole = await begin();
  const kills = await killsOf((around) => whole.attempt(around));
  const undisturbed = await whole.finish();
  for (const kill of kills) {
    const run = await begin();
    await killAt(kill, (around) => run.attempt(around));
    check(await run.finish(), undisturbed, killText(kill));
  }
  return kills;
}
