import type { KeyValueJournal } from '../journal.ts';
import type { BodyStore } from './body-store.ts';
import type { Checksum } from './checksums.ts';
import { sortedKeys } from './key-order.ts';
import type { ByteRange } from './range.ts';

/** A bucket as it is kept. */
export interface Bucket {
  readonly createdMs: number;
}

/** An object as it is kept; its bytes are in the store of bodies. */
export interface StoredObject {
  readonly bodyId: string;
  readonly bytes: number;
  /** MD5 in hex. */
  readonly etag: string;
  readonly modifiedMs: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly checksum?: Checksum | undefined;
}

export interface ObjectJournals {
  readonly buckets: KeyValueJournal<Bucket>;
  /** By bucket, a slash and the key: names of buckets hold no slash. */
  readonly objects: KeyValueJournal<StoredObject>;
  readonly bodies: BodyStore;
}

/** Buckets and objects; what has returned is kept over the death of the process where there is a data directory. */
export interface ObjectStore {
  buckets(): [name: string, bucket: Bucket][];
  bucket(name: string): Bucket | undefined;
  saveBucket(name: string, bucket: Bucket): void;
  removeBucket(name: string): void;
  object(bucket: string, key: string): StoredObject | undefined;
  /** Keys of a bucket in S3's order. */
  keys(bucket: string): readonly string[];
  /** Puts an object once `admit`, given what is there at that moment, does not throw. */
  put(
    bucket: string,
    key: string,
    object: StoredObject,
    data: Buffer,
    admit: (existing: StoredObject | undefined) => void,
  ): Promise<void>;
  read(object: StoredObject, range: ByteRange): Promise<Buffer>;
  remove(bucket: string, key: string): Promise<void>;
}

export function makeObjectStore({ buckets, objects, bodies }: ObjectJournals): ObjectStore {
  const keysOf = new Map<string, Set<string>>();
  const sorted = new Map<string, readonly string[]>();
  const keysIn = (bucket: string): Set<string> => {
    const keys = keysOf.get(bucket) ?? new Set<string>();
    keysOf.set(bucket, keys);
    return keys;
  };
  for (const [path] of objects.entries()) {
    const slash = path.indexOf('/');
    keysIn(path.slice(0, slash)).add(path.slice(slash + 1));
  }
  const pathOf = (bucket: string, key: string) => `${bucket}/${key}`;

  return {
    buckets: () => [...buckets.entries()].sort(([a], [b]) => (a < b ? -1 : 1)),
    bucket: (name) => buckets.get(name),
    saveBucket: (name, bucket) => buckets.set(name, bucket),
    removeBucket: (name) => buckets.delete(name),
    object: (bucket, key) => objects.get(pathOf(bucket, key)),
    keys(bucket) {
      const keys = sorted.get(bucket) ?? sortedKeys(keysIn(bucket));
      sorted.set(bucket, keys);
      return keys;
    },
    async put(bucket, key, object, data, admit) {
      admit(objects.get(pathOf(bucket, key)));
      await bodies.write(object.bodyId, data);
      // Others may have written meanwhile: what counts is what is there as the object appears.
      const existing = objects.get(pathOf(bucket, key));
      try {
        admit(existing);
        objects.set(pathOf(bucket, key), object);
      } catch (error) {
        await bodies.remove(object.bodyId);
        throw error;
      }
      if (!existing) {
        keysIn(bucket).add(key);
        sorted.delete(bucket);
      }
      if (existing) await bodies.remove(existing.bodyId);
    },
    read: ({ bodyId }, range) => bodies.read(bodyId, range),
    async remove(bucket, key) {
      const existing = objects.get(pathOf(bucket, key));
      if (!existing) return;
      objects.delete(pathOf(bucket, key));
      keysIn(bucket).delete(key);
      sorted.delete(bucket);
      await bodies.remove(existing.bodyId);
    },
  };
}
