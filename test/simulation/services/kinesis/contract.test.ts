import { makeKinesisStreamReader } from '../../../../src/adapters/aws/kinesis-stream-reader.ts';
import { type StreamReaderFixture, streamReaderContract } from '../../../contracts/stream-reader-contract.ts';
import { makeFaultyClient } from '../../../support/faulty-client.ts';
import { runContract } from '../../../support/run-contract.ts';
import { kinesisClient } from './client.ts';
import { HeldStream } from './held-stream.ts';
import { SimKinesis, type SimKinesisDeps } from './sim-kinesis.ts';

type Nastiness = Pick<SimKinesisDeps, 'isEmptyPage' | 'isExpired' | 'pageShards'>;

/** Twice of three times. */
function often(): () => boolean {
  let asked = 0;
  return () => {
    asked += 1;
    return asked % 3 !== 0;
  };
}

function readerOver(nastiness: Nastiness): StreamReaderFixture {
  const stream = new HeldStream();
  const sim = new SimKinesis({ stream, shards: () => stream.shards, nowMs: () => stream.nowMs, ...nastiness });
  const { client, failNext } = makeFaultyClient(kinesisClient(async (command) => sim.execute(command)));
  const clock = {
    nowMs: () => stream.nowMs,
    async after(delayMs: number) {
      stream.nowMs += delayMs;
    },
  };
  const [first, second] = stream.shards.map(({ shardId }) => shardId);
  return {
    reader: makeKinesisStreamReader({ client, streamName: stream.streamName, clock }),
    streamName: stream.streamName,
    shardIds: [first ?? '', second ?? ''],
    failNext,
    async append(shardId, { partitionKey = 'key', data = Buffer.from('{}') } = {}) {
      return stream.append(shardId, { partitionKey, dataBase64: Buffer.from(data).toString('base64') });
    },
    close: async (shardId) => stream.split(shardId),
    merge: async () => stream.merge(first ?? '', second ?? ''),
    expire: async () => stream.expire(),
  };
}

runContract('stream reader over simulated Kinesis', streamReaderContract, () => readerOver({}));

runContract('stream reader over simulated Kinesis at its worst', streamReaderContract, () =>
  readerOver({ isEmptyPage: often(), isExpired: often(), pageShards: () => 1 }),
);
