import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { PutRecordCommand } from '@aws-sdk/client-kinesis';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { makeAwsClients } from '../../../localstack/embedded/deployer/aws-clients.ts';
import { functionResource, roleResource, writeAssembly } from './deployer/write-assembly.ts';
import { writeFolder } from './folder.ts';
import { startTestAws } from './start-aws.ts';

const MAIN = fileURLToPath(new URL('../../../localstack/embedded/main.ts', import.meta.url));

let folder: ReturnType<typeof writeFolder>;
beforeEach(() => {
  folder = writeFolder({ 'out/.keep': '' });
});
afterEach(() => folder.remove());

const until = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 15_000, interval: 20 });

/** Leaves a file `<payload>-<process id>` for each record, then waits for ever where `hang` says so. */
const WITNESS = `const { writeFileSync } = require('node:fs');
exports.handler = async (event) => {
  for (const record of event.Records) {
    writeFileSync(process.env.OUT + '/' + Buffer.from(record.kinesis.data, 'base64') + '-' + process.pid, '');
  }
  if (process.env.HANG === 'yes') await new Promise((resolve) => setTimeout(resolve, 60_000));
};`;

const app = (hang: boolean) => ({
  resources: {
    Role: roleResource,
    Stream: { Type: 'AWS::Kinesis::Stream', Properties: { Name: 'clicks', ShardCount: 1 } },
    Fn: functionResource('code', {
      Timeout: 120,
      Environment: { Variables: { OUT: join(folder.dir, 'out'), HANG: hang ? 'yes' : 'no' } },
    }),
    Mapping: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        EventSourceArn: { 'Fn::GetAtt': ['Stream', 'Arn'] },
        FunctionName: { Ref: 'Fn' },
        StartingPosition: 'TRIM_HORIZON',
      },
    },
  },
  assets: { code: WITNESS },
});
const seen = () => readdirSync(join(folder.dir, 'out')).filter((name) => !name.startsWith('.'));
const payloads = () => [...new Set(seen().map((name) => name.split('-')[0]))].sort();
const record = (data: string) =>
  new PutRecordCommand({ StreamName: 'clicks', Data: Buffer.from(data), PartitionKey: 'k' });
const isRunning = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

it('with a data directory a mapping goes on after a restart where it was', async () => {
  const options = { dataDir: join(folder.dir, 'data') };
  const first = await startTestAws(options);
  await first.deployStacks({ app: app(false) });
  await first.kinesis.send(record('one'));
  await until(() => expect(payloads()).toEqual(['one']));
  await first.dispose();

  const second = await startTestAws(options);
  await second.deployStacks({ app: app(false) });
  await second.kinesis.send(record('two'));
  await until(() => expect(payloads()).toEqual(['one', 'two']));
  expect(seen()).toHaveLength(2);
  await second.dispose();
});

describe('when the whole process is killed', { timeout: 60_000 }, () => {
  const running: ChildProcess[] = [];
  afterEach(() => {
    for (const child of running.splice(0)) child.kill('SIGKILL');
  });

  /** Runs main.ts as a person would; resolves to its endpoint once everything is deployed. */
  const startMain = async (cdkOut: string) => {
    const flags = ['--port', '0', '--data-dir', join(folder.dir, 'data'), '--cdk-out', cdkOut];
    const child = spawn(process.execPath, ['--import', 'tsx', MAIN, ...flags], { stdio: ['ignore', 'pipe', 'pipe'] });
    running.push(child);
    const lines: string[] = [];
    for (const output of [child.stdout, child.stderr])
      createInterface({ input: output }).on('line', (l) => lines.push(l));
    await until(() => expect(lines.join('\n')).toMatch(/Ctrl-C stops it/));
    const endpoint = /at (http:\S+)\./.exec(lines.join('\n'))?.[1] ?? '';
    return { child, lines, endpoint };
  };

  it('its functions die with it, and what they were given is delivered again', async () => {
    const hanging = writeAssembly({ app: app(true) });
    const first = await startMain(hanging.dir);
    const clients = makeAwsClients(first.endpoint, 'us-east-1');
    await clients.kinesis.send(record('half'));
    await until(() => expect(payloads()).toEqual(['half']));
    const functionPid = Number(seen()[0]?.split('-')[1]);
    expect(isRunning(functionPid)).toBe(true);
    first.child.kill('SIGKILL');
    clients.close();
    await until(() => expect(isRunning(functionPid)).toBe(false));
    hanging.remove();

    const working = writeAssembly({ app: app(false) });
    const second = await startMain(working.dir);
    await until(() => expect(seen()).toHaveLength(2));
    expect(payloads()).toEqual(['half']);
    working.remove();

    expect(second.lines).toEqual([
      'Deployed app, 4 resources',
      `Local AWS at ${second.endpoint}. Point an AWS SDK or the AWS CLI at it with:`,
      `  export AWS_ENDPOINT_URL=${second.endpoint} AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1`,
      '  export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local',
      'Ctrl-C stops it.',
    ]);
    second.child.kill('SIGINT');
    await until(() => expect(second.child.exitCode).toBe(0));
    expect(existsSync(join(folder.dir, 'data'))).toBe(true);
  });
});
