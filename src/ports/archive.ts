/** Where something lies in the archive. */
export interface ArchiveRef {
  readonly bucket: string;
  readonly key: string;
  readonly bytes: number;
}

/** Keeps what is too large for a queue's message. */
export interface Archive {
  /**
   * Keeps `data` under `key`. Again with the same data it does no harm.
   *
   * @throws RetryableError where the archive cannot answer now
   */
  put(key: string, data: Uint8Array): Promise<ArchiveRef>;
  /** @returns undefined where nothing is there. @throws RetryableError where the archive cannot answer now */
  get(ref: Pick<ArchiveRef, 'bucket' | 'key'>): Promise<Uint8Array | undefined>;
}
