import { AwsError, unknownOperation } from '../gateway/aws-error.ts';
import type { Service } from '../gateway/service.ts';
import { members, type XmlNode, xmlDocument } from '../gateway/xml.ts';
import type { Stack, StackResource, Stacks } from './stacks.ts';

const NAMESPACE = 'http://cloudformation.amazonaws.com/doc/2010-05-15/';

type Action = (parameters: URLSearchParams) => XmlNode;

/** CloudFormation's readers, answering from what the deployer has registered; stacks cannot be changed through it. */
export function makeCloudFormation(stacks: Stacks): Service {
  const named = (parameters: URLSearchParams): Stack => {
    const name = parameters.get('StackName') ?? '';
    const stack = stacks.find(name);
    if (!stack) throw new AwsError('ValidationError', `Stack with id ${name} does not exist`);
    return stack;
  };

  const actions: Readonly<Record<string, Action>> = {
    DescribeStacks: (parameters) => {
      const found = parameters.has('StackName') ? [named(parameters)] : stacks.all();
      return { Stacks: members(found.map(describeStack)) };
    },
    ListStacks: (parameters) => {
      const statuses = listOf(parameters, 'StackStatusFilter');
      const found = stacks.all().filter(({ status }) => statuses.length === 0 || statuses.includes(status));
      return { StackSummaries: members(found.map(summarizeStack)) };
    },
    ListStackResources: (parameters) => {
      const stack = named(parameters);
      return { StackResourceSummaries: members(stack.resources.map((resource) => summarizeResource(stack, resource))) };
    },
    DescribeStackResources: (parameters) => {
      const stack = named(parameters);
      const logicalId = parameters.get('LogicalResourceId');
      const found = stack.resources.filter((resource) => logicalId === null || resource.logicalId === logicalId);
      return { StackResources: members(found.map((resource) => describeResource(stack, resource))) };
    },
    GetTemplate: (parameters) => {
      const { stackName, template } = named(parameters);
      if (template === undefined)
        throw new AwsError('ValidationError', `Stack ${stackName} was deployed from no template`);
      return { TemplateBody: template, StagesAvailable: members(['Original', 'Processed']) };
    },
  };

  return {
    name: 'CloudFormation',
    scope: 'cloudformation',
    operations: {},
    query(name, parameters, { requestId }) {
      const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
      if (!action) throw unknownOperation('CloudFormation', name);
      const content = { [`${name}Result`]: action(parameters), ResponseMetadata: { RequestId: requestId } };
      return xmlDocument(`${name}Response`, content, NAMESPACE);
    },
  };
}

function describeStack(stack: Stack): XmlNode {
  return {
    ...summarizeStack(stack),
    Description: stack.description,
    DisableRollback: false,
    Outputs: members(
      stack.outputs.map(({ key, value, exportName, description }) => ({
        OutputKey: key,
        OutputValue: value,
        Description: description,
        ExportName: exportName,
      })),
    ),
  };
}

function summarizeStack(stack: Stack): Record<string, XmlNode> {
  return {
    StackId: stack.stackId,
    StackName: stack.stackName,
    StackStatus: stack.status,
    CreationTime: isoTime(stack.createdMs),
    LastUpdatedTime: stack.updatedMs === undefined ? undefined : isoTime(stack.updatedMs),
  };
}

function summarizeResource(stack: Stack, resource: StackResource): Record<string, XmlNode> {
  return {
    LogicalResourceId: resource.logicalId,
    PhysicalResourceId: resource.physicalId,
    ResourceType: resource.type,
    ResourceStatus: resourceStatus(stack),
    LastUpdatedTimestamp: isoTime(stack.updatedMs ?? stack.createdMs),
  };
}

function describeResource(stack: Stack, resource: StackResource): XmlNode {
  const { LastUpdatedTimestamp, ...summary } = summarizeResource(stack, resource);
  return { ...summary, StackId: stack.stackId, StackName: stack.stackName, Timestamp: LastUpdatedTimestamp };
}

/** A registered resource exists; only the stack as a whole can have been rolled back. */
function resourceStatus(stack: Stack): string {
  return stack.updatedMs === undefined ? 'CREATE_COMPLETE' : 'UPDATE_COMPLETE';
}

function listOf(parameters: URLSearchParams, name: string): string[] {
  return [...parameters].filter(([key]) => key.startsWith(`${name}.member.`)).map(([, value]) => value);
}

function isoTime(timeMs: number): string {
  return new Date(timeMs).toISOString();
}
