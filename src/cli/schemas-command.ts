import { Command } from 'commander';
import { schemasCheckCommand } from './schemas-check-command.ts';
import { schemasDiffCommand } from './schemas-diff-command.ts';
import { schemasRegisterCommand } from './schemas-register-command.ts';
import { schemasTypesCommand } from './schemas-types-command.ts';
import type { Session } from './session.ts';

/** `millrace schemas …` */
export function schemasCommand(session: Session): Command {
  const command = new Command('schemas')
    .summary('check, compare and register the schemas of events')
    .description('Work with the schema files in pipelines/<name>/schemas/<event type>/, one file a version.');
  for (const make of [schemasCheckCommand, schemasDiffCommand, schemasTypesCommand, schemasRegisterCommand]) {
    command.addCommand(make(session));
  }
  return command;
}
