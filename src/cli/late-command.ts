import { Command } from 'commander';
import { lateRedriveCommand } from './late-redrive-command.ts';
import { lettersLsCommand } from './letters-ls-command.ts';
import { lettersShowCommand } from './letters-show-command.ts';
import type { Session } from './session.ts';

/** `millrace late …` */
export function lateCommand(session: Session): Command {
  const command = new Command('late')
    .summary('list, show and redrive late events')
    .description('Work with the late queue: events that came after the allowed lateness of some of their windows.');
  for (const child of [
    lettersLsCommand(session, 'late'),
    lettersShowCommand(session, 'late'),
    lateRedriveCommand(session),
  ]) {
    command.addCommand(child);
  }
  return command;
}
