import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** The repository, or a bad sample of one. */
export interface SourceTree {
  /** Every path, folders not included, relative to the root with `/` between names. */
  readonly paths: readonly string[];
  /** Files of code, parsed. */
  readonly files: ReadonlyMap<string, SourceFile>;
}

export interface SourceFile {
  readonly path: string;
  readonly text: string;
  readonly syntax: ts.SourceFile;
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** What tools write, see `.gitignore`; and hidden files, which are settings. */
const IGNORED = /^(node_modules|cdk\.out|coverage|\..+)$|\.log$/;
const CODE = /\.(ts|mts|mjs|js)$/;

/** The repository as it is on disk. */
export function readRepository(): SourceTree {
  return treeOf(
    pathsUnder('').map((path) => [path, CODE.test(path) ? readFileSync(join(ROOT, path), 'utf8') : ''] as const),
  );
}

/** A tree of these files: path and text. */
export function treeOf(files: readonly (readonly [path: string, text: string])[]): SourceTree {
  return {
    paths: files.map(([path]) => path),
    files: new Map(files.filter(([path]) => CODE.test(path)).map(([path, text]) => [path, parse(path, text)])),
  };
}

/** Text of a file that is not code, such as `package.json`. */
export function readText(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

function parse(path: string, text: string): SourceFile {
  return { path, text, syntax: ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true) };
}

function pathsUnder(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true })
    .filter(({ name }) => !IGNORED.test(name))
    .flatMap((entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      return entry.isDirectory() ? pathsUnder(path) : [path];
    });
}

/** Calls `visit` with every node of a file. */
export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
}

/** The line that a node begins on, counted from 1. */
export function lineOf({ syntax }: SourceFile, node: ts.Node): number {
  return syntax.getLineAndCharacterOfPosition(node.getStart(syntax)).line + 1;
}
