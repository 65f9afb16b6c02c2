import { Command } from 'commander';
import { type RegistrationStep, SchemaRefused } from '../client/register-schemas.ts';
import { checkEvolution } from '../schemas/check-compatibility.ts';
import { checkHistory, explainVerdict } from './check-history.ts';
import { CliError } from './cli-error.ts';
import { committedSchemas } from './committed-schemas.ts';
import type { Session } from './session.ts';

interface RegisterOptions {
  readonly endpoint?: string;
  readonly dryRun?: boolean;
}

/** `millrace schemas register <pipeline>` */
export function schemasRegisterCommand({ connectRegistry, project, output }: Session): Command {
  return new Command('register')
    .summary('register committed schemas with Glue Schema Registry')
    .description(
      'Register the committed schema versions of a pipeline, in order, with its registry millrace-<pipeline>; what is there already stays as it is. For registries that CloudFormation does not manage: a deployment registers by itself, and fails over versions that are there already.',
    )
    .argument('<pipeline>', 'name of a folder in pipelines/')
    .option('--dry-run', 'say what would be done, and do nothing')
    .option('--endpoint <url>', 'where AWS is; default: AWS_ENDPOINT_URL, or AWS itself')
    .addHelpText('after', EXAMPLES)
    .action(async (pipeline: string, { endpoint, dryRun = false }: RegisterOptions) => {
      const schemas = await committedSchemas(project, [pipeline]);
      // A version that the registry refuses keeps its number for ever.
      if (schemas.some((schema) => checkHistory(schema).length > 0)) {
        throw new CliError(`nothing registered: \`npx millrace schemas check ${pipeline}\` finds schemas that break`);
      }
      const register = await connectRegistry(endpoint);
      const named = schemas.map((schema) => ({ ...schema, name: schema.event }));
      try {
        for await (const step of register(pipeline, named, { dryRun })) output.line(told(step, dryRun));
      } catch (error) {
        throw error instanceof SchemaRefused ? new CliError(`${error.message}: ${whyRefused(error)}`) : error;
      }
    });
}

function told(step: RegistrationStep, dryRun: boolean): string {
  const done = (past: string): string => (dryRun ? `would be ${past}` : past);
  switch (step.what) {
    case 'registry':
      return `registry ${step.registry}: ${step.isNew ? done('created') : 'there'}`;
    case 'compatibility':
      return `${step.name}: compatibility ${done('changed')} from ${step.from} to ${step.to}`;
    case 'version': {
      const { name, version, isNew, registered } = step;
      const as = registered ? ` as version ${registered.versionNumber}, ${registered.versionId}` : '';
      return `${name} v${version}: ${isNew ? done('registered') : 'there'}${as}`;
    }
  }
}

/** In one line, by the registry's own numbers. */
function whyRefused({ schema, refused, latest }: SchemaRefused): string {
  const numbered = ({ versionNumber, definition }: SchemaRefused['latest']) => ({ version: versionNumber, definition });
  const { name: eventName, format, compatibility } = schema;
  const [history, candidate] = [[numbered(latest)], numbered(refused)];
  const verdict = checkEvolution({ format, compatibility, eventName, history, candidate });
  return (
    explainVerdict(verdict).join('; ') ||
    'the rules of `npx millrace schemas check` find no break between the two; compare the committed files with the versions of the registry'
  );
}

const EXAMPLES = `
Examples:
  millrace schemas register flights --dry-run
  millrace schemas register flights --endpoint http://127.0.0.1:4566`;
