import type { UndeliveredBatch } from '../../src/codecs/undelivered-batch.ts';
import { encodePosition } from '../../src/engine/position.ts';
import type { DeadLetters, RejectedRecord } from '../../src/ports/dead-letters.ts';
import type { Lane } from '../../src/ports/lane.ts';
import type { StreamReader, StreamRecord } from '../../src/ports/stream-reader.ts';

export interface RecoverDeps {
  readonly stream: Pick<StreamReader, 'recordsBetween'>;
  readonly deadLetters: Pick<DeadLetters, 'sendRejected'>;
}

/** What the stream still held of a batch; all of it is on the retry queue. */
export interface Recovered {
  readonly records: number;
  /** Sequence numbers; undefined where nothing was left. */
  readonly first: string | undefined;
  readonly last: string | undefined;
}

/** What the queue is sent by four calls at once: small records together, a large one alone, which bounds memory. */
const MAX_HELD_RECORDS = 40;
const MAX_HELD_BYTES = 1_048_576;

/** Makes what sends the records of a batch that Lambda did not deliver to the retry queue, each whole, as `UNDELIVERABLE`. */
export function makeRecoverBatch({ stream, deadLetters }: RecoverDeps) {
  return async (lane: Lane, batch: UndeliveredBatch): Promise<Recovered> => {
    let held: RejectedRecord[] = [];
    let heldBytes = 0;
    let records = 0;
    let first: string | undefined;
    let last: string | undefined;
    const send = async (): Promise<void> => {
      if (held.length > 0) await deadLetters.sendRejected(held);
      held = [];
      heldBytes = 0;
    };
    const { shardId, startSequenceNumber, endSequenceNumber } = batch;
    for await (const record of stream.recordsBetween(shardId, startSequenceNumber, endSequenceNumber)) {
      if (held.length === MAX_HELD_RECORDS || heldBytes + record.data.length > MAX_HELD_BYTES) await send();
      held.push(rejectedOf(lane, record, batch.told));
      heldBytes += record.data.length;
      records += 1;
      first ??= record.sequenceNumber;
      last = record.sequenceNumber;
    }
    await send();
    return { records, first, last };
  };
}

function rejectedOf(lane: Lane, record: StreamRecord, told: UndeliveredBatch['told']): RejectedRecord {
  const { sequenceNumber, partitionKey, arrivalMs, data } = record;
  const { condition = 'without a reason', attempts, gaveUpMs } = told;
  return {
    record: { lane, sequenceNumber, partitionKey, arrivalMs, dataBase64: Buffer.from(data).toString('base64') },
    // Of the record as a whole, also where it holds several events: nothing has opened it yet.
    position: encodePosition(sequenceNumber),
    reason: 'UNDELIVERABLE',
    message: `Lambda did not deliver it (${condition}); it has ${data.length} bytes`,
    ...(attempts === undefined ? {} : { attempts }),
    ...(gaveUpMs === undefined ? {} : { firstFailedMs: gaveUpMs }),
  };
}
