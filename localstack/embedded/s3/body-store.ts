import { closeSync, mkdirSync, openSync, read, readdirSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ByteRange } from './range.ts';

/** The bytes of objects, by an id that is never used for others. */
export interface BodyStore {
  write(id: string, data: Buffer): Promise<void>;
  /** The body may be removed while it is read. */
  read(id: string, range: ByteRange): Promise<Buffer>;
  remove(id: string): Promise<void>;
}

export function makeMemoryBodyStore(): BodyStore {
  const bodies = new Map<string, Buffer>();
  return {
    async write(id, data) {
      bodies.set(id, data);
    },
    async read(id, { start, end }) {
      const body = bodies.get(id);
      if (!body) throw new Error(`no body ${id}`);
      return body.subarray(start, end);
    },
    async remove(id) {
      bodies.delete(id);
    },
  };
}

const readAsync = promisify(read);

/** One file a body. Files of no `known` body, from a process that died before it could tell of them, are removed. */
export async function openFileBodyStore(dir: string, known: ReadonlySet<string>): Promise<BodyStore> {
  mkdirSync(dir, { recursive: true });
  const fileOf = (id: string) => join(dir, id);
  const remove = (id: string) => rm(fileOf(id), { force: true });
  for (const id of readdirSync(dir)) if (!known.has(id)) await remove(id);
  return {
    write: (id, data) => writeFile(fileOf(id), data),
    async read(id, { start, end }) {
      // Opened before anything else can happen: what is removed from now on stays readable.
      const file = openSync(fileOf(id), 'r');
      try {
        const data = Buffer.allocUnsafe(end - start);
        for (let filled = 0; filled < data.length; ) {
          const { bytesRead } = await readAsync(file, data, filled, data.length - filled, start + filled);
          if (bytesRead === 0) throw new Error(`body ${id} ends at ${start + filled}, ${end} expected`);
          filled += bytesRead;
        }
        return data;
      } finally {
        closeSync(file);
      }
    },
    remove,
  };
}
