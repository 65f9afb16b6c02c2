import { Command } from 'commander';
import { jsonText } from '../client/json-text.ts';
import { laneJson, laneLines, laneTable } from './format-lanes.ts';
import { endpointOption } from './letter-options.ts';
import { jsonOption, patienceOption } from './read-options.ts';
import type { Session } from './session.ts';
import { writeTable } from './write-table.ts';

interface LanesFlags {
  readonly patience: number;
  readonly json?: true;
  readonly endpoint?: string;
}

/** `millrace lanes <pipeline>` */
export function lanesCommand({ connect, output, clock }: Session): Command {
  return new Command('lanes')
    .summary('show how each shard is doing')
    .description(
      'Show each shard: how it is doing, how far it is done and decided, its watermark, counts and attempts.',
    )
    .argument('<pipeline>', 'name of a folder in pipelines/')
    .addOption(patienceOption())
    .addOption(jsonOption('one JSON object a line'))
    .addOption(endpointOption())
    .addHelpText('after', HELP)
    .action(async (pipeline: string, { patience, json, endpoint }: LanesFlags) => {
      const client = await connect(pipeline, endpoint);
      const lanes = await client.lanes({ patienceMs: patience });
      if (json) for (const lane of lanes) output.line(jsonText(laneJson(lane)));
      else if (lanes.length === 0) output.note('the stream has no shards');
      else writeTable(output, laneTable(lanes, clock.nowMs()), laneLines(lanes));
    });
}

const HELP = `
States:
  active   heard from lately
  idle     silent, and its shard holds nothing unread: it does not hold the watermark
  behind   silent, and its shard holds unread records; it moved while it was watched, for up to --patience
  stalled  behind, and it did not move
  drained  closed by a reshard, and read to its end

Attempts are those at one record that ended without a word, as by a killed process.

Examples:
  millrace lanes flights
  millrace lanes flights --json | jq 'select(.state == "stalled")'`;
