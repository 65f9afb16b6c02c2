import { Command } from 'commander';
import { dlqCommand } from './dlq-command.ts';
import { doctorCommand } from './doctor-command.ts';
import { drainCommand } from './drain-command.ts';
import { explainCommand } from './explain-command.ts';
import { lanesCommand } from './lanes-command.ts';
import { lateCommand } from './late-command.ts';
import { produceCommand } from './produce-command.ts';
import { resultsCommand } from './results-command.ts';
import { schemasCommand } from './schemas-command.ts';
import type { Session } from './session.ts';
import { statusCommand } from './status-command.ts';
import { tailCommand } from './tail-command.ts';
import { watchCommand } from './watch-command.ts';
import { windowsCommand } from './windows-command.ts';

/**
 * The command line: one file a command. Throws `CommanderError` where it has said all there is to say.
 *
 * @param say writes a line about a mistake
 */
export function makeProgram(session: Session, say: (line: string) => void): Command {
  const program = new Command('millrace')
    .description('Look at a deployed pipeline and send to it, on whatever AWS profile or endpoint is in force.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => session.output.line(text.trimEnd()),
      outputError: (text) => say(oneLine(text)),
    });
  for (const command of [
    statusCommand(session),
    lanesCommand(session),
    windowsCommand(session),
    watchCommand(session),
    resultsCommand(session),
    explainCommand(session),
    tailCommand(session),
    doctorCommand(session),
    drainCommand(session),
    dlqCommand(session),
    lateCommand(session),
    produceCommand(session),
    schemasCommand(session),
  ]) {
    program.addCommand(inheriting(command, program));
  }
  return program;
}

/** A command that ends and writes as its parent does, and its own commands too. */
function inheriting(command: Command, parent: Command): Command {
  command.copyInheritedSettings(parent);
  for (const child of command.commands) inheriting(child, command);
  return command;
}

/** Commander puts its suggestions on lines of their own. */
function oneLine(text: string): string {
  return text
    .replace(/^error: /, '')
    .trim()
    .replaceAll('\n', ' ');
}
