import type { RedriverDeps } from '../../lambdas/redriver/redriver.ts';
import type { StreamProcessorDeps } from '../../lambdas/stream-processor/stream-processor.ts';
import type { RedriverPorts } from '../support/compose-functions.ts';
import type { FunctionKind } from './fleet.ts';
import type { Owner } from './scheduler.ts';
import type { World } from './world.ts';

/** One instance of a function, wrong in some way. */
export interface MutatedInstance {
  /** What is sent in place of a command; undefined: as it is. */
  readonly rewrite?: (command: object) => object | undefined;
  /** What it has instead of the adapters. */
  readonly ports?: Partial<RedriverPorts>;
  readonly processorDeps?: (deps: StreamProcessorDeps) => StreamProcessorDeps;
  readonly redriverDeps?: (deps: RedriverDeps) => RedriverDeps;
}

/** Something done wrong on purpose, from outside the functions, for one run. */
export interface Mutation {
  /** @param ports the adapters, over the network */
  readonly instance?: (kind: FunctionKind, ports: RedriverPorts, owner: Owner, world: World) => MutatedInstance;
}

export const NO_MUTATION: Mutation = {};
