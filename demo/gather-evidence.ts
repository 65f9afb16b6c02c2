import type { ClientDeps, PipelineClient } from '../src/client/index.ts';
import { readQueue } from './read-queue.ts';
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
  const rejected = [...(await readQueue(sqs, queues.retry)), ...(await readQueue(sqs, queues.dlq))];
  return {
    ...known,
    results,
    stream: await readStream(kinesis, streamName),
    late: (await readQueue(sqs, queues.late)).map(lateMessageOf),
    rejected: rejected.map((body) => queuedRecordOf(JSON.parse(body))),
    counts: await client.counts(),
  };
}

/** A message of the late or the retry queue, as far as it is looked at (docs/envelope.md). */
interface Envelope {
  readonly shardId: string;
  readonly sequenceNumber: string;
  readonly payloadEncoding: string;
  readonly payload: string;
  readonly windows?: LateMessage['windows'];
}

function lateMessageOf(body: string): LateMessage {
  const envelope: Envelope = JSON.parse(body);
  return { ...queuedRecordOf(envelope), windows: envelope.windows ?? [] };
}

/** Records of the demos are small, so a message always holds its record in base64; another encoding shows as other data. */
function queuedRecordOf({ shardId, sequenceNumber, payload, payloadEncoding }: Envelope): QueuedRecord {
  return { shardId, sequenceNumber, data: payloadEncoding === 'base64' ? payload : payloadEncoding };
}
