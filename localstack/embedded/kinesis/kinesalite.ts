import { createRequire } from 'node:module';
import { AwsError } from '../gateway/aws-error.ts';
import type { JsonObject } from '../gateway/service.ts';
import type { Shard, Stream } from './stream.ts';

/**
 * The parts of kinesalite 3.3.3 used here, typed: its validation, its hashing and sequence numbers, and the operations that
 * need no correction. Its HTTP server and its LevelDB store are not used.
 */

export type Callback<T = void> = (error: Error | null, value?: T) => void;

/** What kinesalite's operations do with a store. */
export interface KinesaliteStore {
  readonly metaDb: {
    readonly awsAccountId: string;
    readonly awsRegion: string;
    lock(name: string, task: (release: (callback: Callback) => Callback) => void): void;
    put(name: string, stream: Stream, callback: Callback): void;
  };
  getStream(name: string, callback: Callback<Stream>): void;
  getStreamDb(name: string): {
    put(key: string, record: StoredRecord, callback: Callback): void;
    batch(
      operations: readonly { readonly key: string; readonly value: StoredRecord }[],
      options: object,
      callback: Callback,
    ): void;
  };
}

export interface StoredRecord {
  readonly PartitionKey: string;
  /** Base64. */
  readonly Data: string;
  /** Epoch seconds. */
  readonly ApproximateArrivalTimestamp: number;
}

export interface SequenceParts {
  readonly shardCreateTime: number;
  readonly seqTime: number;
  readonly seqIx: string | number;
  readonly shardIx: number;
}

export type TypeTable = Readonly<Record<string, unknown>>;
type Action = (store: KinesaliteStore, input: JsonObject, callback: Callback<object>) => void;

interface KinesaliteDb {
  parseSequence(sequence: string): SequenceParts;
  stringifySequence(parts: {
    shardCreateTime: number;
    shardIx: number;
    seqIx?: string | number;
    seqTime?: number;
  }): string;
  incrementSequence(parts: SequenceParts, seqTime?: number): string;
  shardIxToHex(shardIx: number): string;
  shardIdName(shardIx: number): string;
  resolveShardId(shardId: string): { shardId: string; shardIx: number };
  createShardIterator(streamName: string, shardId: string, sequence: string): string;
  readonly ITERATOR_PWD_KEY: Buffer;
  readonly ITERATOR_PWD_IV: Buffer;
}

interface Validations {
  checkTypes(input: JsonObject, types: TypeTable): JsonObject;
  checkValidations(input: JsonObject, types: TypeTable): void;
}

const require = createRequire(import.meta.url);

export const sequences: KinesaliteDb = require('kinesalite/db');
const validations: Validations = require('kinesalite/validations');
const lockModule: { Lock(): KinesaliteStore['metaDb']['lock'] } = createRequire(require.resolve('kinesalite'))('lock');

/** kinesalite's lock: one task at a time for each name. */
export const makeLock = lockModule.Lock;

/** The type table of an operation that kinesalite has. */
export function typesOf(operation: string): TypeTable {
  const module: { types: TypeTable } = require(`kinesalite/validations/${operation}`);
  return module.types;
}

/** Checks an input against a type table, dropping members that are not in it. @throws AwsError */
export function validate(input: JsonObject, types: TypeTable): JsonObject {
  try {
    const checked = validations.checkTypes(input, types);
    validations.checkValidations(checked, types);
    return checked;
  } catch (error) {
    throw asAwsError(error);
  }
}

/** Runs an operation of kinesalite over a store. @throws AwsError */
export function runAction(operation: string, store: KinesaliteStore, input: JsonObject): Promise<object | undefined> {
  const action: Action = require(`kinesalite/actions/${operation}`);
  return new Promise((resolve, reject) => {
    action(store, input, (error, output) => (error ? reject(asAwsError(error)) : resolve(output)));
  });
}

/** The first and last sequence number a shard can hold while open. */
export function startingSequence(shard: Shard): SequenceParts {
  return sequences.parseSequence(shard.SequenceNumberRange.StartingSequenceNumber);
}

/** kinesalite's errors carry the HTTP answer in `body` and `statusCode`; anything else is a failure of the store. */
function asAwsError(error: unknown): unknown {
  if (!(error instanceof Error) || !('body' in error) || !('statusCode' in error)) return error;
  // Written by kinesalite's clientError and validation functions, always in this shape.
  const { body, statusCode } = error as Error & { body: { __type: string; message?: string }; statusCode: number };
  return new AwsError(body.__type, body.message ?? error.message, { statusCode });
}
