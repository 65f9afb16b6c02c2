import { CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Fixes the logical id of a resource, whatever its place in the construct tree. CloudFormation replaces a resource whose logical id
 * changes: an empty table, a stream without its records, a mapping that reads again from the start.
 */
export function pinLogicalId(construct: IConstruct, logicalId: string): void {
  const resource = construct.node.defaultChild ?? construct;
  if (!CfnResource.isCfnResource(resource)) throw new Error(`${construct.node.path} has no resource to pin`);
  resource.overrideLogicalId(logicalId);
}
