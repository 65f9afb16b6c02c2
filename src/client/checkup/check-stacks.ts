import { type CloudFormationClient, paginateDescribeStacks, type Stack } from '@aws-sdk/client-cloudformation';
import { type Check, fail, ok, warn } from './check.ts';

/** A stack of a pipeline, as CloudFormation tells of it. */
export interface FoundStack {
  readonly name: string;
  /** As CloudFormation names it, such as `CREATE_COMPLETE`. */
  readonly status: string;
  /** When it was deployed last; undefined where that is not told. */
  readonly deployedMs: number | undefined;
}

const OURS = /^millrace-(.+)-(?:state|processing|monitoring)$/;
const PARTS = [
  ['state', 'fail'],
  ['processing', 'fail'],
  ['monitoring', 'warn'],
] as const;

/** All stacks of pipelines in this account and region. */
export async function readStacks(client: CloudFormationClient): Promise<readonly FoundStack[]> {
  const stacks: FoundStack[] = [];
  for await (const { Stacks } of paginateDescribeStacks({ client }, {})) {
    for (const stack of Stacks ?? []) if (OURS.test(stack.StackName ?? '')) stacks.push(foundStack(stack));
  }
  return stacks;
}

/** Names of the pipelines that stacks are of, in alphabetical order. */
export function pipelinesOf(stacks: readonly FoundStack[]): readonly string[] {
  return [...new Set(stacks.map(({ name }) => OURS.exec(name)?.[1] ?? ''))].sort();
}

/** Whether the three stacks of a pipeline are there and whole. */
export function checkStacks(stacks: readonly FoundStack[], pipelineName: string): readonly Check[] {
  return PARTS.map(([part, without]) => {
    const name = `millrace-${pipelineName}-${part}`;
    const deploy = `npx cdk deploy -c pipelines=${pipelineName} --all`;
    const stack = stacks.find((one) => one.name === name);
    if (!stack) return { name: `stack ${part}`, state: without, found: `there is no ${name}`, cure: deploy };
    return checkStack(`stack ${part}`, stack, deploy);
  });
}

function checkStack(name: string, { name: stackName, status, deployedMs }: FoundStack, deploy: string): Check {
  const when = deployedMs === undefined ? '' : `, deployed ${new Date(deployedMs).toISOString().slice(0, 19)}Z`;
  const found = `${stackName} ${status}${when}`;
  if (status.endsWith('IN_PROGRESS')) return warn(name, found, 'wait until the deployment has ended');
  // The update was undone: what ran before it runs still.
  if (status.endsWith('ROLLBACK_COMPLETE') && status.startsWith('UPDATE')) return warn(name, found, deploy);
  if (/FAILED|ROLLBACK|DELETE/.test(status)) return fail(name, found, `look at the stack's events, then ${deploy}`);
  return ok(name, found);
}

function foundStack({ StackName, StackStatus, LastUpdatedTime, CreationTime }: Stack): FoundStack {
  const deployedMs = (LastUpdatedTime ?? CreationTime)?.getTime();
  return { name: StackName ?? '', status: StackStatus ?? '', deployedMs };
}
