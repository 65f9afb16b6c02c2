import { cpus } from 'node:os';
import Table from 'cli-table3';
import { Command, InvalidArgumentError } from 'commander';
import { measureBundles } from './bundles.ts';
import { measureCodecs } from './codecs.ts';
import { measureColdStart } from './cold-start.ts';
import { measureMemory } from './memory.ts';
import { measureNewcomer } from './newcomer.ts';
import { EVENTS_A_LANE, measurePacked, type Payload } from './packed.ts';
import { measureProcessorCpu } from './processor-cpu.ts';
import { measureProducer } from './producer.ts';
import { identifiedPipeline, referencePipeline } from './reference-load.ts';
import type { Spread } from './spread.ts';
import { measureWriteUnits } from './write-units.ts';

const count = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('Give a whole number of 1 or more.');
  return value;
};

const print = (text: string): void => console.log(text);

/** Every figure names its machine and day: it means nothing without. */
function printMachine(): void {
  const [cpu] = cpus();
  print(
    `${cpus().length} × ${cpu?.model.trim()}, Node ${process.versions.node}, ${new Date().toISOString().slice(0, 10)}`,
  );
}

function row(name: string, { median, least, most }: Spread, digits: number): string[] {
  return [name, ...[median, least, most].map((value) => value.toFixed(digits))];
}

async function writeUnits(windows: number): Promise<void> {
  const report = await measureWriteUnits(windows, referencePipeline);
  const identified = await measureWriteUnits(windows, identifiedPipeline);
  print(`\nDynamoDB write units per 1,000 events (${report.events.toLocaleString('en')} events, ${windows} windows)`);
  const table = new Table({ head: ['item', 'units', 'with ids'], style: { head: [] } });
  for (const [kind, units] of Object.entries(report.per1000Events)) {
    table.push([kind, units.toFixed(3), (identified.per1000Events[kind] ?? 0).toFixed(3)]);
  }
  table.push(['total', report.totalPer1000Events.toFixed(3), identified.totalPer1000Events.toFixed(3)]);
  print(table.toString());
}

async function cpu(passes: number): Promise<void> {
  const report = await measureProcessorCpu(200, passes);
  print(
    `\nEvent text to counted writes, one thread, ${passes} passes in turn of ${report.events.toLocaleString('en')} events`,
  );
  const table = new Table({
    head: ['thousand events a second of processor time', 'median', 'least', 'most'],
    style: { head: [] },
  });
  table.push(
    row('processor', report.processor, 0),
    row('plain loop', report.plainLoop, 0),
    row('ratio', report.ratio, 2),
  );
  print(table.toString());
}

async function bundles(): Promise<void> {
  const table = new Table({ head: ['pipeline', 'function', 'KB', 'KB gzipped'], style: { head: [] } });
  for (const { pipeline, functionName, bytes, gzipBytes } of await measureBundles()) {
    table.push([pipeline, functionName, (bytes / 1_000).toFixed(0), (gzipBytes / 1_000).toFixed(0)]);
  }
  print(`\nFunctions as synth bundles them\n${table.toString()}`);
}

function coldStart(passes: number): void {
  const table = new Table({
    head: ['function', 'KB with metrics', 'KB without', 'ms with', 'ms without', 'ratio', 'least', 'most'],
    style: { head: [] },
  });
  for (const { functionName, bytes, loadMs, ratio } of measureColdStart(passes)) {
    const sizes = [bytes.withMetrics, bytes.without].map((size) => (size / 1_000).toFixed(0));
    const times = [loadMs.withMetrics, loadMs.without].map(({ median }) => median.toFixed(0));
    const [, ...ratios] = row(functionName, ratio, 2);
    table.push([functionName, ...sizes, ...times, ...ratios]);
  }
  print(
    `\nLoading a function's bundle in a new process, flights, medians of ${passes} passes in turn\n${table.toString()}`,
  );
}

async function newcomer(): Promise<void> {
  print('\nA newcomer: seconds since `git clone` began');
  const table = new Table({ head: ['step', 'seconds'], style: { head: [] } });
  for (const { step, seconds } of await measureNewcomer()) table.push([step, seconds.toFixed(1)]);
  print(table.toString());
}

async function codecs(passes: number): Promise<void> {
  const reports = await measureCodecs(passes);
  print(`\nBytes of a record to the event that user code sees, ${passes} passes in turn of 100,000 records`);
  const table = new Table({
    head: ['format', 'bytes', 'million a second', 'least', 'most', 'by JSON.parse alone'],
    style: { head: [] },
  });
  for (const { name, bytes, rate, ratio } of reports) {
    const [, ...figures] = row(name, rate, 2);
    table.push([name, bytes.toFixed(0), ...figures, ratio.median.toFixed(2)]);
  }
  print(table.toString());
}

async function packed(payload: Payload, passes: number): Promise<void> {
  const report = await measurePacked(payload, passes);
  const { events, recordsPacked, bytesUnpacked, bytesPacked } = report;
  print(
    `\nOne event a record and packed, ${payload === 'json' ? 'bare JSON' : 'Avro'}, event text to counted writes, ${passes} passes in turn of ${events.toLocaleString('en')} events`,
  );
  const table = new Table({
    head: ['thousand events a second of processor time', 'median', 'least', 'most'],
    style: { head: [] },
  });
  table.push(row('unpacked', report.unpacked, 0), row('packed', report.packed, 0), row('ratio', report.ratio, 2));
  print(table.toString());
  print(
    `${Math.round(events / recordsPacked)} events a packed record; Lambda hands over ${Math.round(bytesUnpacked / EVENTS_A_LANE)} B an event unpacked, ${Math.round(bytesPacked / EVENTS_A_LANE)} B packed.`,
  );
}

async function memory(millions: number): Promise<void> {
  const { events, heapMb, residentMb, tablesMb } = await measureMemory(millions);
  print(`\nMemory over ${events.toLocaleString('en')} events, MB after each million`);
  const table = new Table({ style: { head: [] } });
  table.push(
    ['live heap', ...heapMb.map((mb) => mb.toFixed(0))],
    ['resident', ...residentMb.map((mb) => mb.toFixed(0))],
  );
  print(table.toString());
  const functionsMb = (heapMb.at(-1) ?? 0) - tablesMb;
  print(
    `At the end ${tablesMb.toFixed(0)} MB of it are the tables and the program, ${functionsMb.toFixed(1)} MB what the functions hold.`,
  );
}

async function producer(events: number): Promise<void> {
  print(`\nSending ${events.toLocaleString('en')} events to two shards that refuse what is beyond their limits`);
  const table = new Table({
    head: [
      ...['', 'seconds', 'events/s', 'MB/s', 'events a record', 'calls', 'sent again', 'lost', 'twice'],
      ...['live MB before', 'in first half', 'in second', 'CPU µs an event'],
    ],
    style: { head: [] },
  });
  for await (const { name, stats, seconds, lost, duplicates, ...report } of measureProducer(events)) {
    const again = (100 * stats.retries) / (stats.records + stats.retries);
    table.push([
      name,
      seconds.toFixed(1),
      Math.round(events / seconds).toLocaleString('en'),
      (stats.bytes / 1_048_576 / seconds).toFixed(2),
      stats.eventsPerRecord.toFixed(1),
      stats.calls,
      `${stats.retries} (${again.toFixed(1)} %)`,
      lost,
      duplicates,
      ...report.memoryMb.map((mb) => mb.toFixed(0)),
      report.cpuMicros.toFixed(0),
    ]);
  }
  print(table.toString());
}

const program = new Command('bench').description('Measures the reference load (bench/reference-load.ts).');
program
  .command('write-units')
  .description('what DynamoDB charges')
  .option('--windows <n>', 'minutes to run', count, 3)
  .action(({ windows }: { windows: number }) => writeUnits(windows));
program
  .command('cpu')
  .description('the processor beside a plain loop')
  .option('--passes <n>', 'passes of each', count, 7)
  .action(({ passes }: { passes: number }) => cpu(passes));
program
  .command('packed')
  .description('packed records beside unpacked ones')
  .option('--passes <n>', 'passes of each', count, 7)
  .action(async ({ passes }: { passes: number }) => {
    await packed('json', passes);
    await packed('avro', passes);
  });
program.command('bundles').description('sizes of the functions').action(bundles);
program
  .command('cold-start')
  .description('functions with metrics beside the same without')
  .option('--passes <n>', 'passes of each', count, 15)
  .action(({ passes }: { passes: number }) => coldStart(passes));
program
  .command('newcomer')
  .description('from a clone to windows firing in Chromium, by the commands of the README')
  .action(newcomer);
program
  .command('codecs')
  .description('each format beside JSON.parse')
  .option('--passes <n>', 'passes of each', count, 7)
  .action(({ passes }: { passes: number }) => codecs(passes));
program
  .command('producer')
  .description('sending against the limits of shards')
  .option('--events <n>', 'events to send, twice', count, 200_000)
  .action(({ events }: { events: number }) => producer(events));
program
  .command('memory')
  .description('memory of a long run')
  .option('--millions <n>', 'events, in millions', count, 10)
  .action(({ millions }: { millions: number }) => memory(millions));
program.action(async () => {
  await writeUnits(3);
  await cpu(7);
  await memory(10);
});

printMachine();
await program.parseAsync();
