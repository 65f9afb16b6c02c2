import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { makeRuntimeChaos, type RuntimeChaosShares } from './chaos.ts';
import { makeAwsClients } from './deployer/aws-clients.ts';
import type { StackDescription } from './deployer/deploy-stack.ts';
import { makeDeployer } from './deployer/deployer.ts';
import { localAccount } from './deployer/names.ts';
import { makeEventSources } from './event-sources/event-sources.ts';
import type { ShardProgress } from './event-sources/kinesis/mapping-config.ts';
import { openKeyValueJournal } from './journal.ts';
import { systemClock } from './lambda/clock.ts';
import { type FunctionLogs, makeFunctionLogs } from './lambda/function-logs.ts';
import type { Invoke } from './lambda/invocation.ts';
import { makeLambdaRuntime } from './lambda/runtime.ts';
import type { Outages } from './outages.ts';
import { seededRandom } from './random.ts';
import { makeScheduler } from './scheduler/scheduler.ts';
import { type Services, type ServicesOptions, startServices } from './services.ts';

export interface LocalAwsOptions {
  /** 0 takes a free port. */
  readonly port: number;
  /** Keeps everything there: records, items, messages, positions of mappings, schedules. Without it all is in memory. */
  readonly dataDir?: string | undefined;
  /** Injects faults, each as often as its share of occasions says. */
  readonly chaos?: LocalChaos | undefined;
  /** Told what went wrong, one line each. Nothing is printed. */
  readonly log?: ((line: string) => void) | undefined;
  readonly region?: string | undefined;
  readonly glue?: ServicesOptions['glue'];
  readonly kinesis?: ServicesOptions['kinesis'];
  readonly alarms?: ServicesOptions['alarms'];
}

export interface LocalChaos {
  readonly seed: number;
  readonly functions?: Partial<RuntimeChaosShares>;
  readonly sqs?: NonNullable<ServicesOptions['sqsChaos']>['shares'];
}

/** AWS on this machine: one endpoint, and what a deployed template runs. */
export interface LocalAws {
  /** `http://127.0.0.1:<port>`. */
  readonly endpoint: string;
  readonly region: string;
  /** Invokes a deployed function, as the Invoke API does. */
  readonly invoke: Invoke;
  readonly functionLogs: FunctionLogs;
  /**
   * Deploys stacks of a folder that `cdk synth` wrote: all, or those named and what they depend on.
   * @throws DeployError one clear line
   */
  deploy(cdkOutDir: string, options?: { readonly stacks?: readonly string[] }): Promise<StackDescription[]>;
  /** Splits a stream's widest open shard. */
  splitStream(streamName: string): Promise<void>;
  readonly outages: Outages;
  /** How the deployed alarms stand, in order of their names. */
  alarms(): readonly AlarmStatus[];
  /** How often each fault was injected so far. */
  injections(): Record<string, number>;
  /** No more faults in functions and mappings from now on, so that a run can end. */
  calm(): void;
  stop(): Promise<void>;
}

export interface AlarmStatus {
  readonly name: string;
  readonly state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
  readonly reason: string;
  /** When it came into this state, epoch ms. */
  readonly sinceMs: number;
}

const DEFAULT_SHARES: RuntimeChaosShares = { killed: 0.1, redelivered: 0.1 };
/** What runs when everything stops may come to its end for so long; then its process is killed. */
const STOP_GRACE_MS = 1_000;

/** Starts the local AWS. @throws PortTakenError, DataDirectoryInUseError, JournalCorruptError, RangeError */
export async function startLocalAws(options: LocalAwsOptions): Promise<LocalAws> {
  const { port, dataDir, chaos, glue, kinesis, alarms, log = () => {} } = options;
  const region = options.region ?? process.env.AWS_REGION ?? 'us-east-1';
  const sqsChaos = chaos && { seed: chaos.seed, ...(chaos.sqs ? { shares: chaos.sqs } : {}) };
  const services = await startServices({ port, dataDir, log, region, sqsChaos, glue, kinesis, alarms });
  try {
    return startRuntime(services, { ...options, region, log });
  } catch (error) {
    await services.stop();
    throw error;
  }
}

type RuntimeOptions = LocalAwsOptions & { readonly region: string; readonly log: (line: string) => void };

/** What runs over the services: functions, mappings, schedules, and the deployer that makes them from templates. */
function startRuntime(services: Services, { dataDir, chaos, log, region }: RuntimeOptions): LocalAws {
  const faults = chaos && makeRuntimeChaos({ ...DEFAULT_SHARES, ...chaos.functions }, seededRandom(chaos.seed));
  const positions = openKeyValueJournal<ShardProgress>(dataDir, 'mapping-positions');
  const lastFired = openKeyValueJournal<number>(dataDir, 'schedules');
  const functionLogs = makeFunctionLogs(dataDir === undefined ? undefined : join(dataDir, 'function-logs'));
  const { cloudwatch } = services;
  const clients = makeAwsClients(services.endpoint, region);
  const shared = { clock: systemClock, newId: randomUUID, log };
  const lambda = makeLambdaRuntime({
    aws: { endpoint: services.endpoint, region },
    logs: {
      ...functionLogs,
      append(functionName, line) {
        functionLogs.append(functionName, line);
        cloudwatch.readLine(line);
      },
    },
    observe: cloudwatch.metrics.invocation,
    clock: systemClock,
    requestId: randomUUID,
    planKill: faults?.planKill,
  });
  const { invoke } = lambda;
  const eventSources = makeEventSources({
    ...shared,
    kinesis: clients.kinesis,
    sqs: clients.sqs,
    sqsUp: (signal) => services.outages.over('sqs', signal),
    releaseEarly: services.releaseEarly,
    invoke,
    progress: positions,
    redelivery: faults?.redelivery,
    observe: cloudwatch.metrics.mapping,
  });
  const scheduler = makeScheduler({
    ...shared,
    lastFired,
    invoke,
    sendToQueue: async (queueUrl, body, group) => {
      const message = { QueueUrl: queueUrl, MessageBody: body };
      await clients.sqs.send(
        new SendMessageCommand(group === undefined ? message : { ...message, MessageGroupId: group }),
      );
    },
  });
  const deployer = makeDeployer(
    {
      location: localAccount(region),
      clients,
      lambda,
      eventSources,
      scheduler,
      alarms: cloudwatch.alarms,
      clock: systemClock,
      ensureBucket: services.ensureBucket,
    },
    services.registerStack,
  );

  return {
    endpoint: services.endpoint,
    region,
    invoke,
    functionLogs,
    deploy: (cdkOutDir, { stacks } = {}) => deployer.deploy(cdkOutDir, stacks),
    splitStream: services.splitStream,
    outages: services.outages,
    alarms: () =>
      cloudwatch.alarms.all().map(({ definition, state, reason, sinceMs }) => {
        return { name: definition.name, state, reason, sinceMs };
      }),
    injections: () => (chaos ? { ...faults?.injections, ...services.injections } : {}),
    calm: () => faults?.calm(),
    async stop() {
      const grace = new AbortController();
      const stopped = deployer.stop();
      await Promise.race([stopped, systemClock.sleep(STOP_GRACE_MS, grace.signal)]);
      grace.abort();
      await lambda.stop();
      await stopped;
      await scheduler.stop();
      clients.close();
      await services.stop();
      positions.close();
      lastFired.close();
    },
  };
}
