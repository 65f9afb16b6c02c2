import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { makeMeter } from './dynamodb/capacity.ts';
import { dynaliteDb } from './dynamodb/dynalite.ts';
import { makeDynamoDb } from './dynamodb/dynamodb.ts';
import { makeGateway } from './gateway/gateway.ts';
import { closeServer, listen } from './gateway/listen.ts';
import { openKeyValueJournal } from './journal.ts';
import { makeKinesis } from './kinesis/kinesis.ts';
import { openLevelRecordStore } from './kinesis/level-record-store.ts';
import { makeMemoryRecordStore } from './kinesis/memory-record-store.ts';
import { makeStreamStore } from './kinesis/store.ts';
import { NO_FAULTS } from './sqs/faults.ts';
import { makeQueueStore } from './sqs/queue-store.ts';
import { makeSqs } from './sqs/sqs.ts';

export interface ServicesOptions {
  /** 0 takes a free port. */
  readonly port: number;
  /** Keeps everything there; without it everything is in memory. */
  readonly dataDir?: string;
  /** Told of failures that are ours, one text each. Nothing is printed. */
  readonly log?: (line: string) => void;
  /** Epoch ms. */
  readonly clock?: () => number;
  readonly region?: string;
}

export interface Services {
  /** `http://127.0.0.1:<port>`, for every SDK and CLI. */
  readonly endpoint: string;
  readonly port: number;
  stop(): Promise<void>;
}

const ACCOUNT_ID = '000000000000';

/** Starts the local AWS: one HTTP endpoint on the loopback interface. @throws PortTakenError, DataDirectoryInUseError */
export async function startServices(options: ServicesOptions): Promise<Services> {
  const { dataDir, clock = Date.now, log = () => {} } = options;
  const region = options.region ?? process.env.AWS_REGION ?? 'us-east-1';
  let endpoint = '';
  if (dataDir !== undefined) mkdirSync(dataDir, { recursive: true });

  const records =
    dataDir === undefined ? makeMemoryRecordStore() : await openLevelRecordStore(join(dataDir, 'kinesis'));
  const store = makeStreamStore({ accountId: ACCOUNT_ID, region }, openKeyValueJournal(dataDir, 'streams'), records);
  const kinesis = makeKinesis({ store, clock });
  const tables = dynaliteDb.create({
    createTableMs: 0,
    deleteTableMs: 0,
    updateTableMs: 0,
    ...(dataDir === undefined ? {} : { path: join(dataDir, 'dynamodb') }),
  });
  const meter = makeMeter();
  const dynamodb = makeDynamoDb({ store: tables, settings: openKeyValueJournal(dataDir, 'tables'), meter, clock });
  const journal = <V>(name: string) => openKeyValueJournal<V>(dataDir, name);
  const queueStore = makeQueueStore({
    definitions: journal('queues'),
    messages: journal('messages'),
    states: journal('message-states'),
  });
  const sqs = makeSqs({
    store: queueStore,
    deduplicated: journal('deduplicated-messages'),
    clock,
    schedule: setTimer,
    makeId: randomUUID,
    faults: NO_FAULTS,
    accountId: ACCOUNT_ID,
    region,
    endpoint: () => endpoint,
  });
  const server = makeGateway({
    services: [kinesis, dynamodb, sqs],
    pages: { '/_millrace/consumed': () => Object.fromEntries(meter.tables) },
    requestId: randomUUID,
    log,
  });
  const port = await listen(server, options.port);
  endpoint = `http://127.0.0.1:${port}`;
  return {
    endpoint,
    port,
    async stop() {
      sqs.stop();
      await closeServer(server);
      await records.close();
      await new Promise<void>((resolve, reject) => tables.db.close((error) => (error ? reject(error) : resolve())));
    },
  };
}

function setTimer(delayMs: number, task: () => void): () => void {
  const timer = setTimeout(task, delayMs);
  return () => clearTimeout(timer);
}
