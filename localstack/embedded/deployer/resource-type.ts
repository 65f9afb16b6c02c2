import type { z } from 'zod';
import type { Alarms } from '../cloudwatch/alarms/alarms.ts';
import type { EventSources } from '../event-sources/event-sources.ts';
import type { Clock } from '../lambda/clock.ts';
import type { LambdaRuntime } from '../lambda/runtime.ts';
import type { Scheduler } from '../scheduler/scheduler.ts';
import type { AwsClients } from './aws-clients.ts';
import { DeployError } from './deploy-error.ts';
import type { Location } from './names.ts';
import type { Running } from './running-resources.ts';
import type { JsonObject } from './template.ts';

/** What a deployed resource is to the rest of its template. */
export interface DeployedResource {
  /** What `Ref` gives; also the physical id. */
  readonly ref: string;
  /** What `Fn::GetAtt` gives. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** What resources are made with. */
export interface Platform {
  readonly location: Location;
  readonly clients: AwsClients;
  readonly lambda: LambdaRuntime;
  readonly eventSources: EventSources;
  readonly scheduler: Scheduler;
  readonly alarms: Pick<Alarms, 'find' | 'put'>;
  readonly clock: Clock;
  /** Creates a bucket where there is none. */
  readonly ensureBucket: (name: string) => void;
}

export interface ResourceContext extends Platform {
  readonly stackName: string;
  readonly logicalId: string;
  /** The given name, or one of at most `maxLength` characters made as CloudFormation does. */
  name(given: string | undefined, maxLength: number): string;
  /** Folder of an asset of this stack. */
  assetDir(objectKey: string): string | undefined;
  /**
   * Says that this resource is the one which made a thing that CloudFormation makes once.
   * @throws DeployError where another resource of the stack has said so
   */
  claim(thing: string): void;
  /** Stops what ran for this resource, and starts what is to run until a deployment replaces or drops it. */
  keepRunning(start: (() => Promise<Running>) | undefined): Promise<void>;
}

/** A kind of resource that can be deployed. Its methods throw DeployError without naming the resource. */
export interface ResourceType {
  /** Fails on a property this type does not know, by its name alone: values may not be known yet. */
  checkNames(properties: JsonObject): void;
  /** Creates the resource, or brings an existing one in line. */
  deploy(properties: JsonObject, context: ResourceContext): Promise<DeployedResource>;
}

/**
 * A resource type from the properties that are applied and those that are accepted without effect, each with its reason.
 * Every other property is an error.
 */
export function resourceType<Shape extends z.ZodRawShape>(definition: {
  readonly applied: z.ZodObject<Shape>;
  readonly withoutEffect: Readonly<Record<string, string>>;
  readonly deploy: (properties: z.infer<z.ZodObject<Shape>>, context: ResourceContext) => Promise<DeployedResource>;
}): ResourceType {
  const { applied, withoutEffect } = definition;
  const known = new Set([...Object.keys(applied.shape), ...Object.keys(withoutEffect)]);
  return {
    checkNames(properties) {
      const unknown = Object.keys(properties).find((name) => !known.has(name));
      if (unknown !== undefined) throw unknownProperty(unknown);
    },
    async deploy(properties, context) {
      const effective = Object.entries(properties).filter(([name]) => !Object.hasOwn(withoutEffect, name));
      const result = applied.safeParse(Object.fromEntries(effective));
      if (!result.success) throw toDeployError(result.error);
      return definition.deploy(result.data, context);
    },
  };
}

const unknownProperty = (name: string) => new DeployError(`property ${name} is not supported locally`);

function toDeployError(error: z.ZodError): DeployError {
  const [issue] = error.issues;
  const path = issue?.path.join('.') ?? '';
  if (issue?.code === 'unrecognized_keys') {
    return unknownProperty([...issue.path, issue.keys[0] ?? ''].join('.'));
  }
  return new DeployError(`property ${path}: ${issue?.message ?? 'invalid'}`);
}
