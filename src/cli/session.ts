import type { Checkup, Clock, FollowOptions, LiveRow, PipelineClient, ResultRow, RowRange } from '../client/index.ts';
import type { RegisterSchemas } from '../client/register-schemas.ts';
import type { Pipeline } from '../engine/pipeline.ts';
import type { Producer, ProducerOptions } from '../producer/index.ts';
import type { Progress } from './produce/progress.ts';

/** What a command works with. */
export interface Session {
  /** Connects to a pipeline by name, on the endpoint given or in force. */
  readonly connect: (pipelineName: string, endpoint: string | undefined) => Promise<Readable>;
  /** Finds the schema registry, on the endpoint given or in force. */
  readonly connectRegistry: (endpoint: string | undefined) => Promise<RegisterSchemas>;
  /** Opens what looks at an installation, on the endpoint given or in force. */
  readonly openCheckup: (endpoint: string | undefined) => Promise<Checkup>;
  readonly clock: Clock;
  /** Absolute path of the folder that holds `pipelines/`. */
  readonly project: string;
  readonly output: Output;
  readonly sending: Sending;
  /** From now on Ctrl-C ends nothing by itself but aborts this; the second one ends the program. */
  readonly interruptible: () => AbortSignal;
}

/** What commands that send work with. */
export interface Sending {
  /** Loads a pipeline's definition by name. */
  readonly loadPipeline: (pipelineName: string) => Promise<Pipeline>;
  /** Opens a producer for a deployed pipeline, on the endpoint given or in force. */
  readonly openProducer: (
    pipeline: Pipeline,
    endpoint: string | undefined,
    options: ProducerOptions,
  ) => Promise<Pick<Producer, 'send' | 'close' | 'stats'>>;
  readonly stdin: AsyncIterable<Uint8Array>;
  /** Begins to show how far something has come, of so many bytes where that is known. */
  readonly startProgress: (totalBytes: number | undefined) => Progress;
}

/** What commands use of a pipeline's client, whose aggregations they know by name only. */
export interface Readable
  extends Pick<
    PipelineClient,
    | 'aggregations'
    | 'drain'
    | 'letters'
    | 'health'
    | 'lanes'
    | 'pulse'
    | 'windows'
    | 'explain'
    | 'eventsOf'
    | 'followEvents'
  > {
  results(aggregation: string, range?: RowRange): AsyncIterable<ResultRow>;
  live(aggregation: string, range?: RowRange): AsyncIterable<LiveRow>;
  followResults(aggregation: string, options?: FollowOptions): AsyncIterable<ResultRow>;
}

/** Where a command writes. */
export interface Output {
  /** One line of the answer. */
  line(text: string): void;
  /** Bytes as they are, in place of lines. */
  bytes(data: Uint8Array): void;
  /** A passing word on how it goes; on a terminal each replaces the one before. */
  note(text: string): void;
  /** Lines that on a terminal replace those of the frame before. */
  frame(lines: readonly string[]): void;
  /** True where a person reads the answer. */
  readonly isTerminal: boolean;
}
