import { SOURCE_NAMES } from './scenario.ts';
import type { ItemWrite } from './services/dynamodb/sim-dynamodb.ts';
import { SimDynamoDb } from './services/dynamodb/sim-dynamodb.ts';
import { SimHttp } from './services/http/sim-http.ts';
import { SimKinesis } from './services/kinesis/sim-kinesis.ts';
import { SimSqs, type SqsTarget } from './services/sqs/sim-sqs.ts';
import { STREAM } from './stream.ts';
import type { World } from './world.ts';

/** What a request of the SDK's does, and is answered, at one instant. */
export interface Service {
  /** @throws what the SDK's client throws */
  execute(command: object): object;
}

/** What the functions' environment would say. */
export const NAMES = {
  stream: STREAM.streamName,
  stateTable: 'state',
  resultsTable: 'results',
  resultsStream: 'results',
  tasksQueue: 'https://sqs.sim/tasks',
  pokesQueue: 'https://sqs.sim/pokes.fifo',
  retryQueue: 'https://sqs.sim/retry',
  lateQueue: 'https://sqs.sim/late',
  bucket: 'archive',
  glue: 'https://glue.sim',
  s3: 'https://s3.sim',
} as const;

/** How old what an eventually consistent read sees may be. */
const OLDEST_READ_MS = 20_000;
/** How long a shard may be open before all lists have it. */
const STALE_LIST_MS = 300_000;
/** A page of a query, where it is cut short. */
const SHORT_PAGE_ITEMS = 3;

export interface Services {
  readonly dynamodb: SimDynamoDb;
  readonly kinesis: SimKinesis;
  readonly sqs: SimSqs;
  readonly http: SimHttp;
}

/** Simulated AWS, as nasty as it is allowed to be. */
export function makeServices(world: World, onWrite: (write: ItemWrite) => void): Services {
  const { faults, random, scheduler, stream } = world;
  const nowMs = () => scheduler.nowMs;
  const dynamodb = new SimDynamoDb({
    nowMs,
    ageMs: () => (faults.happens('read sees what was before') ? random.int(1, OLDEST_READ_MS) : 0),
    pageItems: () => (faults.happens('page of a query cut short') ? random.int(1, SHORT_PAGE_ITEMS) : Infinity),
    unprocessedShare: () => (faults.happens('keys of a batch left unprocessed') ? random.next() : 0),
    onWrite,
  });
  dynamodb.createTable(NAMES.stateTable, 'S');
  dynamodb.createTable(NAMES.resultsTable, 'N');
  const kinesis = new SimKinesis({
    stream: STREAM,
    targets: new Map([[NAMES.resultsStream, world.published]]),
    shards: () => stream.shards,
    nowMs,
    isEmptyPage: () => faults.happens('empty page of a shard'),
    isExpired: () => faults.happens('iterator of a shard expired'),
    listed: (shards) => {
      if (!faults.happens('stale list of shards')) return shards;
      // Shards are listed as they were opened.
      const old = shards.filter(({ openedMs }) => openedMs < scheduler.nowMs - STALE_LIST_MS).length;
      return shards.slice(0, random.int(old, shards.length));
    },
    pageShards: () => (faults.happens('list of shards in pages') ? 1 : 1_000),
  });
  const { letters } = world;
  const sqs = new SimSqs({
    queues: new Map<string, SqsTarget>([
      [NAMES.tasksQueue, world.tasks],
      [NAMES.pokesQueue, world.pokes],
      [NAMES.retryQueue, letters.retryTarget],
      [NAMES.lateQueue, letters.lateTarget],
    ]),
    nowMs,
    isRefused: () => faults.happens('message of a batch refused'),
  });
  return { dynamodb, kinesis, sqs, http: new SimHttp({ versions: () => SCHEMA_VERSIONS }) };
}

/** All that senders write under. */
const SCHEMA_VERSIONS = new Map(
  SOURCE_NAMES.flatMap((name) =>
    [1, 2].map((versionNumber) => {
      const versionId = `${name}/${versionNumber}`;
      const format = 'JSON' as const;
      const version = { versionId, registryName: 'millrace-simulated', schemaName: name, versionNumber, format };
      return [versionId, { ...version, definition: '{}', status: 'AVAILABLE' as const }];
    }),
  ),
);
