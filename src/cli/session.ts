import type { PipelineClient } from '../client/index.ts';

/** What a command works with. */
export interface Session {
  /** Connects to a pipeline by name, on the endpoint given or in force. */
  readonly connect: (pipelineName: string, endpoint: string | undefined) => Promise<PipelineClient>;
  readonly output: Output;
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
