import type { KinesisStreamBatchResponse, KinesisStreamEvent } from 'aws-lambda';
import type { RedriverDeps } from '../../lambdas/redriver/redriver.ts';
import type { StreamProcessorDeps } from '../../lambdas/stream-processor/stream-processor.ts';
import type { Pipeline } from '../../src/engine/pipeline.ts';
import type { RedriverPorts } from '../support/compose-functions.ts';
import type { FunctionKind, Handler } from './fleet.ts';
import type { Scenario, VersionSpec } from './scenario.ts';
import type { Owner } from './scheduler.ts';
import type { SimRecord } from './stream.ts';
import type { World } from './world.ts';

export type Processor = Handler<KinesisStreamEvent, KinesisStreamBatchResponse>;

/** One instance of a function, wrong in some way. */
export interface MutatedInstance {
  /** What is sent in place of a command; undefined: as it is. */
  readonly rewrite?: (command: object) => object | undefined;
  /** What it has instead of the adapters. */
  readonly ports?: Partial<RedriverPorts>;
  readonly processorDeps?: (deps: StreamProcessorDeps) => StreamProcessorDeps;
  readonly redriverDeps?: (deps: RedriverDeps) => RedriverDeps;
  /** What is called in place of the stream processor. */
  readonly processor?: (handle: Processor) => Processor;
}

/** The process that runs an instance. */
export interface MutatedOwner extends Owner {
  readonly version: VersionSpec;
}

/** Something done wrong on purpose, from outside the functions, for one run. */
export interface Mutation {
  /** @param ports the adapters, over the network */
  readonly instance?: (kind: FunctionKind, ports: RedriverPorts, owner: MutatedOwner, world: World) => MutatedInstance;
  /** What all functions of a version take its definition for. */
  readonly pipeline?: (pipeline: Pipeline, version: VersionSpec, scenario: Scenario) => Pipeline;
  /** Called when nothing of a batch was done: true where its mapping goes on without it. */
  readonly abandons?: (batch: readonly SimRecord[], world: World) => boolean;
}

export const NO_MUTATION: Mutation = {};
