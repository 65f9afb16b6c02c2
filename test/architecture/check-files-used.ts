import { posix } from 'node:path';
import ts from 'typescript';
import { importsOf } from './imports.ts';
import { type SourceFile, type SourceTree, walk } from './source-tree.ts';

/** Where the product starts: what Lambda, the shell, synth and the scripts of package.json run. */
const PRODUCT_ROOTS = /^(bin\/[^/]+|lambdas\/[^/]+\/handler\.ts|pipelines\/[^/]+\/pipeline\.ts)$/;
/** Tests, the projects that they build from and find by folder, and settings at the root. */
const TEST_ROOTS = /^test\/.+\.test\.ts$|^test\/[^/]+\/(fixtures|example[\w-]*)\/|^[^/]+$/;
/** Twins of the adapters, for tests and benchmarks. */
const FOR_TESTS = /^(src\/adapters\/memory|test)\//;

/**
 * Files that nothing reaches. A file counts as used where an import, or a text that ends in its name, leads to it from what is run.
 *
 * @param commands the texts that start things: scripts of package.json, the app of cdk.json, what CI runs
 */
export function checkFilesUsed(tree: SourceTree, commands: string): string[] {
  const mentioned = [...tree.files.keys()].filter((path) => commands.includes(path));
  const roots = (pattern: RegExp): string[] => [...tree.files.keys()].filter((path) => pattern.test(path));
  const links = linksOf(tree);
  const product = [...mentioned, ...roots(PRODUCT_ROOTS)];
  const byProduct = reachedFrom(product, tree, links);
  const byAll = reachedFrom([...product, ...roots(TEST_ROOTS)], tree, links);
  return [...tree.files.keys()].flatMap((path) => {
    if (path.endsWith('.d.ts') || path.includes('/generated/')) return [];
    if (!byAll.has(path)) return [`${path}: nothing reaches it: remove it, or use it`];
    if (!byProduct.has(path) && !FOR_TESTS.test(path) && !TEST_ROOTS.test(path)) {
      return [`${path}: only tests reach it: remove it, or use it`];
    }
    return [];
  });
}

function reachedFrom(
  roots: readonly string[],
  tree: SourceTree,
  links: ReadonlyMap<string, readonly string[]>,
): Set<string> {
  const reached = new Set<string>();
  const open = [...roots];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (reached.has(path) || !tree.files.has(path)) continue;
    reached.add(path);
    open.push(...(links.get(path) ?? []));
  }
  return reached;
}

/** Where each file leads: what it imports, and what a text in it names, by path or as a file below its folder or beside it. */
function linksOf({ files }: SourceTree): Map<string, readonly string[]> {
  const byName = new Map<string, string[]>();
  for (const path of files.keys()) {
    const name = posix.basename(path);
    byName.set(name, [...(byName.get(name) ?? []), path]);
  }
  const links = new Map<string, readonly string[]>();
  for (const file of files.values()) {
    const parent = posix.dirname(posix.dirname(file.path));
    const isNear = (path: string): boolean =>
      path.startsWith(`${posix.dirname(file.path)}/`) || posix.dirname(path) === parent;
    const texts = textsIn(file);
    const named = texts.flatMap((text) => byName.get(posix.basename(text)) ?? []).filter(isNear);
    links.set(file.path, [...importsOf(file).flatMap(({ target }) => target ?? []), ...named, ...texts]);
  }
  return links;
}

/** Texts that may be paths of files, from the root or from elsewhere: a process to start, an entry to bundle. */
function textsIn(file: SourceFile): string[] {
  const texts = new Set<string>();
  walk(file.syntax, (node) => {
    if (ts.isStringLiteralLike(node) && /\.(ts|mjs|js)$/.test(node.text)) texts.add(node.text);
  });
  return [...texts];
}
