import type { Producer } from '../src/producer/index.ts';
import type { Arrived } from './arrived.ts';
import type { SentRecord } from './verifier/evidence.ts';
import type { Watch } from './watch.ts';

export interface SendDeps {
  readonly producer: Pick<Producer, 'sendRecord' | 'flush' | 'close'>;
  readonly arrived: Arrived;
  readonly watch: Watch;
  /** Told how many records are in the stream or on their way. */
  readonly onSent: (count: number) => void;
  /** Called once, when half of the records are sent. */
  readonly onHalf: () => Promise<void>;
}

/** The sender stays this share of all records ahead of the pipeline, so that windows fire while it sends, as they would live. */
const LEAD_SHARE = 1 / 10;
const MIN_LEAD = 200;
/** About two hours of flights: further ahead, late ones would come before their window has fired, and nothing were corrected. */
const MAX_LEAD = 1_000;

/** Sends what the stream does not hold yet, in order, never far ahead of the pipeline. */
export async function sendRest(deps: SendDeps, records: readonly SentRecord[]): Promise<void> {
  const { producer, arrived, watch, onSent, onHalf } = deps;
  const lead = Math.min(MAX_LEAD, Math.max(MIN_LEAD, Math.ceil(records.length * LEAD_SHARE)));
  const half = Math.floor(records.length / 2);
  let sent = 0;
  for (const record of records) {
    if (sent === half) {
      await producer.flush();
      await onHalf();
    }
    sent += 1;
    if (arrived.take(record)) continue;
    while (sent - watch.read() > lead) {
      onSent(sent - 1);
      await producer.flush();
      await watch.look();
    }
    await producer.sendRecord({ partitionKey: record.partitionKey, data: Buffer.from(record.data, 'base64') });
  }
  await producer.close();
  onSent(sent);
}
