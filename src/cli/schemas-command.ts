import { Command } from 'commander';
import { schemasTypesCommand } from './schemas-types-command.ts';
import type { Session } from './session.ts';

/** `millrace schemas …` */
export function schemasCommand(session: Session): Command {
  const command = new Command('schemas')
    .summary('check, compare and register the schemas of events')
    .description('Work with the schema files in pipelines/<name>/schemas/<event type>/, one file a version.');
  for (const make of [schemasTypesCommand]) {
    command.addCommand(make(session));
  }
  return command;
}
