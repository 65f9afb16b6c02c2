import { Command } from 'commander';
import { checkHistory } from './check-history.ts';
import { CliError } from './cli-error.ts';
import { type CommittedSchema, committedSchemas } from './committed-schemas.ts';
import { editedVersions } from './edited-versions.ts';
import type { Output, Session } from './session.ts';

interface CheckOptions {
  readonly against?: string;
}

/** `millrace schemas check [pipeline…]` */
export function schemasCheckCommand({ project, output }: Session): Command {
  return new Command('check')
    .summary('check each schema version against those before it')
    .description(
      "Check each version of each event type's schema against those before it, under the event type's compatibility mode.",
    )
    .argument('[pipeline...]', 'names of folders in pipelines/; default: all')
    .option('--against <ref>', 'also check that no schema file committed in this git ref has changed since')
    .addHelpText('after', EXAMPLES)
    .action(async (names: string[], { against }: CheckOptions) => {
      const schemas = await committedSchemas(project, names);
      if (schemas.length === 0) output.note('there is no schema to check');
      const objections = schemas.reduce((count, schema) => count + report(schema, output), 0);
      const edited = against === undefined ? [] : await editedVersions(project, against, schemas, output);
      for (const line of edited) output.line(line);
      const problems = [
        ...(objections === 0 ? [] : [`${counted(objections, 'schema version')} may not join the history`]),
        ...(edited.length === 0 ? [] : [`${counted(edited.length, 'committed version')} changed`]),
      ];
      if (problems.length > 0) throw new CliError(`${problems.join(', ')}: see above`);
    });
}

/** Says how a schema fares. @returns how many of its versions are objected to */
function report(schema: CommittedSchema, output: Output): number {
  const { pipeline, event, format, compatibility, versions, isUsed } = schema;
  const name = `${pipeline} ${event}`;
  const objections = checkHistory(schema);
  if (objections.length === 0) {
    const unused = isUsed ? '' : ' (no event type of this name)';
    output.line(`${name}: ${format}, ${counted(versions.length, 'version')}, ${compatibility}: sound${unused}`);
  }
  for (const { version, summary, lines } of objections) {
    output.line([`${name} v${version} ${summary}:`, ...lines.map((line) => `  ${line}`)].join('\n'));
  }
  return objections.length;
}

function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}

const EXAMPLES = `
Examples:
  millrace schemas check
  millrace schemas check flights --against origin/main

The mode is the event type's: eventType(name, { compatibility, … }), BACKWARD where it does not say.`;
