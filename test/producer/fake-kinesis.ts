import type { PutRecordsCommandInput, PutRecordsCommandOutput } from '@aws-sdk/client-kinesis';
import type { Clock } from '../../src/ports/clock.ts';
import type { ProducerDeps } from '../../src/producer/index.ts';

/** A record as it arrived. */
export interface Arrived {
  readonly partitionKey: string;
  readonly data: Buffer;
}

/**
 * What the service does with one call: stores all of it but the entries listed, answers with an error, or stores all and the answer is
 * lost.
 */
export type Answer =
  | { readonly refuse: readonly number[]; readonly code?: string }
  | { readonly error: string; readonly status: number }
  | { readonly lost: true };

export interface FakeKinesisOptions {
  readonly clock: Clock;
  /** How each call is answered; default: all is stored. */
  readonly answer?: (call: number, records: readonly Arrived[]) => Answer | undefined;
  readonly latencyMs?: (call: number) => number;
}

/** Limits of the service (Kinesis API reference, PutRecords). */
const MAX_RECORDS = 500;
const MAX_CALL_BYTES = 10 * 1_048_576;
const MAX_RECORD_BYTES = 1_048_576;

/** Kinesis in memory: it stores what comes in the order of its answers, and takes no call that is beyond a limit. */
export function makeFakeKinesis({ clock, answer = () => undefined, latencyMs = () => 0 }: FakeKinesisOptions) {
  const calls: Arrived[][] = [];
  const stored: Arrived[] = [];
  let inFlight = 0;
  let mostInFlight = 0;

  const put = async (input: PutRecordsCommandInput): Promise<Partial<PutRecordsCommandOutput>> => {
    const records = (input.Records ?? []).map(({ PartitionKey = '', Data = new Uint8Array() }) => ({
      partitionKey: PartitionKey,
      data: Buffer.from(Data),
    }));
    const call = calls.push(records) - 1;
    const fault = limitBroken(records);
    if (fault) throw serviceError('InvalidArgumentException', 400, fault);
    if (latencyMs(call) > 0) await clock.after(latencyMs(call));
    const planned = answer(call, records) ?? { refuse: [] };
    if ('error' in planned) throw serviceError(planned.error, planned.status, 'as planned');
    if ('lost' in planned) {
      stored.push(...records);
      throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
    }
    const outcomes = records.map((record, index) => {
      if (planned.refuse.includes(index)) {
        return { ErrorCode: planned.code ?? 'ProvisionedThroughputExceededException', ErrorMessage: 'Rate exceeded' };
      }
      stored.push(record);
      return { SequenceNumber: String(stored.length), ShardId: 'shardId-000000000000' };
    });
    return { FailedRecordCount: outcomes.filter(({ ErrorCode }) => ErrorCode).length, Records: outcomes };
  };

  const send = async ({ input }: { readonly input: PutRecordsCommandInput }) => {
    inFlight += 1;
    mostInFlight = Math.max(mostInFlight, inFlight);
    try {
      return await put(input);
    } finally {
      inFlight -= 1;
    }
  };
  return {
    // Of all the client's commands and overloads the producer uses this one.
    client: { send } as unknown as ProducerDeps['client'],
    calls,
    stored,
    mostInFlight: () => mostInFlight,
  };
}

function limitBroken(records: readonly Arrived[]): string | undefined {
  const sizes = records.map(({ partitionKey, data }) => data.length + Buffer.byteLength(partitionKey));
  if (records.length < 1 || records.length > MAX_RECORDS) return `${records.length} records`;
  if (sizes.some((size) => size > MAX_RECORD_BYTES)) return 'a record is too large';
  if (sizes.reduce((sum, size) => sum + size, 0) > MAX_CALL_BYTES) return 'the call is too large';
  if (records.some(({ partitionKey }) => partitionKey.length < 1 || partitionKey.length > 256)) return 'a key is wrong';
  return undefined;
}

function serviceError(name: string, httpStatusCode: number, message: string): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode } });
}
