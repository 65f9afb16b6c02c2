import { Command } from 'commander';
import { counted } from './counted.ts';
import { endpointOption } from './letter-options.ts';
import type { Session } from './session.ts';

/** `millrace dlq cancel <pipeline>` */
export function dlqCancelCommand({ connect, output }: Session): Command {
  return new Command('cancel')
    .summary('stop a running move task')
    .description('Stop SQS moving letters back to the retry queue. What is moved stays moved.')
    .argument('<pipeline>', 'name of a folder in pipelines/')
    .addOption(endpointOption())
    .addHelpText('after', '\nExits with 0 also where no move task is running.')
    .action(async (pipeline: string, { endpoint }: { readonly endpoint?: string }) => {
      const { letters } = await connect(pipeline, endpoint);
      const moved = await letters.moveTasks.cancel();
      output.line(moved === undefined ? 'no move task is running' : `stopped after ${counted(moved, 'letter')}`);
    });
}
