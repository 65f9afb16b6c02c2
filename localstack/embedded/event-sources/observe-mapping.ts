/** Told what becomes of the batches of event source mappings. */
export interface MappingObserver {
  /** A batch from a stream goes to its function, its last record so old. */
  delivered(functionName: string, lastRecordAgeMs: number): void;
  /** An invocation of a mapping came back; so many of its events come again. */
  invoked(mappingId: string, failedEvents: number): void;
  /** Events were given up, and nobody is told of them. */
  dropped(mappingId: string, events: number): void;
}

export const UNOBSERVED: MappingObserver = { delivered: () => {}, invoked: () => {}, dropped: () => {} };
