import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { CliError } from '../cli-error.ts';

/** What is to be read. */
export interface Input {
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Undefined where it is not known before the end. */
  readonly totalBytes: number | undefined;
  /** How many bytes were read so far. */
  readBytes(): number;
}

/** Opens a file, or standard input where none is named. @throws CliError where there is no such file */
export async function openInput(file: string | undefined, stdin: AsyncIterable<Uint8Array>): Promise<Input> {
  if (file === undefined) return counted(stdin, undefined);
  const totalBytes = await sizeOf(file);
  return counted(createReadStream(file), totalBytes);
}

async function sizeOf(file: string): Promise<number | undefined> {
  try {
    const found = await stat(file);
    if (found.isDirectory())
      throw new CliError(`"${file}" is a folder: name a file, or nothing to read standard input`, 2);
    return found.isFile() ? found.size : undefined;
  } catch (error) {
    if (error instanceof CliError) throw error;
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    throw new CliError(code === 'ENOENT' ? `there is no file "${file}"` : `cannot read "${file}": ${String(code)}`, 2);
  }
}

function counted(source: AsyncIterable<Uint8Array>, totalBytes: number | undefined): Input {
  let bytes = 0;
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      bytes += chunk.length;
      yield chunk;
    }
  }
  return { chunks: chunks(), totalBytes, readBytes: () => bytes };
}
