import { setImmediate } from 'node:timers/promises';
import {
  ExpiredIteratorException,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type GetShardIteratorCommandInput,
  InvalidArgumentException,
  KinesisClient,
  ListShardsCommand,
} from '@aws-sdk/client-kinesis';
import { makeKinesisStreamReader } from '../../src/adapters/aws/kinesis-stream-reader.ts';
import type { FollowShardsDeps } from '../../src/client/follow-shards.ts';
import { intercept } from '../support/intercept.ts';

const ITERATOR_LIFE_MS = 300_000;
const $metadata = { httpStatusCode: 400 };

/** A stream whose requests a test can make fail, read by a clock that a test moves; waits are over at once. */
export interface ServedStream {
  readonly deps: FollowShardsDeps;
  readonly nowMs: () => number;
  readonly pass: (ms: number) => void;
  /** Puts a record that arrives now; it is named `<shard>/<count>`. */
  readonly put: (shardId: string) => void;
  /** Called before each request with its name; what it throws is the answer. */
  beforeEach: (request: string) => void;
}

/** @param serviceAheadMs by how much the service's clock is ahead of the reader's */
export function serveStream(shardIds: readonly string[], serviceAheadMs = 0): ServedStream {
  const arrivals = new Map<string, number[]>(shardIds.map((shardId) => [shardId, []]));
  let nowMs = 1_800_000_000_000;
  const serviceMs = () => nowMs + serviceAheadMs;
  const arrivedIn = (shardId: string | undefined): number[] => arrivals.get(shardId ?? '') ?? [];

  const indexAt = ({ ShardId, ShardIteratorType, StartingSequenceNumber, Timestamp }: GetShardIteratorCommandInput) => {
    const arrived = arrivedIn(ShardId);
    if (ShardIteratorType === 'TRIM_HORIZON') return 0;
    if (ShardIteratorType === 'LATEST') return arrived.length;
    if (ShardIteratorType === 'AFTER_SEQUENCE_NUMBER') return Number(StartingSequenceNumber);
    if (!Timestamp || Timestamp.getTime() > serviceMs()) {
      throw new InvalidArgumentException({ message: 'ahead of the clock', $metadata });
    }
    const found = arrived.findIndex((arrivalMs) => arrivalMs >= Timestamp.getTime());
    return found < 0 ? arrived.length : found;
  };
  const iterator = (shardId: string, index: number) => `${shardId} ${index} ${serviceMs()}`;
  const records = ({ input: { ShardIterator = '', Limit = 1 } }: GetRecordsCommand) => {
    const [shardId = '', from, madeMs] = ShardIterator.split(' ');
    if (serviceMs() - Number(madeMs) > ITERATOR_LIFE_MS) {
      throw new ExpiredIteratorException({ message: 'five minutes old', $metadata });
    }
    const arrived = arrivedIn(shardId);
    const end = Math.min(arrived.length, Number(from) + Limit);
    const Records = arrived.slice(Number(from), end).map((arrivalMs, offset) => ({
      SequenceNumber: String(Number(from) + offset + 1),
      PartitionKey: 'k',
      Data: Buffer.from(`${shardId}/${Number(from) + offset + 1}`),
      ApproximateArrivalTimestamp: new Date(arrivalMs),
    }));
    return {
      Records,
      NextShardIterator: iterator(shardId, end),
      MillisBehindLatest: end < arrived.length ? 1_000 : 0,
    };
  };

  const client = intercept(new KinesisClient({ region: 'us-east-1' }), async ({ args: [command] }) => {
    // As an answer over a network: never before what was ready already.
    await setImmediate();
    served.beforeEach(command?.constructor.name ?? '');
    if (command instanceof GetRecordsCommand) return records(command);
    if (command instanceof GetShardIteratorCommand) {
      return { ShardIterator: iterator(command.input.ShardId ?? '', indexAt(command.input)) };
    }
    if (!(command instanceof ListShardsCommand)) throw new Error('no such request here');
    const HashKeyRange = { StartingHashKey: '0', EndingHashKey: '9' };
    return { Shards: shardIds.map((ShardId) => ({ ShardId, HashKeyRange })) };
  });
  const clock = {
    nowMs: () => nowMs,
    after: async (delayMs: number) => {
      nowMs += delayMs;
    },
  };
  const kinesis = { client, streamName: 'results', clock };
  const served: ServedStream = {
    deps: { kinesis, stream: makeKinesisStreamReader(kinesis) },
    nowMs: () => nowMs,
    pass(ms) {
      nowMs += ms;
    },
    put: (shardId) => void arrivedIn(shardId).push(serviceMs()),
    beforeEach: () => {},
  };
  return served;
}
