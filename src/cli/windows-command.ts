import { Command, Option } from 'commander';
import type { WindowOptions, WindowState } from '../client/index.ts';
import { windowJson, windowTable } from './format-windows.ts';
import { endpointOption, TIMES } from './letter-options.ts';
import { parseInstant } from './parse-time.ts';
import { jsonOption, parseCount } from './read-options.ts';
import type { Session } from './session.ts';
import { writeTable } from './write-table.ts';

interface WindowsFlags {
  readonly open?: true;
  readonly waiting?: true;
  readonly from?: number;
  readonly to?: number;
  readonly limit: number;
  readonly counts?: true;
  readonly json?: true;
  readonly endpoint?: string;
}

/** `millrace windows <pipeline> [aggregation]` */
export function windowsCommand({ connect, output }: Session): Command {
  return new Command('windows')
    .summary('show windows and how far they have come')
    .description('Show the windows that have state, newest first, and how far they have come.')
    .argument('<pipeline>', 'name of a folder in pipelines/')
    .argument('[aggregation]', 'name of one of its aggregations; default: all')
    .option('--open', 'only windows that have not fired')
    .option('--waiting', 'only windows that have fired and wait to be written or corrected')
    .option('--from <time>', 'only windows that start at or after this time', parseInstant)
    .option('--to <time>', 'only windows that start before this time', parseInstant)
    .addOption(
      new Option('--limit <n>', 'at most so many of each aggregation').argParser(parseCount(100_000)).default(50),
    )
    .option('--counts', 'also keys, events, rows and corrected rows: reads the state and the results of each window')
    .addOption(jsonOption('one JSON object a line'))
    .addOption(endpointOption())
    .addHelpText('after', HELP)
    .action(async (pipeline: string, aggregation: string | undefined, flags: WindowsFlags) => {
      const client = await connect(pipeline, flags.endpoint);
      const names = aggregation === undefined ? client.aggregations : [aggregation];
      const found = await Promise.all(names.map((name) => client.windows(name, optionsOf(flags))));
      const windows = found.flat();
      if (flags.json) for (const window of windows) output.line(windowJson(window));
      else if (windows.length === 0) output.note('no such windows');
      else writeTable(output, windowTable(windows));
    });
}

function optionsOf({ open, waiting, from, to, limit, counts }: WindowsFlags): WindowOptions {
  const states: WindowState[] = [...(open ? (['open'] as const) : []), ...(waiting ? WAITING : [])];
  return {
    limit,
    ...(states.length === 0 ? {} : { states }),
    ...(from === undefined ? {} : { fromMs: from }),
    ...(to === undefined ? {} : { toMs: to }),
    ...(counts ? { counts } : {}),
  };
}

const WAITING: readonly WindowState[] = ['waiting', 'correcting'];

const HELP = `
States:
  open          it has not fired
  waiting       it has fired; its results are not written yet
  correcting    its results are written, and a correction waits
  materialized  its results are written
  corrected     the same, and some of them have changed since (shown with --counts)
  expired       nothing is counted into it any more

Windows whose state has been removed after they expired are not shown; their results stay. --open and --waiting together show both.

Examples:
  millrace windows flights
  millrace windows flights hourlyByOrigin --waiting
  millrace windows flights dailyByOrigin --counts --from 2001-01-01 --to 2001-01-08

${TIMES}`;
