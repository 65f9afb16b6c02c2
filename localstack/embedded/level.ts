import { createRequire } from 'node:module';

/** The part of a LevelDB database (abstract-level 3) used here. Values are JSON. */
export interface LevelDatabase<V> {
  open(): Promise<void>;
  close(): Promise<void>;
  batch(operations: readonly LevelOperation<V>[]): Promise<void>;
  clear(range: LevelRange): Promise<void>;
  iterator(range: LevelRange & { limit?: number; highWaterMarkBytes?: number }): AsyncIterable<[string, V]>;
}

export type LevelOperation<V> =
  | { readonly type: 'put'; readonly key: string; readonly value: V }
  | { readonly type: 'del'; readonly key: string };

interface LevelRange {
  readonly gte: string;
  readonly lt: string;
}

interface LevelModule {
  readonly Level: new <V>(path: string, options: { valueEncoding: 'json' }) => LevelDatabase<V>;
}

/** The data directory is in use by another process. */
export class DataDirectoryInUseError extends Error {
  constructor(
    readonly path: string,
    options: ErrorOptions,
  ) {
    super(`data directory ${path} is in use: stop the other process or give another directory`, options);
    this.name = 'DataDirectoryInUseError';
  }
}

/** Opens a LevelDB database, creating it where there is none. @throws DataDirectoryInUseError */
export async function openLevel<V>(path: string): Promise<LevelDatabase<V>> {
  // dynalite's own dependency, found from where dynalite is installed; its binary is loaded only when something is kept.
  const { Level }: LevelModule = createRequire(createRequire(import.meta.url).resolve('dynalite'))('level');
  const database = new Level<V>(path, { valueEncoding: 'json' });
  try {
    await database.open();
  } catch (error) {
    throw isLocked(error) ? new DataDirectoryInUseError(path, { cause: error }) : error;
  }
  return database;
}

function isLocked(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause && cause.code === 'LEVEL_LOCKED';
}
