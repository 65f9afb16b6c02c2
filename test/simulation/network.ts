import type { Described } from './describe-request.ts';
import type { Owner } from './scheduler.ts';
import type { World } from './world.ts';

/** One request to a service. */
export interface Request extends Described {
  /** Takes effect, at one instant. @throws what the service answers instead */
  readonly perform: () => unknown;
  /** What a client throws that is asked for less traffic. */
  readonly throttle: () => Error;
}

/** A process as its network knows it. */
export interface Caller extends Owner {
  /** Most that a way takes now. */
  mostLatencyMs: number;
  /** Its process has ended: nothing of it runs on. */
  readonly isDead: boolean;
  /** Ends then at the latest. */
  readonly endsMs: number;
  /** When its invocation began. */
  readonly begunMs: number;
  /** That its invocation has sent. */
  requests: number;
  /** Something that it asked about a lane's progress got lost. */
  hasLostProgress: boolean;
}

/** Sends a request once. @returns the service's answer */
export type Network = (request: Request) => Promise<unknown>;

const FOCUS_WEIGHT = 8;
/** Several times what any invocation was seen to need, of which most are rows of a window: one that sends more goes round in a circle. */
const MOST_REQUESTS = 3_000;
const LATEST_LANDING_MS = 90_000;
/** Until the state of windows that have expired meanwhile might be collected. */
const LONGEST_REFUSAL_MS = 4 * 3_600_000;
/** How often an answer is under way for a while, so that others act between an effect and whoever waits for it. */
const SLOW_ANSWERS = 0.3;
const SLOWEST_ANSWER_MS = 10_000;

/** How a request ends: with what it gives to whoever waits for it, or with the end of that process. */
type Ending =
  | { readonly kind: 'answered'; readonly answer: unknown }
  | { readonly kind: 'refused'; readonly error: unknown }
  | { readonly kind: 'lost'; readonly error: Error }
  | { readonly kind: 'crashed' };

const CRASHED: Ending = { kind: 'crashed' };

/**
 * What lies between a process and its services: each request waits for its turn, and may get lost on the way there, on the way back,
 * arrive long after it was given up, or end the process; each answer may be under way while others act.
 */
export function makeNetwork(world: World, owner: Caller, crash: () => void): Network {
  const { scheduler, faults, random } = world;

  return (given) => {
    // A process that crashed waits for ever.
    if (owner.isDead) return new Promise(() => {});
    const request = actingSince(world, owner.begunMs, given);
    owner.requests += 1;
    if (owner.requests === MOST_REQUESTS)
      world.violate(`${owner.name} sends ${MOST_REQUESTS} requests and does not end`);
    const landAfterDeath = () => {
      if (faults.happens('write lands after its process died'))
        landLater(world, owner, request, 'AFTER ITS PROCESS DIED');
    };
    return new Promise((resolve, reject) => {
      const arrive = (): void => {
        const ending = take(world, owner, request);
        if (ending.kind === 'crashed') {
          crash();
          return;
        }
        if (ending.kind === 'lost') {
          if (request.isAboutProgress) owner.hasLostProgress = true;
          reject(ending.error);
          return;
        }
        const give = (): void => (ending.kind === 'answered' ? resolve(ending.answer) : reject(ending.error));
        if (faults.isOn && request.kind === world.scenario.slow)
          scheduler.at(random.int(0, SLOWEST_ANSWER_MS), give, owner);
        else if (!faults.isOn || !random.chance(SLOW_ANSWERS)) give();
        else scheduler.at(random.int(0, owner.mostLatencyMs), give, owner);
      };
      const land = request.isWrite ? landAfterDeath : null;
      scheduler.at(random.int(0, owner.mostLatencyMs), arrive, owner, land);
    });
  };
}

/** A request reaches its service, or something else happens to it. */
function take(world: World, owner: Caller, request: Request): Ending {
  const { scheduler, faults, random, scenario } = world;
  const { focus } = scenario;
  const isFocus = request.kind === focus?.request;
  const lossWeight = isFocus && !focus.isDeadly ? FOCUS_WEIGHT : 1;
  const deathWeight = isFocus && focus.isDeadly ? FOCUS_WEIGHT : 1;
  const note = (what: string | (() => string)): void =>
    scheduler.note(() => `${owner.name}  ${request.label()} ${typeof what === 'string' ? what : what()}`);
  const lost = (what: string, error: Error): Ending => {
    note(what);
    return { kind: 'lost', error };
  };

  if (scheduler.nowMs >= owner.endsMs) {
    note('ENDED BEFORE IT, FOR ITS TIME IS UP');
    return CRASHED;
  }
  if (faults.happens('crash before a request', deathWeight)) {
    note('CRASHED BEFORE IT');
    return CRASHED;
  }
  if (faults.happens('throttled', lossWeight)) return lost('THROTTLED', request.throttle());
  if (faults.happens('request lost', lossWeight)) return lost('REQUEST LOST', lostAnswer(random.next()));
  if (request.isWrite && faults.happens('write lands late', lossWeight)) {
    landLater(world, owner, request, 'LATE');
    return lost('TIMED OUT, LANDS LATE', lostAnswer(0));
  }
  const ending = perform(world, request);
  if (ending.kind === 'refused') {
    note(`→ ${ending.error instanceof Error ? ending.error.name : String(ending.error)}`);
    return ending;
  }
  if (faults.happens('answer lost', lossWeight)) return lost('DONE, ANSWER LOST', lostAnswer(random.next()));
  note(() => `→ ${request.wordsOf(ending.answer)}`);
  // What is decided and not done comes back when its windows have expired.
  const isLeftUndone =
    scenario.expiry && request.kind === 'PutItem redrive' && faults.happens('redriver ended once it has decided');
  if (isLeftUndone || faults.happens('crash after a request', deathWeight)) {
    note('CRASHED AFTER IT');
    return CRASHED;
  }
  return ending;
}

/** The service does it, or says why not. */
function perform(world: World, request: Request): Extract<Ending, { readonly kind: 'answered' | 'refused' }> {
  if (request.kind === 'UpdateItem result' && areResultsRefused(world))
    return { kind: 'refused', error: failure('AccessDeniedException', 'not authorized', { httpStatusCode: 400 }) };
  try {
    return { kind: 'answered', answer: request.perform() };
  } catch (error) {
    if (!isAnswer(error)) world.violate(String(error instanceof Error ? error.stack : error));
    return { kind: 'refused', error };
  }
}

/** Nobody waits for it any more, and it takes effect all the same. */
function landLater(world: World, owner: Caller, request: Request, when: string): void {
  const { scheduler, random } = world;
  scheduler.landLater(random.int(0, LATEST_LANDING_MS), () => {
    scheduler.note(() => `${owner.name}  ${request.label()} LANDS ${when}`);
    perform(world, request);
  });
}

/** While it takes effect, the world knows since when the process that sent it has been at work. */
function actingSince(world: World, begunMs: number, request: Request): Request {
  return {
    ...request,
    perform: () => {
      world.actingSinceMs = begunMs;
      return request.perform();
    },
  };
}

/** Somebody has taken a permission away, until somebody else mends it. */
function areResultsRefused(world: World): boolean {
  const { faults, scheduler, random, scenario } = world;
  if (scenario.expiry && faults.happens('results refused for hours'))
    world.resultsRefusedUntilMs = scheduler.nowMs + random.int(0, LONGEST_REFUSAL_MS);
  return faults.isOn && scheduler.nowMs < world.resultsRefusedUntilMs;
}

/** A service's answer that it will not do it; everything else is a mistake of the simulation. */
function isAnswer(error: unknown): boolean {
  return error instanceof Error && '$metadata' in error;
}

/** What clients throw where no answer comes, or none that can be used: whether the request took effect is not known. */
function lostAnswer(kind: number): Error {
  if (kind < 0.4) return failure('TimeoutError', 'the request timed out', {});
  if (kind < 0.7) return Object.assign(failure('Error', 'socket hang up', {}), { code: 'ECONNRESET' });
  return failure('InternalServerError', 'the service failed', { httpStatusCode: 500 });
}

/** An error as the SDK's clients throw them. */
export function failure(name: string, message: string, $metadata: { readonly httpStatusCode?: number }): Error {
  return Object.assign(new Error(message), { name, $metadata });
}
