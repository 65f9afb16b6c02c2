import { KinesisClient } from '@aws-sdk/client-kinesis';

/** A record as it arrived, text. */
export interface Arrived {
  readonly partitionKey: string;
  readonly data: string;
}

/** What the service does with one call: stores all of it but the entries listed, or answers with an error, or not at all. */
export type Answer =
  | { readonly refuse: readonly number[] }
  | { readonly error: string; readonly status: number }
  | { readonly lost: true };

interface Entry {
  readonly PartitionKey: string;
  readonly Data: string;
}

/**
 * Kinesis behind the real client's wire format. Calls are answered by the list, then all succeed; `hold` makes them wait.
 */
export function makeFakeKinesis(answers: readonly Answer[] = []) {
  const calls: Arrived[][] = [];
  const stored: Arrived[] = [];
  let held: Promise<void> = Promise.resolve();
  let release = (): void => {};

  const answer = async (body: string): Promise<{ statusCode: number; body: string; type?: string }> => {
    const records = (JSON.parse(body) as { Records: readonly Entry[] }).Records.map(({ PartitionKey, Data }) => ({
      partitionKey: PartitionKey,
      data: Buffer.from(Data, 'base64').toString('utf8'),
    }));
    const planned = answers[calls.length] ?? { refuse: [] };
    calls.push(records);
    await held;
    if ('error' in planned) return { statusCode: planned.status, body: '{}', type: planned.error };
    if ('lost' in planned) {
      stored.push(...records);
      throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
    }
    const outcomes = records.map((record, index) => {
      if (planned.refuse.includes(index)) {
        return { ErrorCode: 'ProvisionedThroughputExceededException', ErrorMessage: 'Rate exceeded for shard' };
      }
      stored.push(record);
      return { SequenceNumber: String(stored.length), ShardId: 'shardId-000000000000' };
    });
    return { statusCode: 200, body: JSON.stringify({ FailedRecordCount: planned.refuse.length, Records: outcomes }) };
  };

  const client = new KinesisClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
    requestHandler: {
      handle: async (request: { readonly body?: unknown }) => {
        const { statusCode, body, type } = await answer(textOf(request.body));
        const headers = { 'content-type': 'application/x-amz-json-1.1', ...(type ? { 'x-amzn-errortype': type } : {}) };
        return { response: { statusCode, headers, body: Buffer.from(body) } };
      },
    },
  });
  return {
    client,
    calls,
    stored,
    hold() {
      held = new Promise((resolve) => {
        release = resolve;
      });
    },
    release: () => release(),
  };
}

function textOf(body: unknown): string {
  return body instanceof Uint8Array ? new TextDecoder().decode(body) : '';
}
