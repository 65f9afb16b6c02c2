import visits from '../pipelines/visits/pipeline.ts';
import { records } from '../pipelines/visits/source.ts';
import { connect, makeClientDeps } from '../src/client/index.ts';
import { makeProducer } from '../src/producer/index.ts';

const deps = makeClientDeps();
const { resources } = await connect(visits, deps);
const producer = makeProducer({
  client: deps.kinesis,
  streamName: resources.streamName,
  pipeline: visits,
  clock: deps.clock,
  random: Math.random,
});
for (const record of records()) await producer.sendRecord(record);
await producer.close();
process.stdout.write(`${producer.stats().sent} records sent\n`);
