import type { Template } from 'aws-cdk-lib/assertions';
import { resourcesOf } from './support.ts';

type Statement = { Action: string | string[]; Effect: string; Resource: unknown; Condition?: unknown };

const list = <T>(value: T | T[]): T[] => (Array.isArray(value) ? value : [value]);

/** The statement's resource in words: the logical id of what the ARN belongs to. */
function nameOf(state: Template, resource: unknown): string {
  if (resource === '*') return '*';
  const { 'Fn::Join': joined } = resource as { 'Fn::Join'?: [string, unknown[]] };
  // Objects of a bucket: its ARN and what their keys begin with.
  if (joined) return joined[1].map((part) => (typeof part === 'string' ? part : nameOf(state, part))).join(joined[0]);
  const { 'Fn::ImportValue': imported, 'Fn::GetAtt': attribute } = resource as Record<string, string | string[]>;
  if (Array.isArray(attribute)) return String(attribute[0]);
  const exports: { Value: { 'Fn::GetAtt': string[] }; Export?: { Name: string } }[] = Object.values(
    state.toJSON().Outputs,
  );
  const found = exports.find((output) => output.Export?.Name === imported);
  if (!found) throw new Error(`no export ${imported}`);
  return String(found.Value['Fn::GetAtt'][0]);
}

/** Every permission of a role, one `action resource` each, sorted. All must be allowed, none denied. */
export function rolePermissions(
  { state, processing }: Record<'state' | 'processing', Template>,
  role: string,
): string[] {
  const policies = Object.values(resourcesOf(processing, 'AWS::IAM::Policy')).filter(({ Properties }) =>
    Properties.Roles.some(({ Ref }: { Ref: string }) => Ref.startsWith(role)),
  );
  const statements: Statement[] = policies.flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
  return statements
    .flatMap((statement) => {
      if (statement.Effect !== 'Allow') throw new Error(`${role} has a statement that does not allow`);
      return list(statement.Action).flatMap((action) =>
        list(statement.Resource).map((one) => `${action} ${nameOf(state, one)}`),
      );
    })
    .sort();
}
