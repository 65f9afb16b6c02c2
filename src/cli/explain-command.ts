import { Argument, Command, Option } from 'commander';
import { explanationJson, explanationLines } from './format-explanation.ts';
import { endpointOption, TIMES } from './letter-options.ts';
import { parseInstant } from './parse-time.ts';
import { jsonOption, parseCount } from './read-options.ts';
import type { Session } from './session.ts';

interface ExplainFlags {
  readonly events?: true;
  readonly limit: number;
  readonly maxRecords: number;
  readonly json?: true;
  readonly endpoint?: string;
}

/** `millrace explain <pipeline> <aggregation> <key> <window>` */
export function explainCommand({ connect, output, interruptible }: Session): Command {
  return new Command('explain')
    .summary('tell what a result is made of')
    .description(
      'Tell what a result is made of: the share of each lane and of each redriven event, the row that is stored, and whether the two agree.',
    )
    .argument('<pipeline>', 'name of a folder in pipelines/')
    .argument('<aggregation>', 'name of one of its aggregations')
    .argument('<key>', 'group key')
    .addArgument(new Argument('<window>', 'start of the window, or any time in it').argParser(parseInstant))
    .option('--events', 'also the events, as far as the stream still holds them: reads the stream again')
    .addOption(new Option('--limit <n>', 'show at most so many events').argParser(parseCount(10_000)).default(20))
    .addOption(
      new Option('--max-records <n>', 'look at most at so many records')
        .argParser(parseCount(100_000_000))
        .default(200_000),
    )
    .addOption(jsonOption('as one JSON object'))
    .addOption(endpointOption())
    .addHelpText('after', HELP)
    .action(async (pipeline: string, aggregation: string, key: string, atMs: number, flags: ExplainFlags) => {
      const { events, limit, maxRecords, json, endpoint } = flags;
      const client = await connect(pipeline, endpoint);
      const explanation = await client.explain(aggregation, key, atMs);
      const onProgress = (looked: number): void => output.note(`${looked} records looked at`);
      const search = events
        ? await client.eventsOf(explanation, { limit, maxRecords, signal: interruptible(), onProgress })
        : undefined;
      if (json) output.line(explanationJson(explanation, search));
      else for (const line of explanationLines(explanation, search)) output.line(line);
    });
}

const HELP = `
The window is the one that the time lies in. A share is what one lane has brought to the key: everything of it up to the position given. The
stored row is what all shares come to, unless something is still to happen or has happened since; the last line says what.

--events reads each lane with a share again from the window's start to where the share ends, and shows the events of this key and window.
It takes of the shards' read capacity. Duplicates and events that came too late are among what it finds: what became of a single event is
not kept.

Exits with 0 whatever it tells.

Examples:
  millrace explain flights hourlyByOrigin ATL 2001-01-01T06:00
  millrace explain flights hourlyByOrigin ATL 2001-01-01T06:00 --events --limit 5
  millrace explain flights hourlyByOrigin ATL 2001-01-01T06:00 --json | jq .verdict.kind

${TIMES}`;
