import { Command, Option } from 'commander';
import { CliError } from './cli-error.ts';
import { counted } from './counted.ts';
import { parseDuration } from './parse-time.ts';
import type { Session } from './session.ts';

interface DrainOptions {
  readonly timeout: number;
  readonly endpoint?: string;
}

const DEFAULT_TIMEOUT_MS = 300_000;

/** `millrace drain <pipeline>` */
export function drainCommand({ connect, output }: Session): Command {
  return new Command('drain')
    .summary('finish a stream: fire and write every window')
    .description(
      'Finish a stream that nothing more is sent to: fire every window and wait until all results are written.',
    )
    .argument('<pipeline>', 'name of a folder in pipelines/')
    .addOption(
      new Option('--timeout <duration>', 'how long to wait').argParser(parseDuration).default(DEFAULT_TIMEOUT_MS, '5m'),
    )
    .option('--endpoint <url>', 'where AWS is; default: AWS_ENDPOINT_URL, or AWS itself')
    .addHelpText('after', EXAMPLES)
    .action(async (pipeline: string, { timeout, endpoint }: DrainOptions) => {
      const client = await connect(pipeline, endpoint);
      const { drained, open, notes, status } = await client.drain({
        timeoutMs: timeout,
        onProgress: ({ counts, marks, unreadShards }) =>
          output.note(
            [
              `${counted(counts.read, 'record')} read`,
              `${counted(unreadShards.length, 'shard')} unread`,
              `${counted(marks, 'window')} to write`,
            ].join(', '),
          ),
      });
      if (!drained) throw new CliError(`not drained within the timeout: ${[...open, ...notes].join('; ')}`);
      const done = `drained: ${counted(status.counts.read, 'record')} read, every window fired and written`;
      output.line([done, ...notes].join('; '));
    });
}

const EXAMPLES = `
Example:
  millrace drain flights --timeout 2m

Events that come after a drain still count; those for windows that it fired make corrections.`;
