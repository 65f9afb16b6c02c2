import { isUtf8 } from 'node:buffer';
import { MAX_LINE_BYTES, type Row } from './row.ts';

const NEWLINE = 0x0a;
const BYTE_ORDER_MARK = /^\ufeff/;

/** The JSON values of lines (NDJSON); blank lines are passed over. */
export async function* readLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Row> {
  let line = 0;
  for await (const bytes of split(chunks)) {
    line += 1;
    const row = rowOf(line, bytes);
    if (row) yield row;
  }
}

/** Lines without their ends; of one that is too long undefined, so that memory stays bounded whatever comes. */
async function* split(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer | undefined> {
  let begun: Buffer[] = [];
  let begunBytes = 0;
  const add = (part: Buffer): void => {
    begunBytes += part.length;
    if (begunBytes > MAX_LINE_BYTES) begun = [];
    else begun.push(part);
  };
  const take = (): Buffer | undefined => {
    const line = begunBytes > MAX_LINE_BYTES ? undefined : Buffer.concat(begun);
    begun = [];
    begunBytes = 0;
    return line;
  };
  for await (const bytes of chunks) {
    const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      add(chunk.subarray(start, end));
      start = end + 1;
      yield take();
    }
    add(chunk.subarray(start));
  }
  if (begunBytes > 0) yield take();
}

function rowOf(line: number, bytes: Buffer | undefined): Row | undefined {
  if (!bytes) return broken(line, '', `it is longer than ${MAX_LINE_BYTES} bytes`);
  const text = bytes.toString('utf8').replace(line === 1 ? BYTE_ORDER_MARK : '', '');
  if (text.trim() === '') return undefined;
  if (!isUtf8(bytes)) return broken(line, text, 'it is not UTF-8 text');
  try {
    return { line, text, content: { kind: 'json', value: JSON.parse(text) } };
  } catch (error) {
    const position = error instanceof Error ? /at position (\d+)/.exec(error.message)?.[1] : undefined;
    return broken(
      line,
      text,
      `it is not JSON${position === undefined ? '' : ` from character ${Number(position) + 1} on`}`,
    );
  }
}

function broken(line: number, text: string, problem: string): Row {
  return { line, text, content: { kind: 'broken', problem } };
}
