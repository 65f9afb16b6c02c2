import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { DeployError } from './deployer/deploy-error.ts';
import { PortTakenError } from './gateway/listen.ts';
import { JournalCorruptError } from './journal.ts';
import { DataDirectoryInUseError } from './level.ts';
import { type LocalAws, startLocalAws } from './local-aws.ts';

interface Options {
  readonly port: number;
  readonly dataDir?: string;
  readonly cdkOut: string;
  readonly shardLimits?: boolean;
  readonly periodScale: number;
}

const MAX_PORT = 65_535;
const MINUTE_MS = 60_000;
/** What a person can mend, told in one line. */
const USER_ERRORS = [DeployError, PortTakenError, DataDirectoryInUseError, JournalCorruptError];

const print = (line: string) => void process.stdout.write(`${line}\n`);

async function main(): Promise<void> {
  // The SDK's advice about Node versions is not for the person who runs this.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const program = new Command('local-aws')
    .description('Runs a local AWS in the foreground and deploys a synthesized CDK app to it.')
    .option('--port <port>', 'port on the loopback interface; 0 takes a free one', parsePort, 4566)
    .option('--data-dir <dir>', 'keep everything there; without it everything is in memory')
    .option('--cdk-out <dir>', 'folder that cdk synth wrote; deployed when it exists', 'cdk.out')
    .option('--shard-limits', 'refuse what a shard of Kinesis does not take in a second: 1,000 records, 1 MiB')
    .option('--period-scale <n>', 'alarms look at time so many times faster; divides 60000', parsePeriodScale, 1)
    .parse();
  const options = program.opts<Options>();
  const aws = await startLocalAws({
    port: options.port,
    dataDir: options.dataDir,
    kinesis: { enforceShardLimits: options.shardLimits ?? false },
    alarms: { periodScale: options.periodScale },
    log: (line) => void process.stderr.write(`${line}\n`),
  });
  stopOnSignal(aws);
  try {
    await deploy(aws, options.cdkOut);
  } catch (error) {
    await aws.stop();
    throw error;
  }
  print(`Local AWS at ${aws.endpoint}. Point an AWS SDK or the AWS CLI at it with:`);
  print(`  export AWS_ENDPOINT_URL=${aws.endpoint} AWS_REGION=${aws.region} AWS_DEFAULT_REGION=${aws.region}`);
  print('  export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local');
  print('Ctrl-C stops it.');
}

async function deploy(aws: LocalAws, cdkOut: string): Promise<void> {
  if (!existsSync(join(cdkOut, 'manifest.json'))) {
    print(`Nothing to deploy in ${cdkOut}; write it with: npx cdk synth --output ${cdkOut}`);
    return;
  }
  for (const { stackName, resources } of await aws.deploy(cdkOut)) {
    print(`Deployed ${stackName}, ${resources.length} resources`);
  }
}

function stopOnSignal(aws: LocalAws): void {
  let stopping = false;
  const stop = async () => {
    // A second signal does not wait.
    if (stopping) process.exit(1);
    stopping = true;
    await aws.stop();
    process.exit(0);
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

function parsePort(value: string): number {
  const port = Number(value);
  if (!/^\d+$/.test(value) || port > MAX_PORT) throw new InvalidArgumentError(`Give a number from 0 to ${MAX_PORT}.`);
  return port;
}

function parsePeriodScale(value: string): number {
  const scale = Number(value);
  if (!/^\d+$/.test(value) || scale < 1 || MINUTE_MS % scale !== 0) {
    throw new InvalidArgumentError(`Give a number that divides ${MINUTE_MS}, such as 12.`);
  }
  return scale;
}

main().catch((error: unknown) => {
  if (!USER_ERRORS.some((type) => error instanceof type)) throw error;
  process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
