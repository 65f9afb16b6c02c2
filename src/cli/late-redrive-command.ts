import { Command } from 'commander';
import { endpointOption, type FilterFlags, filterOf, rateOption, sinceOption, TIMES } from './letter-options.ts';
import { moveSome, tellWhich } from './redrive-some.ts';
import type { Session } from './session.ts';

interface RedriveFlags extends FilterFlags {
  readonly expired?: true;
  readonly dryRun?: true;
  readonly rate?: number;
  readonly endpoint?: string;
}

/** `millrace late redrive <pipeline>` */
export function lateRedriveCommand({ connect, output, interruptible }: Session): Command {
  return new Command('redrive')
    .summary('count late events after all, as corrections')
    .description(
      'Send the letters of the late queue to the retry queue, whose function counts their events into the windows that they came too late for: results of those windows get a new revision.',
    )
    .argument('<pipeline>', 'name of a folder in pipelines/')
    .addOption(sinceOption())
    .option('--aggregation <name>', 'only letters that are too late for this aggregation')
    .option('--expired', 'letters too whose windows have all expired: they come back, since their state is gone')
    .addOption(rateOption())
    .option('--dry-run', 'say which letters would be moved, and move none')
    .addOption(endpointOption())
    .addHelpText('after', HELP)
    .action(async (pipeline: string, flags: RedriveFlags) => {
      const { letters } = await connect(pipeline, flags.endpoint);
      const filter = { ...filterOf(flags), expired: flags.expired ?? false };
      const some = { box: 'late', filter, signal: interruptible() } as const;
      if (flags.dryRun) return tellWhich(letters, output, 'move', some);
      const { left } = await moveSome(letters, output, { ...some, perSecond: flags.rate });
      if (!flags.expired && (left.get('STATE_EXPIRED') ?? 0) > 0) {
        output.note('STATE_EXPIRED: their windows are closed for good, so no redrive counts them');
      }
    });
}

const HELP = `
Each letter is sent to the retry queue, and only then deleted here; the others are given back. Ctrl-C ends it at any time: a letter may
then be in both queues, and none is lost. However often a letter is moved, its event counts once: what becomes of it is decided once and
stored. --aggregation chooses letters; one that names several aggregations is counted by all of them.

Examples:
  millrace late redrive flights --dry-run
  millrace late redrive flights --aggregation hourlyByOrigin --since 2026-11-22

${TIMES}`;
