import { Command, InvalidArgumentError } from 'commander';
import { diffDefinitions } from '../schemas/diff-definitions.ts';
import { CliError } from './cli-error.ts';
import { committedSchemas } from './committed-schemas.ts';
import type { SchemaFile } from './schema-types/schema-files.ts';
import type { Session } from './session.ts';

/** `millrace schemas diff <pipeline> <event> [from] [to]` */
export function schemasDiffCommand({ project, output }: Session): Command {
  return new Command('diff')
    .summary('show what changed between two versions of a schema')
    .description('Show what changed between two versions of a schema, field by field.')
    .argument('<pipeline>', 'name of a folder in pipelines/')
    .argument('<event>', 'name of one of its event types')
    .argument('[from]', 'the earlier version; default: the one before the newest', parseVersion)
    .argument('[to]', 'the later version; default: the newest', parseVersion)
    .addHelpText('after', EXAMPLES)
    .action(async (pipeline: string, event: string, from: number | undefined, to: number | undefined) => {
      const schemas = await committedSchemas(project, [pipeline]);
      const schema = schemas.find((candidate) => candidate.event === event);
      if (!schema) {
        const known = schemas.map((candidate) => candidate.event).join(', ');
        throw new CliError(`pipeline "${pipeline}" has no schema "${event}": it has ${known}`, 2);
      }
      const { format, versions, newest } = schema;
      if (from === undefined && newest.version === 1) {
        throw new CliError(`schema "${event}" has one version: there is nothing to compare it with`, 2);
      }
      const versionNumbered = (number: number): SchemaFile => {
        const found = versions[number - 1];
        if (found) return found;
        throw new CliError(`schema "${event}" has no version ${number}: it has 1 to ${newest.version}`, 2);
      };
      const [before, after] = [versionNumbered(from ?? newest.version - 1), versionNumbered(to ?? newest.version)];
      const lines = diffDefinitions(format, before.definition, after.definition);
      output.line(`${event} v${before.version} → v${after.version}, ${format}`);
      for (const line of lines) output.line(`  ${line}`);
      if (lines.length === 0) output.line('  nothing that means anything');
    });
}

function parseVersion(text: string): number {
  const match = /^v?([1-9]\d{0,5})$/.exec(text);
  if (match) return Number(match[1]);
  throw new InvalidArgumentError('Give the number of a version, such as 2 or v2.');
}

const EXAMPLES = `
Examples:
  millrace schemas diff flights flight
  millrace schemas diff flights flight 1 3`;
