import { readAssembly, type StackArtifact } from './assembly.ts';
import { DeployError } from './deploy-error.ts';
import { checkStack, deployStack, type StackDescription } from './deploy-stack.ts';
import { inDependencyOrder } from './order.ts';
import type { Platform } from './resource-type.ts';
import { makeRunningResources } from './running-resources.ts';

export interface Deployer {
  /**
   * Deploys stacks of a cloud assembly, all or those named, and the stacks they depend on. What exists is kept: streams,
   * tables, queues and what they hold, and the positions of mappings.
   * @throws DeployError one clear line: stack, resource, type or property
   */
  deploy(cdkOutDir: string, stackNames?: readonly string[]): Promise<StackDescription[]>;
  /** Stops mappings and schedules. */
  stop(): Promise<void>;
}

export function makeDeployer(
  platform: Platform,
  registerStack: (stack: StackDescription & { readonly template: string }) => void,
): Deployer {
  const running = makeRunningResources();
  const exportsOf = new Map<string, ReadonlyMap<string, string>>();

  return {
    async deploy(cdkOutDir, stackNames) {
      const artifacts = select(readAssembly(cdkOutDir), cdkOutDir, stackNames);
      for (const artifact of artifacts) checkStack(artifact);
      const deployed: StackDescription[] = [];
      for (const artifact of artifacts) {
        const exports = new Map([...exportsOf.values()].flatMap((named) => [...named]));
        const result = await deployStack({ artifact, platform, exports, running });
        const status = exportsOf.has(artifact.name) ? 'UPDATE_COMPLETE' : 'CREATE_COMPLETE';
        const named = result.outputs.flatMap(({ exportName, value }) =>
          exportName === undefined ? [] : [[exportName, value] as const],
        );
        exportsOf.set(artifact.name, new Map(named));
        const { Description } = artifact.template;
        const stack: StackDescription = {
          stackName: artifact.name,
          status,
          ...(Description === undefined ? {} : { description: Description }),
          ...result,
        };
        registerStack({ ...stack, template: artifact.templateBody });
        deployed.push(stack);
      }
      return deployed;
    },
    stop: running.stop,
  };
}

/** The named stacks and what they depend on, in the order to deploy them. */
function select(
  artifacts: readonly StackArtifact[],
  cdkOutDir: string,
  stackNames: readonly string[] | undefined,
): StackArtifact[] {
  const known = artifacts.map(({ name }) => name);
  const unknown = stackNames?.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new DeployError(`${cdkOutDir} has no stack ${unknown}; it has ${known.join(', ') || 'none'}`);
  }
  const ordered = inDependencyOrder(
    artifacts,
    ({ name }) => name,
    ({ dependencies }) => dependencies,
  );
  const wanted = new Set(stackNames ?? known);
  for (const { name, dependencies } of ordered.toReversed()) {
    if (wanted.has(name)) for (const dependency of dependencies) wanted.add(dependency);
  }
  return ordered.filter(({ name }) => wanted.has(name));
}
