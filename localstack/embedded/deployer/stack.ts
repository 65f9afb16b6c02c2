import type { StackArtifact } from './assembly.ts';
import { DeployError } from './deploy-error.ts';
import { evaluate, evaluateCondition, type Scope } from './intrinsics.ts';
import { type Location, stableUuid } from './names.ts';
import type { DeployedResource } from './resource-type.ts';
import { isJsonObject, type Json, type JsonObject } from './template.ts';

/** The CDK's bootstrap stack, of whose version templates assert a minimum, does not exist here. */
const SSM_PARAMETERS: readonly { readonly name: RegExp; readonly value: string }[] = [
  { name: /^\/cdk-bootstrap\/[^/]+\/version$/, value: '21' },
];

export const stackId = ({ account, region }: Location, stackName: string): string =>
  `arn:aws:cloudformation:${region}:${account}:stack/${stackName}/${stableUuid(stackName)}`;

/** A template being deployed: its values as far as they are known. */
export interface StackValues {
  condition(name: string | undefined): boolean;
  properties(properties: JsonObject): JsonObject;
  text(value: Json): string;
}

/** @throws DeployError without a place, here and in every method */
export function makeStackValues(options: {
  readonly artifact: StackArtifact;
  readonly location: Location;
  readonly deployed: ReadonlyMap<string, DeployedResource>;
  readonly exports: ReadonlyMap<string, string>;
}): StackValues {
  const { artifact, location, deployed } = options;
  const { template } = artifact;
  const conditions = new Map<string, boolean>();
  const values = new Map<string, Json>([
    ['AWS::AccountId', location.account],
    ['AWS::NotificationARNs', []],
    ['AWS::Partition', 'aws'],
    ['AWS::Region', location.region],
    ['AWS::StackId', stackId(location, artifact.name)],
    ['AWS::StackName', artifact.name],
    ['AWS::URLSuffix', 'amazonaws.com'],
  ]);
  for (const name of Object.keys(template.Parameters)) values.set(name, parameterValue(artifact, name));

  const condition = (name: string): boolean => {
    const known = conditions.get(name);
    if (known !== undefined) return known;
    const definition = template.Conditions[name];
    if (definition === undefined) throw new DeployError(`condition ${name} is not defined`);
    const value = evaluateCondition(definition, scope);
    conditions.set(name, value);
    return value;
  };
  const scope: Scope = {
    ref: (name) => values.get(name) ?? deployed.get(name)?.ref,
    attribute: (logicalId, attribute) => deployed.get(logicalId)?.attributes[attribute],
    importValue: (exportName) => options.exports.get(exportName),
    mapping: (map, topKey, secondKey) => template.Mappings[map]?.[topKey]?.[secondKey],
    condition,
  };

  return {
    condition: (name) => name === undefined || condition(name),
    properties(properties) {
      const evaluated = evaluate(properties, scope);
      return isJsonObject(evaluated) ? evaluated : {};
    },
    text(value) {
      const evaluated = evaluate(value, scope);
      if (typeof evaluated === 'string' || typeof evaluated === 'number') return String(evaluated);
      throw new DeployError(`${JSON.stringify(value)} is not a text`);
    },
  };
}

function parameterValue({ template, parameters }: StackArtifact, name: string): Json {
  const parameter = template.Parameters[name];
  const value = parameters[name] ?? parameter?.Default;
  if (value === undefined) throw new DeployError(`parameter ${name} has no default, and no value was given`);
  if (parameter?.Type.startsWith('AWS::SSM::Parameter')) {
    const found = SSM_PARAMETERS.find((known) => known.name.test(String(value)));
    if (!found) throw new DeployError(`parameter ${name}: there is no SSM parameter ${value} locally`);
    return found.value;
  }
  return /^(CommaDelimitedList|List<)/.test(parameter?.Type ?? '') ? String(value).split(',') : String(value);
}
