import { Command } from 'commander';
import { compareRows, jsonLine, plainLines, type Row, tableOf } from './format-rows.ts';
import { parseInstant } from './parse-time.ts';
import type { Session } from './session.ts';

interface ResultsOptions {
  readonly key?: string;
  readonly from?: number;
  readonly to?: number;
  readonly live?: true;
  readonly json?: true;
  readonly endpoint?: string;
}

/** `millrace results <pipeline> <aggregation>` */
export function resultsCommand({ connect, output }: Session): Command {
  return new Command('results')
    .summary('show the results of an aggregation')
    .description('Show the results of an aggregation: a table on a terminal, tab-separated lines in a pipe.')
    .argument('<pipeline>', 'name of a folder in pipelines/')
    .argument('<aggregation>', 'name of one of its aggregations')
    .option('--key <key>', 'only this group key; without it the whole results table is scanned')
    .option('--from <time>', 'only windows that start at or after this time', parseInstant)
    .option('--to <time>', 'only windows that start before this time', parseInstant)
    .option('--live', 'what windows that have not fired yet hold so far, in place of stored results')
    .option('--json', 'one JSON object a line, as read: in no order without --key')
    .option('--endpoint <url>', 'where AWS is; default: AWS_ENDPOINT_URL, or AWS itself')
    .addHelpText('after', EXAMPLES)
    .action(async (pipeline: string, aggregation: string, options: ResultsOptions) => {
      const client = await connect(pipeline, options.endpoint);
      const range = {
        ...(options.key === undefined ? {} : { key: options.key }),
        ...(options.from === undefined ? {} : { fromMs: options.from }),
        ...(options.to === undefined ? {} : { toMs: options.to }),
      };
      const found: AsyncIterable<Row> = options.live
        ? client.live(aggregation, range)
        : client.results(aggregation, range);
      if (options.json) {
        for await (const row of found) output.line(jsonLine(row));
        return;
      }
      const rows: Row[] = [];
      for await (const row of found) rows.push(row);
      rows.sort(compareRows);
      if (rows.length === 0) output.note(options.live ? 'no open window holds an event' : 'no results yet');
      else if (output.isTerminal) output.line(tableOf(rows));
      else for (const line of plainLines(rows)) output.line(line);
    });
}

const EXAMPLES = `
Examples:
  millrace results flights hourlyByOrigin --key ATL
  millrace results flights hourlyByOrigin --from 2001-01-01T06:00 --to 2001-01-01T12:00
  millrace results flights dailyByOrigin --live
  millrace results flights dailyByDestination --json | jq .measures.flights

Times are UTC unless they name an offset.`;
