import { Command } from 'commander';
import { needsAttention } from './attention.ts';
import { healthJson, healthLines } from './format-health.ts';
import { endpointOption } from './letter-options.ts';
import { jsonOption, patienceOption } from './read-options.ts';
import type { Session } from './session.ts';

interface StatusFlags {
  readonly patience: number;
  readonly json?: true;
  readonly endpoint?: string;
}

/** `millrace status <pipeline>` */
export function statusCommand({ connect, output }: Session): Command {
  return new Command('status')
    .summary('tell whether a pipeline is well')
    .description(
      'Tell whether a pipeline is well: lanes, watermark, both accounting equations, open windows, queues, redrives, alarms; and what needs attention.',
    )
    .argument('<pipeline>', 'name of a folder in pipelines/')
    .addOption(patienceOption())
    .addOption(jsonOption('as one JSON object'))
    .addOption(endpointOption())
    .addHelpText('after', HELP)
    .action(async (pipeline: string, { patience, json, endpoint }: StatusFlags) => {
      const client = await connect(pipeline, endpoint);
      const health = await client.health({ patienceMs: patience });
      if (json) output.line(healthJson(pipeline, health));
      else for (const line of healthLines(pipeline, health)) output.line(line);
      if (health.findings.length > 0) throw needsAttention();
    });
}

const HELP = `
Needs attention: a shard that holds unread records and does not move, windows that were to fire or to be written and are not, a record that
keeps ending its process, an equation that does not hold, records in the dead-letter or the unrecovered queue, 100 or more in the
retry queue, an alarm in ALARM. What may pass by itself is looked at again for --patience; a pipeline that is well is not waited for.

A lane is behind where it was silent for the definition's idleAfterMs and its shard holds unread records, and stalled where it also did not
move while it was watched. Queues' numbers are SQS's own estimates. Redriven events are summed by one read of the state table each.
Where alarms cannot be read, a line says so, and all the rest is judged without them.

Exits with 0 where all is well, 1 where something needs attention, 2 for a mistake at the command line or a pipeline that cannot be reached.

Examples:
  millrace status flights
  millrace status flights --json | jq -r '.findings[].line'
  millrace status flights --patience 1m || echo look`;
