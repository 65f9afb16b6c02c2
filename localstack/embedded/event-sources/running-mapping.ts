/** An event source mapping at work. */
export interface RunningMapping {
  /** Starts nothing more; resolves when what was running has come back. */
  stop(): Promise<void>;
}
