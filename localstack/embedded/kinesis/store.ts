import { AwsError } from '../gateway/aws-error.ts';
import type { KeyValueJournal } from '../journal.ts';
import { type Callback, type KinesaliteStore, makeLock } from './kinesalite.ts';
import type { KeyedRecord, RecordStore } from './record-store.ts';
import type { Stream } from './stream.ts';

export interface Account {
  readonly accountId: string;
  readonly region: string;
}

/** Streams and their records, in the form our operations use and in the form kinesalite's do. */
export interface StreamStore {
  readonly account: Account;
  readonly records: RecordStore;
  /** For kinesalite's operations. */
  readonly kinesalite: KinesaliteStore;
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
  const lock = makeLock();

  const get = (name: string): Stream => {
    const stream = streams.get(name);
    if (stream) return stream;
    const message = `Stream ${name} under account ${account.accountId} not found.`;
    throw new AwsError('ResourceNotFoundException', message);
  };
  const put = (stream: Stream) => streams.set(stream.StreamName, stream);
  const append = async (name: string, added: readonly KeyedRecord[]) => records.append(recordsOf(get(name)), added);

  const kinesalite: KinesaliteStore = {
    metaDb: {
      awsAccountId: account.accountId,
      awsRegion: account.region,
      lock,
      put: (_name, stream, callback) => settle(callback, async () => put(stream)),
    },
    getStream: (name, callback) => settle(callback, async () => get(name)),
    getStreamDb: (name) => ({
      put: (key, value, callback) => settle(callback, () => append(name, [{ key, value }])),
      batch: (operations, _options, callback) => settle(callback, () => append(name, operations)),
    }),
  };

  return {
    account,
    records,
    kinesalite,
    names: () => [...streams.entries()].map(([name]) => name).sort(),
    find: (name) => streams.get(name),
    get,
    put,
    delete: (name) => streams.delete(name),
    exclusively: (name, task) =>
      new Promise((resolve, reject) => {
        lock(name, (release) => {
          const unlock = release(() => {});
          Promise.resolve()
            .then(task)
            .finally(() => unlock(null))
            .then(resolve, reject);
        });
      }),
  };
}

/** The name under which a stream's records are kept: two streams of the same name in succession share nothing. */
export function recordsOf(stream: Stream): string {
  return `${stream.StreamName}@${Math.round(stream.StreamCreationTimestamp * 1000)}`;
}

function settle<T>(callback: Callback<T>, work: () => Promise<T>): void {
  work().then(
    (value) => callback(null, value),
    (error: unknown) => callback(error instanceof AwsError ? kinesaliteError(error) : asError(error)),
  );
}

/** The shape in which kinesalite's operations recognise, and sometimes reword, a missing stream. */
function kinesaliteError(error: AwsError): Error {
  const { code, message, statusCode } = error;
  return Object.assign(new Error(message), { name: 'NotFoundError', statusCode, body: { __type: code, message } });
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
