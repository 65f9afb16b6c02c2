import type { RunDeps } from '../../src/cli/run.ts';
import { run } from '../../src/cli/run.ts';
import type { Readable, Sending } from '../../src/cli/session.ts';
import type { Checkup, Clock, DrainReport, Letters, LiveRow, ResultRow, RowRange } from '../../src/client/index.ts';
import type { RegisterSchemas } from '../../src/client/register-schemas.ts';

export interface Script {
  readonly isTerminal?: boolean;
  readonly results?: readonly ResultRow[];
  readonly live?: readonly LiveRow[];
  readonly drain?: Partial<Pick<DrainReport, 'drained' | 'open' | 'notes'>>;
  /** What was not counted; by default nothing can be asked. */
  readonly letters?: Letters;
  /** Aborted as by Ctrl-C. */
  readonly interrupted?: AbortSignal;
  /** What else the client answers; by default nothing can be asked. */
  readonly client?: Partial<Readable>;
  /** What looks at an installation; by default there is none. */
  readonly checkup?: Checkup;
  /** By default it stands still, and waits are over at once. */
  readonly clock?: Clock;
  /** The schema registry; by default none can be reached. */
  readonly registry?: RegisterSchemas;
  /** The project's folder; by default one that is not there. */
  readonly project?: string;
  /** Thrown in place of connecting. */
  readonly failure?: Error;
  /** AWS_ENDPOINT_URL */
  readonly endpoint?: string;
  /** What commands that send work with; by default nothing can be sent, and there is nothing to read. */
  readonly sending?: Partial<Sending>;
}

const NO_SENDING: Sending = {
  loadPipeline: () => Promise.reject(new Error('no pipeline')),
  openProducer: () => Promise.reject(new Error('no producer')),
  stdin: (async function* nothing() {})(),
  startProgress: () => ({ update() {}, clear() {}, stop() {} }),
};

const nothingAsked = () => Promise.reject(new Error('no letters'));
const NO_LETTERS: Letters = {
  depth: nothingAsked,
  list: nothingAsked,
  find: nothingAsked,
  bytesOf: nothingAsked,
  decode: nothingAsked,
  moveToRetry: nothingAsked,
  remove: nothingAsked,
  stats: nothingAsked,
  moveTasks: { newest: nothingAsked, start: nothingAsked, wait: nothingAsked, cancel: nothingAsked },
};

/** Runs a command line over a client that answers by the script. */
export async function runCli(line: string, script: Script = {}) {
  const out: string[] = [];
  const said: string[] = [];
  const notes: string[] = [];
  const frames: string[][] = [];
  const bytes: number[] = [];
  const connected: { pipeline: string; endpoint: string | undefined }[] = [];
  const asked: { what: 'results' | 'live'; aggregation: string; range: RowRange | undefined }[] = [];
  let timeoutMs: number | undefined;

  async function* rowsOf<R>(rows: readonly R[] | undefined): AsyncGenerator<R> {
    yield* rows ?? [];
  }
  const client: Readable = {
    ...NO_CLIENT,
    letters: script.letters ?? NO_LETTERS,
    results: (aggregation, range) => {
      asked.push({ what: 'results', aggregation, range });
      return rowsOf(script.results);
    },
    live: (aggregation, range) => {
      asked.push({ what: 'live', aggregation, range });
      return rowsOf(script.live);
    },
    drain: async (options) => {
      timeoutMs = options?.timeoutMs;
      options?.onProgress?.(STATUS);
      return { drained: true, open: [], notes: [], ...script.drain, status: STATUS };
    },
    ...script.client,
  };
  const deps: RunDeps = {
    project: script.project ?? '/nowhere',
    endpoint: script.endpoint,
    output: {
      isTerminal: script.isTerminal ?? false,
      line: (text) => out.push(text),
      note: (text) => notes.push(text),
      frame: (lines) => frames.push([...lines]),
      bytes: (data) => bytes.push(...data),
    },
    say: (text) => said.push(text),
    connect: async (pipeline, endpoint) => {
      connected.push({ pipeline, endpoint });
      if (script.failure) throw script.failure;
      return client;
    },
    connectRegistry: async (endpoint) => {
      connected.push({ pipeline: '', endpoint });
      if (!script.registry) throw script.failure ?? new Error('no schema registry');
      return script.registry;
    },
    openCheckup: async (endpoint) => {
      connected.push({ pipeline: '', endpoint });
      if (!script.checkup) throw script.failure ?? new Error('no checkup');
      return script.checkup;
    },
    clock: script.clock ?? { nowMs: () => 0, after: () => Promise.resolve() },
    sending: { ...NO_SENDING, ...script.sending },
    interruptible: () => script.interrupted ?? new AbortController().signal,
  };
  const exitCode = await run(line.split(' ').filter(Boolean), deps);
  return {
    exitCode,
    out,
    bytes: Buffer.from(bytes),
    said,
    notes,
    frames,
    connected,
    asked,
    timeoutMs: () => timeoutMs,
  };
}

const nothingFollowed = () => {
  throw new Error('nothing to follow');
};
const NO_CLIENT = {
  aggregations: ['hourly', 'daily'],
  health: nothingAsked,
  lanes: nothingAsked,
  pulse: nothingAsked,
  windows: nothingAsked,
  explain: nothingAsked,
  eventsOf: nothingAsked,
  followResults: nothingFollowed,
  followEvents: nothingFollowed,
};

const NOTHING = { visible: 0, inFlight: 0, delayed: 0 };
const STATUS: DrainReport['status'] = {
  lanes: [],
  counts: { read: 120, accepted: 120, duplicate: 0, rejected: 0, ignored: 0, aggregations: {} },
  watermarkMs: null,
  aggregations: [],
  unreadShards: ['shardId-000000000000'],
  marks: 3,
  newestMarkedEndMs: null,
  queues: {
    tasks: NOTHING,
    pokes: NOTHING,
    retry: NOTHING,
    dlq: NOTHING,
    late: NOTHING,
    undeliverable: NOTHING,
    unrecovered: NOTHING,
  },
};
