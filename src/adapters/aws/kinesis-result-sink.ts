import { type KinesisClient, PutRecordsCommand, type PutRecordsRequestEntry } from '@aws-sdk/client-kinesis';
import { resultMessageKey, writeResultMessage } from '../../codecs/result-message.ts';
import type { Clock } from '../../ports/clock.ts';
import { RetryableError } from '../../ports/errors.ts';
import type { PublishedResult, ResultSink } from '../../ports/result-sink.ts';
import { answerTo, isThrottleCode } from './aws-errors.ts';

export interface KinesisResultSinkDeps {
  readonly client: KinesisClient;
  readonly streamName: string;
  readonly clock: Pick<Clock, 'after'>;
  /** Uniform in [0, 1): spreads retries. */
  readonly random: () => number;
}

interface Entry extends PutRecordsRequestEntry {
  readonly PartitionKey: string;
  readonly Data: Uint8Array;
}

/** What one request takes, of records and of their data with their partition keys (Kinesis API reference, PutRecords). */
const RECORDS_PER_CALL = 500;
const BYTES_PER_CALL = 10 * 1_048_576;
/**
 * A call's refused records are sent again this often, for about a minute in all: who gives up earlier starts over with all rows of its task, and
 * sends a stream that has too much to do even more.
 */
const MAX_ATTEMPTS = 40;
const BACK_OFF_FIRST_MS = 100;
const BACK_OFF_LAST_MS = 2_000;

/** A stream with one JSON message a row. */
export function makeKinesisResultSink(deps: KinesisResultSinkDeps): ResultSink {
  return {
    async publish(rows, isTimeUp = () => false) {
      for (const call of callsOf(rows.map(entryOf))) await put(deps, call, isTimeUp);
    },
  };
}

function entryOf(row: PublishedResult): Entry {
  return { PartitionKey: resultMessageKey(row), Data: Buffer.from(writeResultMessage(row)) };
}

function callsOf(entries: readonly Entry[]): Entry[][] {
  const calls: Entry[][] = [];
  let call: Entry[] = [];
  let callBytes = 0;
  for (const entry of entries) {
    const bytes = entry.Data.length + Buffer.byteLength(entry.PartitionKey);
    if (call.length === RECORDS_PER_CALL || callBytes + bytes > BYTES_PER_CALL) {
      calls.push(call);
      call = [];
      callBytes = 0;
    }
    call.push(entry);
    callBytes += bytes;
  }
  return call.length > 0 ? [...calls, call] : calls;
}

/** An answer tells of each record, by its place in the request, whether the stream holds it. */
async function put(
  { client, streamName, clock, random }: KinesisResultSinkDeps,
  call: readonly Entry[],
  isTimeUp: () => boolean,
): Promise<void> {
  let entries = [...call];
  for (let attempt = 1; ; attempt += 1) {
    if (isTimeUp()) throw new RetryableError(`no time is left to publish ${entries.length} results`);
    const command = new PutRecordsCommand({ StreamName: streamName, Records: entries });
    const { Records: outcomes = [] } = await answerTo('publishing results', client.send(command));
    const failed = entries.filter((_, index) => outcomes[index]?.SequenceNumber === undefined);
    if (failed.length === 0) return;
    if (attempt === MAX_ATTEMPTS) {
      const reasons = outcomes.flatMap(({ ErrorCode: code }) => code ?? []);
      throw new RetryableError(
        `${failed.length} of ${call.length} results could not be published in ${attempt} attempts: ${reasons[0]}`,
        { throttled: reasons.some(isThrottleCode) },
      );
    }
    entries = failed;
    const ceilingMs = Math.min(BACK_OFF_LAST_MS, BACK_OFF_FIRST_MS * 2 ** (attempt - 1));
    await clock.after(Math.ceil(ceilingMs * (0.5 + random() / 2)));
  }
}
