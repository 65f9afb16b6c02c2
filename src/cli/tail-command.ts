import { Command } from 'commander';
import { CliError } from './cli-error.ts';
import { jsonLine } from './format-rows.ts';
import { streamEventJson, streamEventLine, tailLine } from './format-tail.ts';
import { endpointOption } from './letter-options.ts';
import { intervalOption, jsonOption } from './read-options.ts';
import type { Readable, Session } from './session.ts';

interface TailFlags {
  readonly key?: string;
  readonly events?: true;
  readonly interval: number;
  readonly json?: true;
  readonly endpoint?: string;
}

/** `millrace tail <pipeline> [aggregation]` */
export function tailCommand({ connect, output, interruptible }: Session): Command {
  const tailEvents = async (client: Readable, json: true | undefined): Promise<void> => {
    const onFailure = ({ message }: Error): void => output.note(`trying again: ${message}`);
    for await (const event of client.followEvents({ signal: interruptible(), onFailure })) {
      output.line(json ? streamEventJson(event) : streamEventLine(event));
    }
  };
  const tailResults = async (client: Readable, names: readonly string[], flags: TailFlags): Promise<void> => {
    const { key, interval, json } = flags;
    const options = { everyMs: interval, signal: interruptible(), ...(key === undefined ? {} : { key }) };
    const follow = async (name: string): Promise<void> => {
      for await (const row of client.followResults(name, options)) output.line(json ? jsonLine(row) : tailLine(row));
    };
    await Promise.all(names.map(follow));
  };
  return new Command('tail')
    .summary('follow results, or events, as they come')
    .description(
      'Follow results as they are written and corrected, from now on until Ctrl-C; with --events the events of the stream.',
    )
    .argument('<pipeline>', 'name of a folder in pipelines/')
    .argument('[aggregation]', 'name of one of its aggregations; default: all')
    .option('--key <key>', 'only results of this group key')
    .option('--events', 'the events of the stream, decoded, in place of results')
    .addOption(intervalOption())
    .addOption(jsonOption('one JSON object a line'))
    .addOption(endpointOption())
    .addHelpText('after', HELP)
    .action(async (pipeline: string, aggregation: string | undefined, flags: TailFlags) => {
      if (flags.events && (aggregation !== undefined || flags.key !== undefined)) {
        throw new CliError('--events follows the whole stream: leave aggregation and --key out', 2);
      }
      const client = await connect(pipeline, flags.endpoint);
      if (!flags.json) output.note('following from now on; Ctrl-C ends');
      if (flags.events) await tailEvents(client, flags.json);
      else await tailResults(client, aggregation === undefined ? client.aggregations : [aggregation], flags);
    });
}

const HELP = `
Results are found by looking at which windows were written since the last look. A correction that comes and goes between two looks is not seen,
and of a window that was written before, rows that were corrected earlier may be shown once. The results table has all of them.

--events reads each shard once a second, at the expense of the five reads that a shard answers.

Examples:
  millrace tail flights hourlyByOrigin
  millrace tail flights hourlyByOrigin --key ATL --json
  millrace tail flights --events | head -20`;
