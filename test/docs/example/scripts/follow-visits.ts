import visits from '../pipelines/visits/pipeline.ts';
import { connect, makeClientDeps, makeRevisionMemory } from '../src/client/index.ts';

const client = await connect(visits, makeClientDeps());
const isNews = makeRevisionMemory();
for await (const { result, problem } of client.resultMessages({ from: 'oldest' })) {
  if (result === undefined) throw new Error(problem);
  if (!isNews(result)) continue;
  const { key, windowStartMs, revision, measures } = result;
  process.stdout.write(`${new Date(windowStartMs).toISOString()} ${key} ${measures.visits}, revision ${revision}\n`);
  // It would go on until its signal is aborted; the first correction is enough here.
  if (revision > 1) break;
}
