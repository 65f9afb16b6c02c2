import { Command } from 'commander';
import { isUnderWay, type Letters, type MoveTask } from '../client/index.ts';
import { CliError } from './cli-error.ts';
import { counted } from './counted.ts';
import { moveTaskText } from './format-stats.ts';
import {
  endpointOption,
  type FilterFlags,
  filterOf,
  rateOption,
  reasonOption,
  sinceOption,
  TIMES,
} from './letter-options.ts';
import { moveSome, tellWhich } from './redrive-some.ts';
import type { Output, Session } from './session.ts';

interface RedriveFlags extends FilterFlags {
  readonly dryRun?: true;
  readonly rate?: number;
  readonly wait?: true;
  readonly endpoint?: string;
}

/** `millrace dlq redrive <pipeline>` */
export function dlqRedriveCommand({ connect, output, interruptible }: Session): Command {
  return new Command('redrive')
    .summary('send letters back to the retry queue')
    .description(
      'Send the letters of the dead-letter queue back to the retry queue, whose function tries them again under the code that is deployed now.',
    )
    .argument('<pipeline>', 'name of a folder in pipelines/')
    .addOption(reasonOption())
    .addOption(sinceOption())
    .addOption(rateOption())
    .option('--dry-run', 'say which letters would be moved, and move none')
    .option('--wait', 'wait until SQS has moved all of them; with --reason or --since it always waits')
    .addOption(endpointOption())
    .addHelpText('after', HELP)
    .action(async (pipeline: string, flags: RedriveFlags) => {
      const { letters } = await connect(pipeline, flags.endpoint);
      const filter = filterOf(flags);
      const some = { box: 'dlq', filter, signal: interruptible() } as const;
      if (flags.dryRun) return tellWhich(letters, output, 'move', some);
      if (Object.keys(filter).length > 0) {
        await moveSome(letters, output, { ...some, perSecond: flags.rate });
        return;
      }
      await moveAll(letters, output, { ...flags, pipeline, signal: some.signal });
    });
}

async function moveAll(
  letters: Letters,
  output: Output,
  { pipeline, rate, wait, signal }: RedriveFlags & { readonly pipeline: string; readonly signal: AbortSignal },
): Promise<void> {
  const there = await letters.depth('dlq');
  if (there === 0) return output.line('nothing to move: no letters in the dead-letter queue');
  await letters.moveTasks.start(rate);
  if (!wait) {
    output.line(`SQS is moving about ${counted(there, 'letter')} to the retry queue`);
    output.note(`millrace dlq stats ${pipeline} tells how far it is, millrace dlq cancel ${pipeline} stops it`);
    return;
  }
  const task = await letters.moveTasks.wait({ onProgress: (now) => output.note(moveTaskText(now)), signal });
  tellEnd(output, pipeline, task, await letters.depth('dlq'));
}

function tellEnd(output: Output, pipeline: string, task: MoveTask | undefined, left: number): void {
  if (!task) throw new CliError(`SQS knows of no move task any more: look at millrace dlq stats ${pipeline}`);
  if (isUnderWay(task)) {
    throw new CliError(`no longer waiting: SQS goes on moving; millrace dlq cancel ${pipeline} stops it`);
  }
  if (task.status !== 'COMPLETED') throw new CliError(`the move task ended before its end: ${moveTaskText(task)}`);
  const stay = left === 0 ? '' : `; still there: about ${counted(left, 'letter')}, new or held by somebody else`;
  output.line(`moved ${counted(task.moved, 'letter')} to the retry queue${stay}`);
}

const HELP = `
Without --reason and --since SQS moves the letters by itself (a move task, as "Start DLQ redrive" in the console does) and goes on when this
command has ended. With them this command moves letters one by one: each is sent to the retry queue, and only then deleted here; the others
are given back. Ctrl-C ends it at any time: a letter may then be in both queues, and none is lost. However often a letter is moved, its
event counts once: what becomes of it is decided once and stored.

A letter that fails again comes back, after the retries that the settings allow. Exits with 0 also where there was nothing to move.

Examples:
  millrace dlq redrive flights --wait
  millrace dlq redrive flights --reason USER_CODE_THREW --dry-run
  millrace dlq redrive flights --reason UNKNOWN_SCHEMA --since 2026-11-22T10:00 --rate 50

${TIMES}`;
