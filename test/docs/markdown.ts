import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
/** The project that docs/guide.md builds, as real files. */
export const EXAMPLE = join(PROJECT, 'test', 'docs', 'example');

export interface CodeBlock {
  readonly language: string;
  /** What follows the language: the file that the block shows, or `output=<name>`. */
  readonly label: string;
  readonly text: string;
  /** `docs/guide.md:12` */
  readonly place: string;
}

/** Every page for people: README.md, docs/ and the pipelines' own. */
export function allPages(): string[] {
  const below = (folder: string): string[] =>
    readdirSync(join(PROJECT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md'))
      .map((name) => `${folder}/${name.replaceAll('\\', '/')}`);
  return ['README.md', 'CONTRIBUTING.md', ...below('docs'), ...below('pipelines')];
}

export function readPage(path: string): string {
  return readFileSync(join(PROJECT, path), 'utf8');
}

/** The fenced code blocks of a page. */
export function codeBlocks(path: string): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  const lines = readPage(path).split('\n');
  for (let index = 0; index < lines.length; index += 1) {
    const fence = /^```(\S*) ?(.*)$/.exec(lines[index] ?? '');
    if (!fence) continue;
    const start = index + 1;
    do index += 1;
    while (index < lines.length && lines[index] !== '```');
    const text = lines.slice(start, index).join('\n');
    blocks.push({ language: fence[1] ?? '', label: fence[2] ?? '', text, place: `${path}:${start}` });
  }
  return blocks;
}

/** The block labelled `output=<name>`: what a program prints, as the page shows it. */
export function shownOutput(path: string, name: string): string {
  const found = codeBlocks(path).find(({ label }) => label === `output=${name}`);
  if (!found) throw new Error(`${path} has no block output=${name}`);
  return found.text;
}

/** The rows of the first table whose header begins with `firstTitle`, cell by cell. */
export function tableRows(path: string, firstTitle: string): string[][] {
  const lines = readPage(path).split('\n');
  const header = lines.findIndex((line) => line.startsWith(`| ${firstTitle} |`));
  if (header < 0) throw new Error(`${path} has no table that begins with ${firstTitle}`);
  const rows: string[][] = [];
  for (const line of lines.slice(header + 2)) {
    if (!line.startsWith('|')) break;
    rows.push(
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  }
  return rows;
}
