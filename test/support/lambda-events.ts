import type { KinesisStreamEvent, SQSEvent } from 'aws-lambda';

/** What a test says of a Kinesis record. */
export interface RecordGiven {
  readonly shardId: string;
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  readonly arrivalMs: number;
  readonly dataBase64: string;
}

const REGION = 'us-east-1';
const ACCOUNT = '000000000000';

/** The event that Lambda makes of records (Lambda Developer Guide, "Using Lambda with Kinesis"). */
export function kinesisEvent(records: readonly RecordGiven[]): KinesisStreamEvent {
  return {
    Records: records.map(({ shardId, sequenceNumber, partitionKey, arrivalMs, dataBase64 }) => ({
      kinesis: {
        kinesisSchemaVersion: '1.0',
        partitionKey,
        sequenceNumber,
        data: dataBase64,
        approximateArrivalTimestamp: arrivalMs / 1_000,
      },
      eventSource: 'aws:kinesis',
      eventVersion: '1.0',
      eventID: `${shardId}:${sequenceNumber}`,
      eventName: 'aws:kinesis:record',
      invokeIdentityArn: `arn:aws:iam::${ACCOUNT}:role/processor`,
      awsRegion: REGION,
      eventSourceARN: `arn:aws:kinesis:${REGION}:${ACCOUNT}:stream/events`,
    })),
  };
}

/** What a test says of a queue message. */
export interface MessageGiven {
  readonly messageId: string;
  readonly body: string;
  /** How often it was delivered, this time included; default 1. */
  readonly receiveCount?: number;
  /** When it was sent; default 0. */
  readonly sentMs?: number;
}

/** The event that Lambda makes of queue messages (Lambda Developer Guide, "Using Lambda with Amazon SQS"). */
export function sqsEvent(messages: readonly MessageGiven[]): SQSEvent {
  return {
    Records: messages.map(({ messageId, body, receiveCount = 1, sentMs = 0 }) => ({
      messageId,
      receiptHandle: `${messageId}-${receiveCount}`,
      body,
      attributes: {
        ApproximateReceiveCount: String(receiveCount),
        SentTimestamp: String(sentMs),
        SenderId: 'test',
        ApproximateFirstReceiveTimestamp: '0',
      },
      messageAttributes: {},
      md5OfBody: '',
      eventSource: 'aws:sqs',
      eventSourceARN: `arn:aws:sqs:${REGION}:${ACCOUNT}:queue`,
      awsRegion: REGION,
    })),
  };
}
