import { Command } from 'commander';
import { dlqCancelCommand } from './dlq-cancel-command.ts';
import { dlqPurgeCommand } from './dlq-purge-command.ts';
import { dlqRedriveCommand } from './dlq-redrive-command.ts';
import { dlqStatsCommand } from './dlq-stats-command.ts';
import { lettersLsCommand } from './letters-ls-command.ts';
import { lettersShowCommand } from './letters-show-command.ts';
import type { Session } from './session.ts';

/** `millrace dlq …` */
export function dlqCommand(session: Session): Command {
  const command = new Command('dlq')
    .summary('list, show, redrive and delete rejected records')
    .description('Work with the dead-letter queue: records that were rejected, and failed every time they were tried.');
  for (const child of [
    lettersLsCommand(session, 'dlq'),
    lettersShowCommand(session, 'dlq'),
    dlqStatsCommand(session),
    dlqRedriveCommand(session),
    dlqCancelCommand(session),
    dlqPurgeCommand(session),
  ]) {
    command.addCommand(child);
  }
  return command;
}
