import type { KeyValueJournal } from '../journal.ts';

/** A stack as the deployer reports it. */
export interface StackDescription {
  readonly stackName: string;
  /** As CloudFormation names it, such as `CREATE_COMPLETE`. */
  readonly status: string;
  readonly description?: string;
  readonly outputs: readonly StackOutput[];
  readonly resources: readonly StackResource[];
  /** What it was deployed from, as it was written; left out where it was not deployed from a template. */
  readonly template?: string;
}

export interface StackOutput {
  readonly key: string;
  readonly value: string;
  readonly exportName?: string;
  readonly description?: string;
}

export interface StackResource {
  readonly logicalId: string;
  readonly physicalId: string;
  /** Such as `AWS::SQS::Queue`. */
  readonly type: string;
}

export interface Stack extends StackDescription {
  readonly stackId: string;
  readonly createdMs: number;
  readonly updatedMs?: number;
}

export interface Stacks {
  /** Stores a stack, or replaces what was known of it; its id and creation time stay. */
  register(description: StackDescription): void;
  /** By name or id. */
  find(nameOrId: string): Stack | undefined;
  all(): Stack[];
}

export interface StacksDeps {
  readonly journal: KeyValueJournal<Stack>;
  readonly clock: () => number;
  readonly makeId: () => string;
  readonly accountId: string;
  readonly region: string;
}

export function makeStacks({ journal, clock, makeId, accountId, region }: StacksDeps): Stacks {
  const all = () => [...journal.entries()].map(([, stack]) => stack);
  return {
    register(description) {
      const { stackName } = description;
      const known = journal.get(stackName);
      const nowMs = clock();
      journal.set(stackName, {
        ...description,
        stackId: known?.stackId ?? `arn:aws:cloudformation:${region}:${accountId}:stack/${stackName}/${makeId()}`,
        createdMs: known?.createdMs ?? nowMs,
        ...(known ? { updatedMs: nowMs } : {}),
      });
    },
    find: (nameOrId) => all().find(({ stackName, stackId }) => stackName === nameOrId || stackId === nameOrId),
    all,
  };
}
