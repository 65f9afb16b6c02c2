import { AwsError } from '../gateway/aws-error.ts';
import type { KeyValueJournal } from '../journal.ts';
import type { RecordStore } from './record-store.ts';
import type { Stream } from './stream.ts';

export interface Account {
  readonly accountId: string;
  readonly region: string;
}

/** Streams and their records. */
export interface StreamStore {
  readonly account: Account;
  readonly records: RecordStore;
  names(): string[];
  find(name: string): Stream | undefined;
  /** @throws AwsError ResourceNotFoundException */
  get(name: string): Stream;
  put(stream: Stream): void;
  delete(name: string): void;
  /** Runs a task while nobody else changes the stream or appends to it. */
  exclusively<T>(name: string, task: () => Promise<T> | T): Promise<T>;
}

export function makeStreamStore(account: Account, streams: KeyValueJournal<Stream>, records: RecordStore): StreamStore {
  const queues = new Map<string, Promise<unknown>>();
  return {
    account,
    records,
    names: () => [...streams.entries()].map(([name]) => name).sort(),
    find: (name) => streams.get(name),
    get(name) {
      const stream = streams.get(name);
      if (stream) return stream;
      const message = `Stream ${name} under account ${account.accountId} not found.`;
      throw new AwsError('ResourceNotFoundException', message);
    },
    put: (stream) => streams.set(stream.StreamName, stream),
    delete: (name) => streams.delete(name),
    exclusively(name, task) {
      const result = (queues.get(name) ?? Promise.resolve()).then(task);
      const settled = result.then(
        () => {},
        () => {},
      );
      queues.set(name, settled);
      return result;
    },
  };
}

/** The name under which a stream's records are kept: two streams of the same name in succession share nothing. */
export function recordsOf(stream: Stream): string {
  return `${stream.StreamName}@${Math.round(stream.StreamCreationTimestamp * 1000)}`;
}

/** The stream's name in what `recordsOf` made. */
export function streamOfRecords(records: string): string {
  return records.slice(0, records.lastIndexOf('@'));
}
