import { type CloudFormationClient, GetTemplateCommand } from '@aws-sdk/client-cloudformation';
import { type Check, ok, warn } from './check.ts';

/** What a template says of the code of one function. */
interface FunctionCode {
  /** Fingerprint of its code; of one that is not told its own, the name of the bundle in CDK's bucket, which is another fingerprint. */
  readonly code: string;
  /** Fingerprints of the definition, by aggregation; empty where it is told none. */
  readonly definitions: Readonly<Record<string, string>>;
}

const NAME = 'code';

/**
 * Whether the functions that are deployed run the code at hand. Code that was uploaded past CloudFormation is not seen.
 *
 * @param synthesize gives the template of the processing stack as it would be deployed from here, as JSON; asked where there is one to compare
 */
export async function checkCode(
  client: CloudFormationClient,
  pipelineName: string,
  synthesize: () => Promise<string>,
): Promise<Check> {
  const deployed = await readTemplate(client, `millrace-${pipelineName}-processing`);
  if (deployed === undefined) return ok(NAME, 'not compared: this endpoint does not tell what was deployed');
  return compare(functionsOf(deployed), functionsOf(await synthesize()), pipelineName);
}

/** Undefined where the endpoint, one that is not AWS, does not tell. */
async function readTemplate(client: CloudFormationClient, stackName: string): Promise<string | undefined> {
  try {
    return (await client.send(new GetTemplateCommand({ StackName: stackName }))).TemplateBody;
  } catch (error) {
    if (error instanceof Error && UNKNOWN.includes(error.name)) return undefined;
    throw error;
  }
}

/** As the local AWS and others say that they do not have this call. */
const UNKNOWN: readonly string[] = ['UnknownOperationException', 'InvalidAction', 'NotImplemented'];

function compare(
  deployed: ReadonlyMap<string, FunctionCode>,
  here: ReadonlyMap<string, FunctionCode>,
  pipelineName: string,
): Check {
  const names = [...new Set([...here.keys(), ...deployed.keys()])];
  const different = names.filter((name) => deployed.get(name)?.code !== here.get(name)?.code);
  const changed = changedDefinitions(deployed, here);
  if (different.length + changed.length === 0) return ok(NAME, `${names.join(', ')}: deployed as they are here`);
  const which = different.map((name) => {
    if (!deployed.has(name)) return `${name} (not deployed)`;
    return here.has(name) ? name : `${name} (not here)`;
  });
  const found = [
    which.length === 0 ? '' : `other code is deployed than is here: ${which.join(', ')}`,
    changed.length === 0 ? '' : `another definition is deployed: ${changed.join(', ')}`,
  ];
  return warn(
    NAME,
    found.filter((text) => text !== '').join('; '),
    `npx cdk deploy -c pipelines=${pipelineName} --all where what is here is newer, else check out what is deployed`,
  );
}

/** Aggregations whose definition is not the same on both sides. */
function changedDefinitions(
  deployed: ReadonlyMap<string, FunctionCode>,
  here: ReadonlyMap<string, FunctionCode>,
): readonly string[] {
  const [theirs, ours] = [definitionsOf(deployed), definitionsOf(here)];
  return [...new Set([...ours.keys(), ...theirs.keys()])].filter((name) => theirs.get(name) !== ours.get(name));
}

function definitionsOf(functions: ReadonlyMap<string, FunctionCode>): ReadonlyMap<string, string> {
  return new Map([...functions.values()].flatMap(({ definitions }) => Object.entries(definitions)));
}

/** The parts of a template that this reads. */
interface Template {
  readonly Resources?: Readonly<Record<string, Resource>>;
}

interface Resource {
  readonly Type?: string;
  readonly Properties?: {
    readonly Code?: { readonly S3Key?: string };
    readonly Environment?: { readonly Variables?: Readonly<Record<string, unknown>> };
  };
}

/** The functions of a template, by name. */
function functionsOf(text: string): ReadonlyMap<string, FunctionCode> {
  // CloudFormation and the CDK have made sure of its form.
  const { Resources = {} } = JSON.parse(text) as Template;
  const functions = Object.entries(Resources).filter(([, { Type }]) => Type === 'AWS::Lambda::Function');
  return new Map(functions.map(([logicalId, resource]) => [kebabCase(logicalId), functionCode(resource)]));
}

function functionCode({ Properties: { Code = {}, Environment = {} } = {} }: Resource): FunctionCode {
  const { CODE_VERSION, DEFINITION_HASHES } = Environment.Variables ?? {};
  return {
    code: typeof CODE_VERSION === 'string' ? CODE_VERSION : (Code.S3Key ?? 'unknown'),
    definitions: typeof DEFINITION_HASHES === 'string' ? JSON.parse(DEFINITION_HASHES) : {},
  };
}

/** `StreamProcessor` is the function `stream-processor`. */
function kebabCase(logicalId: string): string {
  return logicalId.replace(/(?<=[a-z0-9])[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
}
