import type { KinesisStreamEvent } from 'aws-lambda';
import type {
  KinesisMappingConfig,
  Redelivery,
} from '../../../../localstack/embedded/event-sources/kinesis/mapping-config.ts';
import { pollShard } from '../../../../localstack/embedded/event-sources/kinesis/shard-poller.ts';
import type { ShardPosition } from '../../../../localstack/embedded/event-sources/kinesis/stream-reader.ts';
import { UNOBSERVED } from '../../../../localstack/embedded/event-sources/observe-mapping.ts';
import type { InvokeResult } from '../../../../localstack/embedded/lambda/invocation.ts';
import { makeFakeStream } from './fake-stream.ts';

export const SHARD = 'shardId-000000000006';

export const mappingConfig: KinesisMappingConfig = {
  id: 'mapping',
  functionName: 'fn',
  functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:fn',
  roleArn: 'arn:aws:iam::000000000000:role/fn',
  streamArn: 'arn:aws:kinesis:us-east-1:000000000000:stream/clicks',
  region: 'us-east-1',
  startingPosition: 'TRIM_HORIZON',
  batchSize: 100,
  windowMs: 0,
  bisect: false,
  reportItemFailures: false,
  onFailureQueueUrl: 'queue',
};

/** What the function does with an event: its value is the answer, THROTTLED and thrown errors speak for themselves. */
export type Behaviour = (data: string[], event: KinesisStreamEvent) => unknown;
const MAX_WAITS = 1_000;
export const THROTTLED = Symbol('throttled');

export interface Play {
  /** One letter a record, each the payload of one record; or payloads. */
  readonly records: string | readonly { data: string; partitionKey?: string; arrivalMs?: number }[];
  readonly config?: Partial<KinesisMappingConfig>;
  readonly fn?: Behaviour;
  readonly redelivery?: Redelivery;
  readonly nowMs?: number;
  /** Told of each checkpoint, by the payload of the record it names. */
  readonly onCommit?: (payload: string) => void;
  /** Change the stream before it is read. */
  readonly prepare?: (stream: ReturnType<typeof makeFakeStream>) => void;
}

/** Plays a closed shard through a mapping, on a clock that waits no time, and tells what came of it. */
export async function playShard({ records, config, fn = () => null, redelivery, nowMs = 0, onCommit, prepare }: Play) {
  const stream = makeFakeStream();
  const list = typeof records === 'string' ? [...records].map((data) => ({ data })) : records;
  stream.open(SHARD);
  const sequences = list.map(({ data, ...rest }: { data: string; partitionKey?: string; arrivalMs?: number }) =>
    stream.put(SHARD, data, rest.partitionKey, rest.arrivalMs),
  );
  stream.close(SHARD);
  prepare?.(stream);

  const events: KinesisStreamEvent[] = [];
  const sent: Record<string, unknown>[] = [];
  const waits: number[] = [];
  const log: string[] = [];
  const commits: string[] = [];
  let clockMs = nowMs;
  let ids = 0;
  const dataOf = (event: KinesisStreamEvent) =>
    event.Records.map((record) => Buffer.from(record.kinesis.data, 'base64').toString());
  const newId = () => {
    ids += 1;
    return `request-${ids}`;
  };

  const invoke = async (_: string, text: string): Promise<InvokeResult> => {
    const requestId = newId();
    // The mapping wrote this text: its shape is what these tests examine.
    const event = JSON.parse(text) as KinesisStreamEvent;
    events.push(event);
    try {
      const value = fn(dataOf(event), event);
      if (value === THROTTLED) return { outcome: 'throttled', requestId };
      return { outcome: 'success', requestId, payload: JSON.stringify(value ?? null), durationMs: 1 };
    } catch (error) {
      const payload = JSON.stringify({ errorMessage: String(error) });
      return { outcome: 'function-error', functionError: 'Unhandled', requestId, payload, durationMs: 1 };
    }
  };

  const letterOf = (sequenceNumber: unknown) => list[sequences.indexOf(String(sequenceNumber))]?.data;
  const ended = await pollShard({
    config: { ...mappingConfig, ...config },
    shardId: SHARD,
    checkpoint: (): ShardPosition => {
      const last = commits.at(-1);
      return last === undefined
        ? { from: 'TRIM_HORIZON' }
        : { from: 'AFTER_SEQUENCE_NUMBER', sequenceNumber: sequences[list.findIndex((r) => r.data === last)] ?? '' };
    },
    commit(sequenceNumber) {
      commits.push(letterOf(sequenceNumber) ?? '');
      onCommit?.(letterOf(sequenceNumber) ?? '');
    },
    signal: new AbortController().signal,
    deps: {
      reader: stream.reader,
      invoke,
      progress: new Map(),
      sendToQueue: async (_, body) => void sent.push(JSON.parse(body)),
      newId,
      clock: {
        now: () => clockMs,
        sleep: async (ms) => {
          waits.push(ms);
          clockMs += ms;
          // Waiting takes no time here: without an end it would never let a test fail.
          if (waits.length > MAX_WAITS) throw new Error('the shard is not brought on');
        },
      },
      pace: { poll: { firstMs: 100, capMs: 100 }, discoverMs: 1_000, backOff: { firstMs: 50, capMs: 2_000 } },
      log: (line) => log.push(line),
      redelivery,
      observe: UNOBSERVED,
    },
  });
  return {
    ended,
    events,
    /** The payloads of each invocation, joined: 'abc', 'c'. */
    batches: events.map((event) => dataOf(event).join('')),
    /** The last record done, each time the checkpoint moved. */
    commits,
    sent,
    waits,
    log,
    sequences,
    reads: stream.reads,
  };
}

/** A partial batch response naming the records with these payloads. */
export const failing = (payloads: string) => (_: string[], event: KinesisStreamEvent) => ({
  batchItemFailures: event.Records.filter((record) =>
    payloads.includes(Buffer.from(record.kinesis.data, 'base64').toString()),
  ).map((record) => ({ itemIdentifier: record.kinesis.sequenceNumber })),
});

/** Fails each batch with this record, so many times. */
export const poison =
  (payload: string, times = Number.POSITIVE_INFINITY) =>
  (data: string[]) => {
    if (data.includes(payload) && times > 0) {
      times -= 1;
      throw new Error('poison');
    }
  };

/** Answers so once, then with a success. */
export const onlyOnce = (value: unknown) => {
  let calls = 0;
  return () => {
    calls += 1;
    return calls === 1 ? value : null;
  };
};
