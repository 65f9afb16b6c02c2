import { Command, InvalidArgumentError, Option } from 'commander';
import type { Session } from './session.ts';

interface ProduceFlags {
  readonly type?: string;
  readonly format?: 'ndjson' | 'csv';
  readonly schemaVersion?: number;
  readonly rate?: number;
  readonly packing: 'none' | 'kpl';
  readonly idField?: string;
  readonly skipBad?: true;
  readonly dryRun?: true;
  readonly endpoint?: string;
}

/** `millrace produce <pipeline> [file]` */
export function produceCommand(session: Session): Command {
  return new Command('produce')
    .summary('send events of a file to a pipeline')
    .description('Send events of a file, or of standard input, to a pipeline, each checked against its schema first.')
    .argument('<pipeline>', 'name of a folder in pipelines/')
    .argument('[file]', 'what to send; default: standard input')
    .option('--type <event>', 'event type; default: the only one, or the one that each line names')
    .addOption(
      new Option('--format <format>', 'default: csv for a file *.csv, otherwise ndjson').choices(['ndjson', 'csv']),
    )
    .option('--schema-version <n>', 'write under an older version of the schema', parseVersion)
    .option('--rate <n>', 'send at most so many events a second', parseRate)
    .addOption(
      new Option('--packing <how>', 'kpl: many events of a partition key in one record')
        .choices(['none', 'kpl'])
        .default('none'),
    )
    .option('--id-field <field>', 'give events without an id in this field one that is the same in every run')
    .option('--skip-bad', 'leave bad lines out; default: stop at the first')
    .option('--dry-run', 'check every line, send nothing')
    .option('--endpoint <url>', 'where AWS is; default: AWS_ENDPOINT_URL, or AWS itself')
    .addHelpText('after', HELP)
    .action(async (name: string, file: string | undefined, flags: ProduceFlags) => {
      const pipeline = await session.sending.loadPipeline(name);
      // Schema compilers and the SDK take most of the start; other commands do without them.
      const { produce } = await import('./produce/produce.ts');
      await produce(session, pipeline, {
        file,
        type: flags.type,
        format: flags.format ?? (file?.toLowerCase().endsWith('.csv') ? 'csv' : 'ndjson'),
        schemaVersion: flags.schemaVersion,
        idField: flags.idField,
        endpoint: flags.endpoint,
        maxPerSecond: flags.rate,
        packing: flags.packing,
        skipBad: flags.skipBad ?? false,
        dryRun: flags.dryRun ?? false,
      });
    });
}

function parseVersion(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Give the number of a schema version, such as 1.');
}

function parseRate(text: string): number {
  if (/^\d{1,9}(\.\d+)?$/.test(text) && Number(text) > 0) return Number(text);
  throw new InvalidArgumentError('Give a number above 0.');
}

const HELP = `
Examples:
  millrace produce flights flights.ndjson --packing kpl
  millrace produce flights flights.csv --rate 500 --skip-bad
  millrace produce orders --type order-paid --dry-run

A line of NDJSON holds one event. The first row of a CSV file names the fields. Lines go in their order, one call at a time. Exits with
1 where any line was bad.`;
