import { randomUUID } from 'node:crypto';
import { makeCloudFormation } from './cloudformation/cloudformation.ts';
import { makeStacks, type StackDescription } from './cloudformation/stacks.ts';
import { makeSts } from './cloudformation/sts.ts';
import { type AlarmOptions, type CloudWatch, makeCloudWatch } from './cloudwatch/cloudwatch.ts';
import { makeTimeScale } from './cloudwatch/time-scale.ts';
import { makeMeter } from './dynamodb/capacity.ts';
import { makeDynaliteStore } from './dynamodb/dynalite-store.ts';
import { makeDynamoDb } from './dynamodb/dynamodb.ts';
import { makeGateway } from './gateway/gateway.ts';
import { closeServer, listen } from './gateway/listen.ts';
import { type GlueOptions, makeGlue } from './glue/glue.ts';
import { makeRegistryStore } from './glue/registry-store.ts';
import { type KinesisOptions, makeKinesis } from './kinesis/kinesis.ts';
import { makeStreamStore } from './kinesis/store.ts';
import { makeOutages, type OutageSwitch } from './outages.ts';
import { seededRandom, uuidFrom } from './random.ts';
import { makeObjectStore } from './s3/object-store.ts';
import { makeS3 } from './s3/s3.ts';
import type { ReleaseEarly } from './sqs/acknowledge.ts';
import { type ChaosShares, type Injections, makeChaos } from './sqs/chaos.ts';
import { NO_FAULTS } from './sqs/faults.ts';
import { makeQueueStore } from './sqs/queue-store.ts';
import { makeSqs } from './sqs/sqs.ts';
import { openStores } from './stores.ts';

export interface ServicesOptions {
  /** 0 takes a free port. */
  readonly port: number;
  /** Keeps everything there, over the death of the process; without it everything is in memory. */
  readonly dataDir?: string | undefined;
  /** Told of failures that are ours, and why a schema version was refused, one text each. Nothing is printed. */
  readonly log?: ((line: string) => void) | undefined;
  /** Epoch ms. Arrival times and sequence numbers of Kinesis follow the machine's clock all the same. */
  readonly clock?: (() => number) | undefined;
  /** Numbers in [0, 1), for the ids of messages, stacks and schema versions. */
  readonly random?: (() => number) | undefined;
  /** Injects faults into standard queues, the same for the same seed and calls. */
  readonly sqsChaos?: { readonly seed: number; readonly shares?: Partial<ChaosShares> } | undefined;
  readonly region?: string | undefined;
  readonly glue?: GlueOptions | undefined;
  readonly kinesis?: KinesisOptions | undefined;
  readonly alarms?: AlarmOptions | undefined;
}

export interface Services {
  /** `http://127.0.0.1:<port>`, for every SDK and CLI. */
  readonly endpoint: string;
  readonly port: number;
  /** How often each fault has been injected into the queues. */
  readonly injections: Readonly<Injections>;
  /** Makes a stack visible through CloudFormation, or replaces what was known of it. */
  registerStack(stack: StackDescription): void;
  /** Creates a bucket where there is none. */
  ensureBucket(name: string): void;
  /** Splits a stream's widest open shard, as AWS does by itself to on-demand streams. */
  splitStream(streamName: string): Promise<void>;
  readonly outages: OutageSwitch;
  readonly cloudwatch: Pick<CloudWatch, 'alarms' | 'metrics' | 'readLine'>;
  /** Not an operation of SQS: it leaves a message hidden for the rest of its visibility timeout. */
  readonly releaseEarly: ReleaseEarly;
  stop(): Promise<void>;
}

const ACCOUNT_ID = '000000000000';
const DEFAULT_SHARES: ChaosShares = { delayed: 0.05, duplicated: 0.05, redelivered: 0.03, lost: 0.03, shuffled: 0.2 };
const NO_INJECTIONS: Injections = { delayed: 0, duplicated: 0, redelivered: 0, lost: 0, shuffled: 0 };

/** Starts the local AWS: one HTTP endpoint on the loopback interface. @throws PortTakenError, DataDirectoryInUseError, RangeError */
export async function startServices(options: ServicesOptions): Promise<Services> {
  const { clock = Date.now, random = Math.random, log = () => {}, sqsChaos } = options;
  const account = { accountId: ACCOUNT_ID, region: options.region ?? process.env.AWS_REGION ?? 'us-east-1' };
  const makeId = () => uuidFrom(random);
  let endpoint = '';

  const scale = makeTimeScale(options.alarms?.periodScale ?? 1);
  const stores = await openStores(options.dataDir);
  const cloudwatch = makeCloudWatch({
    clock,
    schedule: setTimer,
    queueDepths: () => sqs.depths(),
    log,
    ...account,
    scale,
  });
  const { metrics } = cloudwatch;
  const streams = makeStreamStore(account, stores.streams, stores.records);
  const kinesis = makeKinesis({ ...options.kinesis, store: streams, clock, observe: metrics.put });
  const meter = makeMeter(metrics.units);
  const tables = makeDynaliteStore({ items: stores.items, ...account });
  const dynamodb = makeDynamoDb({ store: tables, settings: stores.tableSettings, meter, clock });
  const chaos = sqsChaos && makeChaos({ ...DEFAULT_SHARES, ...sqsChaos.shares }, seededRandom(sqsChaos.seed));
  const outages = makeOutages((service) => {
    // Who waits for messages must not be handed any in the midst of the outage.
    if (service === 'sqs') sqs.answerWaiting();
  });
  const sqs = makeSqs({
    store: makeQueueStore(stores),
    deduplicated: stores.deduplicated,
    moveTasks: stores.moveTasks,
    clock,
    schedule: setTimer,
    makeId,
    faults: chaos ?? NO_FAULTS,
    ...account,
    isDown: () => outages.isDown('sqs'),
    endpoint: () => endpoint,
  });
  const glue = makeGlue({
    ...options.glue,
    store: makeRegistryStore(stores.glue),
    clock,
    makeId,
    log,
    ...account,
  });
  const s3 = makeS3({ store: makeObjectStore(stores.s3), clock, makeId: randomUUID, ...account });
  const stacks = makeStacks({ journal: stores.stacks, clock, makeId, ...account });
  const server = makeGateway({
    services: [kinesis, dynamodb, sqs, glue, s3, cloudwatch, makeCloudFormation(stacks), makeSts(ACCOUNT_ID)].map(
      outages.guard,
    ),
    pages: { '/_millrace/consumed': () => Object.fromEntries(meter.tables) },
    requestId: randomUUID,
    log,
  });
  const port = await listen(server, options.port).catch(async (error: unknown) => {
    sqs.stop();
    await stores.close();
    throw error;
  });
  cloudwatch.start();
  endpoint = `http://127.0.0.1:${port}`;
  return {
    endpoint,
    port,
    injections: chaos?.injections ?? NO_INJECTIONS,
    registerStack: stacks.register,
    ensureBucket: s3.ensureBucket,
    splitStream: kinesis.splitStream,
    outages,
    cloudwatch,
    releaseEarly: sqs.releaseEarly,
    async stop() {
      cloudwatch.stop();
      sqs.stop();
      await closeServer(server);
      await stores.close();
    },
  };
}

function setTimer(delayMs: number, task: () => void): () => void {
  const timer = setTimeout(task, delayMs);
  return () => clearTimeout(timer);
}
