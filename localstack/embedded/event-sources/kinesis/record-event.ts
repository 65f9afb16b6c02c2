import { MAX_REQUEST_BYTES } from '../../lambda/invocation.ts';
import type { KinesisMappingConfig } from './mapping-config.ts';
import type { StreamRecord } from './stream-reader.ts';

/** A record with the text it takes in an event, rendered once for all attempts and cuts. */
export interface BatchRecord {
  readonly sequenceNumber: string;
  readonly arrivalMs: number;
  readonly text: string;
  /** UTF-8 bytes of `text` and the comma after it. */
  readonly bytes: number;
}

const OPENING = '{"Records":[';
const CLOSING = ']}';

/** What the texts of a batch may add up to: base64 and metadata count towards the invocation's 6 MB. */
export const MAX_BATCH_BYTES = MAX_REQUEST_BYTES - OPENING.length - CLOSING.length + 1;

/** The event of a batch (Lambda developer guide, "Using Lambda with Kinesis"). */
export const eventText = (records: readonly BatchRecord[]): string =>
  `${OPENING}${records.map((record) => record.text).join(',')}${CLOSING}`;

export function makeRecordRenderer(
  config: Pick<KinesisMappingConfig, 'roleArn' | 'region' | 'streamArn'>,
  shardId: string,
): (record: StreamRecord) => BatchRecord {
  return (record) => {
    const text = JSON.stringify({
      kinesis: {
        kinesisSchemaVersion: '1.0',
        partitionKey: record.partitionKey,
        sequenceNumber: record.sequenceNumber,
        data: Buffer.from(record.data.buffer, record.data.byteOffset, record.data.byteLength).toString('base64'),
        approximateArrivalTimestamp: record.arrivalMs / 1_000,
      },
      eventSource: 'aws:kinesis',
      eventVersion: '1.0',
      eventID: `${shardId}:${record.sequenceNumber}`,
      eventName: 'aws:kinesis:record',
      invokeIdentityArn: config.roleArn,
      awsRegion: config.region,
      eventSourceARN: config.streamArn,
    });
    return {
      sequenceNumber: record.sequenceNumber,
      arrivalMs: record.arrivalMs,
      text,
      bytes: Buffer.byteLength(text) + 1,
    };
  };
}
