import type { RedriverDeps } from '../../lambdas/redriver/redriver.ts';
import type { StreamProcessorDeps } from '../../lambdas/stream-processor/stream-processor.ts';
import type { RedriverPorts } from '../support/compose-functions.ts';
import type { FunctionKind } from './fleet.ts';
import type { Owner } from './scheduler.ts';
import type { ResultRows } from './watch.ts';
import type { SharedPorts, World } from './world.ts';

/** One instance of a function, wrong in some way. */
export interface MutatedInstance {
  /** What it reaches instead of the services; each of its operations still happens at one instant. */
  readonly ports?: Partial<SharedPorts>;
  /** What it makes of its services' answers, and of there being none. */
  readonly client?: (ports: RedriverPorts) => RedriverPorts;
  readonly processorDeps?: (deps: StreamProcessorDeps) => StreamProcessorDeps;
  readonly redriverDeps?: (deps: RedriverDeps) => RedriverDeps;
}

/** Something done wrong on purpose, from outside the functions, for one run. */
export interface Mutation {
  readonly instance?: (kind: FunctionKind, ports: SharedPorts, owner: Owner, world: World) => MutatedInstance;
  readonly results?: () => ResultRows;
}

export const NO_MUTATION: Mutation = {};
