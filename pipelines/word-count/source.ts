import { readFile } from 'node:fs/promises';
import { line as lineType } from './pipeline.ts';

/** The text is what it is: neither option changes anything. */
export interface SourceOptions {
  readonly days?: number;
  readonly seed?: number;
}

const TEXT = new URL('./data/opticks.txt', import.meta.url);

/** The lines of the text, in order. */
export async function* records(_options: SourceOptions = {}) {
  for (const [index, text] of (await lines()).entries()) {
    yield { type: lineType, event: { lineNumber: index + 1, text } };
  }
}

/** How many records `records` gives. */
export async function count(_options: SourceOptions = {}): Promise<number> {
  return (await lines()).length;
}

async function lines(): Promise<string[]> {
  return (await readFile(TEXT, 'utf8')).trimEnd().split('\n');
}
