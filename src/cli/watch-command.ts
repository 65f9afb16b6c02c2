import { Command } from 'commander';
import type { Pulse } from '../client/index.ts';
import { pause } from '../client/pause.ts';
import { ratesBetween } from '../client/rates.ts';
import { ratesJson, ratesLines } from './format-rates.ts';
import { endpointOption } from './letter-options.ts';
import { intervalOption, jsonOption } from './read-options.ts';
import type { Session } from './session.ts';

interface WatchFlags {
  readonly interval: number;
  readonly once?: true;
  readonly json?: true;
  readonly endpoint?: string;
}

/** `millrace watch <pipeline>` */
export function watchCommand({ connect, output, clock, interruptible }: Session): Command {
  return new Command('watch')
    .summary('show rates, watermark and windows as they move')
    .description('Show how fast a pipeline goes, and how its watermark and windows move, until Ctrl-C.')
    .argument('<pipeline>', 'name of a folder in pipelines/')
    .addOption(intervalOption())
    .option('--once', 'over one interval, then end')
    .addOption(jsonOption('one JSON object an interval, each on a line'))
    .addOption(endpointOption())
    .addHelpText('after', HELP)
    .action(async (pipeline: string, { interval, once, json, endpoint }: WatchFlags) => {
      const client = await connect(pipeline, endpoint);
      const signal = interruptible();
      let before: Pulse = await client.pulse();
      if (!json && !once) output.note('measuring; Ctrl-C ends');
      do {
        await pause(clock, interval, signal);
        if (signal.aborted) return;
        const after = await client.pulse();
        const rates = ratesBetween(before, after);
        if (json) output.line(ratesJson(pipeline, rates));
        else output.frame(ratesLines(pipeline, rates, after.progress.counts));
        before = after;
      } while (!once);
    });
}

const HELP = `
Rates are of what was stored between two looks: batches are written when they are done, so short intervals are uneven. In a pipe each look
is written below the one before.

Examples:
  millrace watch flights
  millrace watch flights --interval 10s --json | jq -c '[.at, .perSecond.accepted]'
  millrace watch flights --once --interval 5s`;
