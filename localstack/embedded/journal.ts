import {
  appendFileSync,
  closeSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

/** A small synchronous map of JSON values. What `set` and `delete` return from has reached the operating system. */
export interface KeyValueJournal<V> {
  get(key: string): V | undefined;
  /** Stores a JSON value; the journal keeps the reference, so do not change it afterwards without `set`. */
  set(key: string, value: V): void;
  delete(key: string): void;
  /** Entries in the order in which their keys were first set. */
  entries(): IterableIterator<[string, V]>;
  close(): void;
}

/** A journal file that this module did not write, or that was damaged before its last line. */
export class JournalCorruptError extends Error {
  constructor(file: string, line: number) {
    super(`journal ${file} is damaged at line ${line}; delete the data directory to start afresh`);
    this.name = 'JournalCorruptError';
  }
}

const COMPACT_ABOVE_BYTES = 1_048_576;

/**
 * Opens `<dir>/<name>.journal`, or a journal in memory alone when `dir` is undefined.
 *
 * Every change is appended as one line. It survives the death of the process, not of the machine (nothing is synced to the
 * disk). A last line cut off by a kill was never acknowledged and is dropped. When more than half of the file is history, the
 * file is rewritten and swapped in by a rename.
 *
 * @throws JournalCorruptError when a line other than the last cannot be read.
 */
export function openKeyValueJournal<V>(dir: string | undefined, name: string): KeyValueJournal<V> {
  return dir === undefined ? memoryJournal<V>() : fileJournal<V>(dir, name);
}

function memoryJournal<V>(): KeyValueJournal<V> {
  const values = new Map<string, V>();
  return {
    get: (key) => values.get(key),
    set: (key, value) => void values.set(key, value),
    delete: (key) => void values.delete(key),
    entries: () => values.entries(),
    close: () => {},
  };
}

function fileJournal<V>(dir: string, name: string): KeyValueJournal<V> {
  mkdirSync(dir, { recursive: true });
  const file = join(dir, `${name}.journal`);
  const { values, lineBytes, fileBytes: bytesRead } = replay<V>(file);
  let fileBytes = bytesRead;
  let liveBytes = sum(lineBytes.values());
  let descriptor = openSync(file, 'a');

  /** Appends a whole line or, on a full disk, nothing: half a line would spoil what comes after it. */
  const append = (line: string) => {
    try {
      appendFileSync(descriptor, line);
    } catch (error) {
      ftruncateSync(descriptor, fileBytes);
      throw error;
    }
    const bytes = Buffer.byteLength(line);
    fileBytes += bytes;
    return bytes;
  };

  const compactIfWorthwhile = () => {
    if (fileBytes > COMPACT_ABOVE_BYTES && fileBytes > 2 * liveBytes) compact();
  };

  const compact = () => {
    const lines = [...values].map(([key, value]) => encode(key, value));
    writeFileSync(`${file}.new`, lines.join(''));
    closeSync(descriptor);
    renameSync(`${file}.new`, file);
    descriptor = openSync(file, 'a');
    fileBytes = liveBytes;
  };

  return {
    get: (key) => values.get(key),
    set(key, value) {
      const bytes = append(encode(key, value));
      liveBytes += bytes - (lineBytes.get(key) ?? 0);
      values.set(key, value);
      lineBytes.set(key, bytes);
      compactIfWorthwhile();
    },
    delete(key) {
      if (!values.has(key)) return;
      append(encode(key, undefined));
      liveBytes -= lineBytes.get(key) ?? 0;
      values.delete(key);
      lineBytes.delete(key);
      compactIfWorthwhile();
    },
    entries: () => values.entries(),
    close: () => closeSync(descriptor),
  };
}

/** A line is the JSON array `[key, value]`, or `[key]` for a deletion. */
function encode(key: string, value: unknown): string {
  return `${JSON.stringify(value === undefined ? [key] : [key, value])}\n`;
}

function replay<V>(file: string) {
  const values = new Map<string, V>();
  const lineBytes = new Map<string, number>();
  const content = readIfPresent(file);
  const fileBytes = content.lastIndexOf('\n') + 1;
  if (fileBytes < content.length) truncateSync(file, fileBytes);
  let lineNumber = 0;
  for (let start = 0; start < fileBytes; ) {
    const end = content.indexOf('\n', start) + 1;
    lineNumber += 1;
    const [key, value] =
      decode<V>(content.toString('utf8', start, end)) ?? fail(new JournalCorruptError(file, lineNumber));
    if (value === undefined) {
      values.delete(key);
      lineBytes.delete(key);
    } else {
      values.set(key, value);
      lineBytes.set(key, end - start);
    }
    start = end;
  }
  return { values, lineBytes, fileBytes };
}

function decode<V>(line: string): [string, V?] | undefined {
  try {
    const entry: unknown = JSON.parse(line);
    // The value was written by `set`, which took a V: the file is this module's own.
    return Array.isArray(entry) && typeof entry[0] === 'string' ? (entry as [string, V?]) : undefined;
  } catch {
    return undefined;
  }
}

function readIfPresent(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}

function fail(error: Error): never {
  throw error;
}

function sum(numbers: Iterable<number>): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}
