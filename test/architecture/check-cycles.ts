import { importsOf } from './imports.ts';
import type { SourceTree } from './source-tree.ts';

/** Circles of imports that exist at run time, one line each; circles of types alone are harmless. */
export function checkCycles(tree: SourceTree): string[] {
  const settled = new Set<string>();
  const found: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) found.push(`circular import: ${[...trail.slice(start), path].join(' → ')}`);
    const file = tree.files.get(path);
    if (start >= 0 || settled.has(path) || !file) return;
    for (const { target, isTypeOnly } of importsOf(file)) {
      if (target !== undefined && !isTypeOnly) visit(target, [...trail, path]);
    }
    settled.add(path);
  };
  for (const path of tree.files.keys()) visit(path, []);
  return found;
}
