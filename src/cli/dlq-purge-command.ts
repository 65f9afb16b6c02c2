import { Command } from 'commander';
import { CliError } from './cli-error.ts';
import { counted } from './counted.ts';
import { sumOf } from './format-letters.ts';
import { endpointOption, type FilterFlags, filterOf, reasonOption, sinceOption, TIMES } from './letter-options.ts';
import { tell } from './redrive-some.ts';
import type { Session } from './session.ts';

interface PurgeFlags extends FilterFlags {
  readonly confirm?: true;
  readonly endpoint?: string;
}

/** `millrace dlq purge <pipeline>` */
export function dlqPurgeCommand({ connect, output, interruptible }: Session): Command {
  return new Command('purge')
    .summary('delete letters for good')
    .description('Delete letters of the dead-letter queue for good. Their events will never count.')
    .argument('<pipeline>', 'name of a folder in pipelines/')
    .addOption(reasonOption())
    .addOption(sinceOption())
    .option('--confirm', 'delete; without it the command says how many letters it would delete, and fails')
    .addOption(endpointOption())
    .addHelpText('after', HELP)
    .action(async (pipeline: string, flags: PurgeFlags) => {
      const { letters } = await connect(pipeline, flags.endpoint);
      const filter = filterOf(flags);
      const signal = interruptible();
      if (!flags.confirm) {
        const listing = await letters.list('dlq', filter, { signal });
        const many = counted(listing.letters.length, 'letter');
        throw new CliError(`not deleted: ${many} of ${listing.looked} would be gone for good; add --confirm to delete`);
      }
      const report = await letters.remove('dlq', filter, {
        signal,
        onProgress: ({ taken }) => output.note(`${counted(sumOf(taken), 'letter')} deleted`),
      });
      tell(output, 'deleted', '', report);
    });
}

const HELP = `
Letters that somebody else holds just now stay, and so does what the archive bucket keeps of large records, until it expires.

Examples:
  millrace dlq purge flights --reason UNDECODABLE --confirm

${TIMES}`;
