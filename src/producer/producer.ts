import { type OutgoingRecord, RecordBuffer, sizeOf } from './buffer.ts';
import { ProducerError } from './errors.ts';
import { type PutAllDeps, putAll } from './put-all.ts';

/** What a stream takes unless its limit was raised (Kinesis API reference, UpdateMaxRecordSize): data and partition key. */
const MAX_RECORD_BYTES = 1_048_576;

export interface ProducerDeps extends PutAllDeps {
  /** `send` waits while this many records are buffered; default 5,000. */
  readonly maxBufferedRecords?: number;
  /** `send` waits while this many bytes are buffered; default 16 MiB. */
  readonly maxBufferedBytes?: number;
}

export interface ProducerStats {
  /** Records known to be in the stream. */
  readonly sent: number;
  /** Records taken and not known to be in the stream. */
  readonly pending: number;
  readonly calls: number;
  /** How often a record was not stored by a call and had to go again. */
  readonly retries: number;
}

/** Sends records to a stream, at least once. */
export interface Producer {
  /**
   * Takes a record into the buffer; waits while that is full.
   *
   * Records go out one call at a time, in the order of their sending, so records of one partition key keep their order, but for
   * those that a call does not store: they follow those it did.
   *
   * @param record.data text is sent as UTF-8
   * @throws ProducerError where the record is too large, or after an earlier one could not be sent
   */
  send(record: { readonly partitionKey: string; readonly data: string | Uint8Array }): Promise<void>;
  /** Resolves once everything taken so far is in the stream. @throws ProducerError where something could not be sent */
  flush(): Promise<void>;
  /** Flushes and takes no more. */
  close(): Promise<void>;
  stats(): ProducerStats;
}

/** Makes a producer. No timer gathers records: those that come while a call is under way make up the next one. */
export function makeProducer(deps: ProducerDeps): Producer {
  const { maxBufferedRecords = 5_000, maxBufferedBytes = 16 * 1_048_576 } = deps;
  const buffer = new RecordBuffer();
  const stats = { sent: 0, pending: 0, calls: 0, retries: 0 };
  let closed = false;
  let failure: unknown;
  /** The loop that empties the buffer, while it runs. */
  let pumping: Promise<void> | undefined;
  /** Records enter in the order of `send`, those that had to wait for room too. */
  let lastEntry: Promise<void> = Promise.resolve();
  let giveRoom: () => void = () => {};

  const onCall = (stored: number, failed: number): void => {
    stats.calls += 1;
    stats.sent += stored;
    stats.pending -= stored;
    stats.retries += failed;
  };

  const pump = async (): Promise<void> => {
    try {
      while (buffer.length > 0) {
        await putAll(deps, buffer.takeBatch(), onCall);
        giveRoom();
      }
    } catch (error) {
      failure = error;
      giveRoom();
    }
    pumping = undefined;
  };

  const enter = async (record: OutgoingRecord): Promise<void> => {
    while (!failure && (buffer.length >= maxBufferedRecords || buffer.bytes >= maxBufferedBytes)) {
      await new Promise<void>((resolve) => {
        giveRoom = resolve;
      });
    }
    if (failure) throw failure;
    buffer.push(record);
    stats.pending += 1;
    pumping ??= pump();
  };

  const send: Producer['send'] = async ({ partitionKey, data }) => {
    if (closed) throw new ProducerError('the producer is closed');
    const record = { partitionKey, data: typeof data === 'string' ? Buffer.from(data) : data };
    const bytes = sizeOf(record);
    if (bytes > MAX_RECORD_BYTES) {
      throw new ProducerError(`a record of ${bytes} bytes is too large: a stream takes ${MAX_RECORD_BYTES}`);
    }
    const entry = lastEntry.then(() => enter(record));
    lastEntry = entry.catch(() => {});
    await entry;
  };

  const flush = async (): Promise<void> => {
    await lastEntry;
    await pumping;
    if (failure) throw failure;
  };

  return {
    send,
    flush,
    close: () => {
      closed = true;
      return flush();
    },
    stats: () => ({ ...stats }),
  };
}
