import { MappingConflictError } from '../event-sources/event-sources.ts';
import type { StackArtifact } from './assembly.ts';
import { DeployError } from './deploy-error.ts';
import { physicalName } from './names.ts';
import { dependenciesOf, inDependencyOrder } from './order.ts';
import type { DeployedResource, Platform } from './resource-type.ts';
import { resourceTypeOf } from './resource-types.ts';
import type { RunningResources } from './running-resources.ts';
import { makeStackValues } from './stack.ts';

/** A stack as DescribeStacks tells of it. */
export interface StackDescription {
  readonly stackName: string;
  readonly status: 'CREATE_COMPLETE' | 'UPDATE_COMPLETE';
  readonly description?: string;
  readonly outputs: readonly StackOutput[];
  readonly resources: readonly { readonly logicalId: string; readonly physicalId: string; readonly type: string }[];
}

export interface StackOutput {
  readonly key: string;
  readonly value: string;
  readonly exportName?: string;
  readonly description?: string;
}

/** Fails on a resource type or property that cannot be deployed here, before anything is. @throws DeployError */
export function checkStack({ name, template }: StackArtifact): void {
  for (const [logicalId, { Type, Properties }] of Object.entries(template.Resources)) {
    at(`stack ${name}, ${logicalId} (${Type})`, () => resourceTypeOf(Type).checkNames(Properties));
  }
}

/** Deploys the resources of one stack in dependency order. @throws DeployError naming the stack and the resource */
export async function deployStack(options: {
  readonly artifact: StackArtifact;
  readonly platform: Platform;
  readonly exports: ReadonlyMap<string, string>;
  readonly running: RunningResources;
}): Promise<Pick<StackDescription, 'outputs' | 'resources'>> {
  const { artifact, platform, running, exports } = options;
  const { name: stackName, template } = artifact;
  const place = `stack ${stackName}`;
  const deployed = new Map<string, DeployedResource>();
  const makers = new Map<string, string>();
  const values = at(place, () => makeStackValues({ artifact, location: platform.location, deployed, exports }));

  const wanted = at(place, () =>
    Object.entries(template.Resources).filter(([, { Condition }]) => values.condition(Condition)),
  );
  const ordered = at(place, () =>
    inDependencyOrder(
      wanted,
      ([logicalId]) => logicalId,
      ([, resource]) => dependenciesOf(resource),
    ),
  );
  for (const [logicalId, { Type, Properties }] of ordered) {
    await atAsync(`${place}, ${logicalId} (${Type})`, async () => {
      const resource = await resourceTypeOf(Type).deploy(values.properties(Properties), {
        ...platform,
        stackName,
        logicalId,
        name: (given, maxLength) => given ?? physicalName(stackName, logicalId, maxLength),
        assetDir: artifact.assetDir,
        claim(thing) {
          const maker = makers.get(thing);
          if (maker !== undefined) throw new DeployError(`${thing} already exists: ${maker} of this stack makes it`);
          makers.set(thing, logicalId);
        },
        keepRunning: (start) => running.replace(stackName, logicalId, start),
      });
      deployed.set(logicalId, resource);
    });
  }
  await running.retain(stackName, new Set(deployed.keys()));

  const outputs = at(place, () =>
    Object.entries(template.Outputs).filter(([, { Condition }]) => values.condition(Condition)),
  );
  return {
    outputs: outputs.map(([key, { Value, Export, Description }]) =>
      at(`${place}, output ${key}`, () => ({
        key,
        value: values.text(Value),
        ...(Export ? { exportName: values.text(Export.Name) } : {}),
        ...(Description === undefined ? {} : { description: Description }),
      })),
    ),
    resources: ordered.map(([logicalId, { Type }]) => {
      return { logicalId, physicalId: deployed.get(logicalId)?.ref ?? '', type: Type };
    }),
  };
}

function at<T>(place: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw withPlace(place, error);
  }
}

async function atAsync<T>(place: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw withPlace(place, error);
  }
}

/** What the template asks wrongly is told with its place, whether we or a service noticed; anything else is our own defect. */
function withPlace(place: string, error: unknown): unknown {
  const byService = error instanceof Error && '$fault' in error && error.$fault === 'client';
  const known = error instanceof DeployError || error instanceof MappingConflictError || byService;
  return known ? new DeployError(`${place}: ${error.message}`) : error;
}
