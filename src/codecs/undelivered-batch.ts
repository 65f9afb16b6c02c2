import { encodePosition, type Position } from '../engine/position.ts';
import type { EpochMs } from '../engine/time.ts';
import { type Fields, fieldsOf, Misfit } from './json-fields.ts';

/** Records of one shard that a stream's mapping did not deliver, from one through another; never more than one batch. */
export interface UndeliveredBatch {
  readonly streamName: string;
  readonly shardId: string;
  readonly startSequenceNumber: string;
  readonly endSequenceNumber: string;
  /** True where Lambda did deliver it: the function has answered, and may have dealt with some of its records. */
  readonly wasDelivered: boolean;
  /** What Lambda says besides. Nothing rests on it, so it may be anything or missing: not all that it may say is documented. */
  readonly told: {
    /** How many records there are. */
    readonly batchSize: number | undefined;
    /** Why it gave up, such as `RecordAgeExceeded`. */
    readonly condition: string | undefined;
    /** How often it tried; 1 also where it never called the function. */
    readonly attempts: number | undefined;
    readonly gaveUpMs: EpochMs | undefined;
  };
}

/** What an invocation that took place answers, whatever became of it; a request that was refused has another. */
const INVOKED = 200;
const STREAM_ARN = /^arn:[^:]+:kinesis:[^:]+:[^:]+:stream\/([a-zA-Z0-9_.-]+)$/;

/**
 * The batch that a message of a stream mapping's on-failure destination tells of: places in the stream, no records (Lambda Developer
 * Guide, "Retain discarded batch records for a Kinesis data stream event source").
 *
 * @returns what is wrong with it, for a person, where it is no such message
 */
export function parseUndeliveredBatch(body: string): UndeliveredBatch | string {
  try {
    return batchIn(fieldsOf(JSON.parse(body)));
  } catch (error) {
    if (error instanceof Misfit) return error.message;
    if (error instanceof SyntaxError) return `the text must be a JSON object: ${error.message}`;
    throw error;
  }
}

function batchIn(message: Fields): UndeliveredBatch {
  const batch = message.object('KinesisBatchInfo');
  const [, streamName] = STREAM_ARN.exec(batch.text('streamArn')) ?? [];
  if (streamName === undefined) return batch.refuse('streamArn', 'the ARN of a stream');
  if (positionIn(batch, 'endSequenceNumber') < positionIn(batch, 'startSequenceNumber')) {
    return batch.refuse('endSequenceNumber', 'at or after startSequenceNumber');
  }
  return {
    streamName,
    shardId: batch.text('shardId'),
    startSequenceNumber: batch.text('startSequenceNumber'),
    endSequenceNumber: batch.text('endSequenceNumber'),
    wasDelivered: ifThere(() => message.object('responseContext').whole('statusCode')) === INVOKED,
    told: {
      batchSize: ifThere(() => batch.whole('batchSize', 1)),
      condition: ifThere(() => message.object('requestContext').text('condition')),
      attempts: ifThere(() => message.object('requestContext').whole('approximateInvokeCount', 1)),
      gaveUpMs: ifThere(() => timeIn(message, 'timestamp')),
    },
  };
}

function timeIn(fields: Fields, name: string): EpochMs {
  const ms = Date.parse(fields.text(name));
  return Number.isNaN(ms) ? fields.refuse(name, 'a time') : ms;
}

function ifThere<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Misfit) return undefined;
    throw error;
  }
}

function positionIn(fields: Fields, name: string): Position {
  try {
    return encodePosition(fields.text(name));
  } catch (error) {
    if (error instanceof RangeError) return fields.refuse(name, 'a sequence number');
    throw error;
  }
}
