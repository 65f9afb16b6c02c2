import { PutRecordsCommand } from '@aws-sdk/client-kinesis';
import type { ClientDeps } from '../../src/client/index.ts';
import { withGlueHeader } from '../../src/producer/index.ts';

export interface Outgoing {
  readonly partitionKey: string;
  readonly data: Uint8Array;
}

/** JSON as the registry's clients frame it; without an id as it is. */
export function jsonRecord(partitionKey: string, event: object, versionId?: string): Outgoing {
  const payload = Buffer.from(JSON.stringify(event));
  return { partitionKey, data: versionId === undefined ? payload : withGlueHeader(versionId, payload, 'none') };
}

/** Puts records on the stream, in order. @throws where the stream takes fewer than all: these tests send well within its limits */
export async function sendRecords(
  { kinesis }: Pick<ClientDeps, 'kinesis'>,
  streamName: string,
  records: readonly Outgoing[],
): Promise<void> {
  const Records = records.map(({ partitionKey, data }) => ({ PartitionKey: partitionKey, Data: data }));
  const { FailedRecordCount } = await kinesis.send(new PutRecordsCommand({ StreamName: streamName, Records }));
  if (FailedRecordCount) throw new Error(`${FailedRecordCount} of ${records.length} records were not taken`);
}
