import type { Clock } from '../../lambda/clock.ts';
import type { Invoke } from '../../lambda/invocation.ts';
import type { BackOff } from '../back-off.ts';
import type { MappingObserver } from '../observe-mapping.ts';
import type { StreamReader } from './stream-reader.ts';

/** An event source mapping from a stream to a function, as CreateEventSourceMapping takes it. */
export interface KinesisMappingConfig {
  readonly id: string;
  readonly functionName: string;
  readonly functionArn: string;
  readonly roleArn: string;
  readonly streamArn: string;
  readonly region: string;
  readonly startingPosition: 'TRIM_HORIZON' | 'LATEST' | 'AT_TIMESTAMP';
  /** With AT_TIMESTAMP. */
  readonly startingTimestampMs?: number | undefined;
  readonly batchSize: number;
  readonly windowMs: number;
  readonly bisect: boolean;
  /** Retries of a batch after its first invocation; undefined: without end. */
  readonly maxRetries?: number | undefined;
  /** Records older than this are discarded; undefined: never. */
  readonly maxRecordAgeMs?: number | undefined;
  readonly reportItemFailures: boolean;
  /** Queue that is told what was discarded. */
  readonly onFailureQueueUrl?: string | undefined;
  /** Whether metrics tell how its events fare. */
  readonly countEvents?: boolean | undefined;
}

/** How far a shard is done. Written after success only, so that a crash repeats work and loses none. */
export interface ShardProgress {
  /** The last record done. */
  readonly after?: string;
  /** For a shard that was there when a LATEST mapping began: when that was. */
  readonly sinceMs?: number;
  /** Closed, and done to its end. */
  readonly ended?: true;
}

export interface ProgressStore {
  get(key: string): ShardProgress | undefined;
  set(key: string, progress: ShardProgress): void;
}

/** Waits between calls (AWS polls each shard once a second). */
export interface KinesisPace {
  /** Waits of a shard in which nothing new is found, longer the longer it has been so. */
  readonly poll: BackOff;
  readonly discoverMs: number;
  readonly backOff: BackOff;
}

/** Injected redeliveries. */
export interface Redelivery {
  /** Whether the batch at hand shall be forgotten after its success, and be read again from the last checkpoint. */
  planned(): boolean;
  /** Another batch size for the repetition. */
  cut(batchSize: number): number;
}

export interface KinesisMappingDeps {
  readonly reader: StreamReader;
  readonly invoke: Invoke;
  readonly progress: ProgressStore;
  readonly sendToQueue: (queueUrl: string, body: string) => Promise<void>;
  readonly newId: () => string;
  readonly clock: Clock;
  readonly pace: KinesisPace;
  readonly log: (line: string) => void;
  readonly redelivery?: Redelivery | undefined;
  readonly observe: MappingObserver;
}
