import { Command } from 'commander';
import { redriveLines, statsJson, statsLines, statsTable } from './format-stats.ts';
import { endpointOption } from './letter-options.ts';
import type { Session } from './session.ts';

interface StatsFlags {
  readonly json?: true;
  readonly endpoint?: string;
}

/** `millrace dlq stats <pipeline>` */
export function dlqStatsCommand({ connect, output }: Session): Command {
  return new Command('stats')
    .summary('tell what waits in the queues, and what redrives have brought')
    .description(
      'Tell how many messages wait in the retry, dead-letter, late, undeliverable and unrecovered queues, how the events came out that were redriven, and how the last move task stands.',
    )
    .argument('<pipeline>', 'name of a folder in pipelines/')
    .option('--json', 'as one JSON object')
    .addOption(endpointOption())
    .addHelpText('after', HELP)
    .action(async (pipeline: string, { json, endpoint }: StatsFlags) => {
      const { letters } = await connect(pipeline, endpoint);
      const stats = await letters.stats();
      if (json) {
        output.line(statsJson(stats));
        return;
      }
      const lines = output.isTerminal ? [statsTable(stats)] : statsLines(stats);
      for (const line of [...lines, ...redriveLines(stats)]) output.line(line);
    });
}

const HELP = `
Numbers of letters are SQS's own estimates: "held" are those that a function, or somebody who looks, has just now. Ages are those of up to
1,000 letters of a queue that may be looked into. Receives decide how often a letter is tried, so the retry and the undeliverable queue are
not looked into (CloudWatch has their age), nor is the dead-letter queue while a move task is under way.

Redriven events are summed from what was decided about each: one read of the state table for each of them.

Examples:
  millrace dlq stats flights
  millrace dlq stats flights --json | jq .queues.dlq.visible`;
