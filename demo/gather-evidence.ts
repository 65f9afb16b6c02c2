import { type ClientDeps, type PipelineClient, systemClock } from '../src/client/index.ts';
import { emptied, readQueue } from './read-queue.ts';
import { readStream } from './read-stream.ts';
import type { Evidence, LateMessage, QueuedRecord, ResultRow } from './verifier/evidence.ts';

/** What the demo itself knows of a run. */
export type Known = Pick<Evidence, 'sent' | 'interrupted' | 'schemas'>;

/** Reads back all that a run left behind, as plain data. */
export async function gatherEvidence(
  client: PipelineClient,
  { kinesis, sqs }: Pick<ClientDeps, 'kinesis' | 'sqs'>,
  known: Known,
  aggregations: readonly string[],
): Promise<Evidence> {
  const { streamName, queues } = client.resources;
  const results: ResultRow[] = [];
  for (const aggregation of aggregations) {
    for await (const row of client.results(aggregation)) results.push(row);
  }
  await emptied(sqs, queues.retry, systemClock);
  const rejected = await readQueue(sqs, queues.dlq);
  return {
    ...known,
    results,
    stream: await readStream(kinesis, streamName),
    late: (await readQueue(sqs, queues.late)).map(lateMessageOf),
    rejected: rejected.map((body) => queuedRecordOf(JSON.parse(body))),
    counts: await client.counts(),
  };
}

/** A message of the late or the dead-letter queue, as far as it is looked at (docs/envelope.md). */
interface Letter {
  readonly shardId: string;
  readonly sequenceNumber: string;
  readonly payload?: string;
  readonly windows?: LateMessage['windows'];
}

function lateMessageOf(body: string): LateMessage {
  const letter: Letter = JSON.parse(body);
  return { ...queuedRecordOf(letter), windows: letter.windows ?? [] };
}

/** Records of the demos are small, so a message always holds its record; one that does not shows as other data. */
function queuedRecordOf({ shardId, sequenceNumber, payload = 'in the archive' }: Letter): QueuedRecord {
  return { shardId, sequenceNumber, data: payload };
}
