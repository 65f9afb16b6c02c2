import type { DrainOptions, DrainReport, LiveRow, ResultRow, RowRange } from '../client/index.ts';

/** What a command works with. */
export interface Session {
  /** Connects to a pipeline by name, on the endpoint given or in force. */
  readonly connect: (pipelineName: string, endpoint: string | undefined) => Promise<Readable>;
  readonly output: Output;
}

/** What commands use of a pipeline's client, whose aggregations they know by name only. */
export interface Readable {
  results(aggregation: string, range?: RowRange): AsyncIterable<ResultRow>;
  live(aggregation: string, range?: RowRange): AsyncIterable<LiveRow>;
  drain(options?: DrainOptions): Promise<DrainReport>;
}

/** Where a command writes. */
export interface Output {
  /** One line of the answer. */
  line(text: string): void;
  /** A passing word on how it goes; on a terminal each replaces the one before. */
  note(text: string): void;
  /** True where a person reads the answer. */
  readonly isTerminal: boolean;
}
