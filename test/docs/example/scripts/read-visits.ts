import visits from '../pipelines/visits/pipeline.ts';
import { connect, makeClientDeps } from '../src/client/index.ts';

const client = await connect(visits, makeClientDeps());
for await (const row of client.results('visitsByPage', { key: '/docs' })) {
  const share = row.measures.longReads / row.measures.visits;
  process.stdout.write(`${new Date(row.windowStartMs).toISOString()} ${row.measures.visits} ${share}\n`);
}
