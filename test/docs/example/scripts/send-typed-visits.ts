import visits, { visit } from '../pipelines/visits/pipeline.ts';
import { connect, makeClientDeps } from '../src/client/index.ts';
import { makeProducer, makeProducerDeps, RefusedEvent } from '../src/producer/index.ts';

const { resources } = await connect(visits, makeClientDeps());
const producer = makeProducer({
  ...makeProducerDeps(Math.random),
  pipeline: visits,
  streamName: resources.streamName,
  packing: 'kpl',
});

for (const [index, page] of ['/', '/docs', 'pricing', '/docs'].entries()) {
  try {
    await producer.send(visit, { page, seconds: 30, atMs: Date.UTC(2026, 10, 22, 11) + index });
  } catch (error) {
    if (!(error instanceof RefusedEvent)) throw error;
    process.stdout.write(`left out: ${error.message}\n`);
  }
}
await producer.close();
const { sent, records } = producer.stats();
process.stdout.write(`${sent} events in ${records} records\n`);
