import { Command } from 'commander';
import { CliError } from './cli-error.ts';
import type { Session } from './session.ts';

/** `millrace schemas types` */
export function schemasTypesCommand({ project, output }: Session): Command {
  return new Command('types')
    .summary('write the TypeScript types that follow from the schemas')
    .description(
      "Write the TypeScript type of every event type's newest schema, with all its versions, and for JSON Schema its validator, to pipelines/<name>/generated/.",
    )
    .option('--check', 'write nothing and fail where a file is not what its schema asks for')
    .addHelpText('after', EXAMPLES)
    .action(async ({ check }: { readonly check?: true }) => {
      // The compilers of three schema languages: other commands start without them.
      const { describe, differences, resolve } = await import('./schema-types/sync.ts');
      const found = await differences(project);
      if (!check) {
        resolve(project, found);
        for (const { kind, file } of found) output.line(`${kind === 'orphan' ? 'removed' : 'wrote'} ${file.path}`);
        return;
      }
      for (const difference of found) output.line(describe(difference));
      if (found.length === 0) return;
      throw new CliError('generated files do not match their schemas: run `npx millrace schemas types`');
    });
}

const EXAMPLES = `
Examples:
  millrace schemas types
  millrace schemas types --check`;
