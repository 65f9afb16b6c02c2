/**
 * `npm run test:localstack`: the integration suite on LocalStack. Needs Docker and a LocalStack account's token; says so in one line and
 * ends well where either is missing.
 */
import { spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import {
  LOCALSTACK_ENDPOINT,
  LOCALSTACK_HOST,
  LOCALSTACK_REGION,
  localstackEnvironment,
} from './container/environment.ts';
import { dockerProblemOf, skipReason } from './container/prerequisites.ts';
import { runSuite, type Step } from './container/run-suite.ts';
import { DEPLOYED_PIPELINES, stepsOf } from './container/steps.ts';
import { tickEveryMinute, tickOf } from './container/ticks.ts';

const project = fileURLToPath(new URL('..', import.meta.url));
const environment = localstackEnvironment(process.env);
const print = (line: string) => void process.stdout.write(`${line}\n`);

function ask(...args: string[]) {
  return spawnSync('docker', args, { env: environment, encoding: 'utf8' });
}

function run({ command, args }: Step): Promise<number | null> {
  const child = spawn(command, args, { cwd: project, env: environment, stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
}

async function fireSchedule(signal: AbortSignal): Promise<void> {
  const clientOptions = {
    endpoint: LOCALSTACK_ENDPOINT,
    region: LOCALSTACK_REGION,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  const cloudformation = new CloudFormationClient(clientOptions);
  const sqs = new SQSClient(clientOptions);
  const senderOf = async (pipeline: string) => {
    const { Stacks } = await cloudformation.send(
      new DescribeStacksCommand({ StackName: `millrace-${pipeline}-state` }),
    );
    const queueUrl = Stacks?.[0]?.Outputs?.find(({ OutputKey }) => OutputKey === 'PokesQueueUrl')?.OutputValue;
    const template: unknown = JSON.parse(
      readFileSync(join(steps.assembly, `millrace-${pipeline}-processing.template.json`), 'utf8'),
    );
    return async () => {
      const { body, messageGroupId } = tickOf(template, randomUUID());
      await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body, MessageGroupId: messageGroupId }));
    };
  };
  const senders = await Promise.all(DEPLOYED_PIPELINES.map(senderOf));
  const send = async () => {
    for (const tick of senders) await tick();
  };
  await tickEveryMinute(send, (delayMs, stop) => sleep(delayMs, undefined, { signal: stop }), signal);
}

const steps = stepsOf(project);
const dockerProblem = dockerProblemOf(ask('compose', 'version'), ask('info'));
const reason = skipReason({ dockerProblem, authToken: process.env.LOCALSTACK_AUTH_TOKEN });
if (reason === undefined) {
  // Ctrl-C reaches the running step too; LocalStack still has to be stopped.
  process.on('SIGINT', () => {});
  process.exitCode = await runSuite({
    steps,
    run,
    print,
    fireSchedule,
    resolveHost: () =>
      lookup(LOCALSTACK_HOST, { family: 4 }).then(
        ({ address }) => address,
        () => undefined,
      ),
    readHealth: async () => (await fetch(`${LOCALSTACK_ENDPOINT}/_localstack/health`)).json(),
  });
} else {
  print(`skipped: ${reason}`);
}
