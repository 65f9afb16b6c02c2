import { importTable, type Zone } from './import-table.ts';
import { type Import, importsOf } from './imports.ts';
import type { SourceFile, SourceTree } from './source-tree.ts';

/** Every import that the table does not allow, one line each. */
export function checkImports(tree: SourceTree): string[] {
  return [...tree.files.values()].flatMap((file) => {
    // Configuration at the root may import what it configures.
    if (!file.path.includes('/')) return [];
    const zone = importTable.find((row) => row.files.test(file.path));
    if (!zone) return [`${file.path}: its folder is not in the import table`];
    return importsOf(file).flatMap((given) => {
      const line = problemWith(given, file, zone, tree);
      return line === undefined ? [] : [`${file.path}:${given.line}: ${line}`];
    });
  });
}

function problemWith(given: Import, { path }: SourceFile, zone: Zone, { paths }: SourceTree): string | undefined {
  const { specifier, target, isTypeOnly } = given;
  if (target === undefined) {
    const isAllowed = !zone.packages || zone.packages.some((pattern) => pattern.test(specifier));
    return isAllowed ? undefined : `may not import "${specifier}"`;
  }
  if (!paths.includes(target) && !target.endsWith('.js')) return `imports ${target}, which is not there`;
  const isOwn = zone.files.test(target);
  if (isOwn || zone.ours.some((pattern) => pattern.test(target))) return undefined;
  const isTyped = zone.types?.some((pattern) => pattern.test(target)) ?? false;
  if (isTyped && isTypeOnly) return undefined;
  const folder = path.slice(0, path.lastIndexOf('/'));
  return isTyped
    ? `${folder} may import types alone from ${target}: write "import type"`
    : `${folder} may not import ${target}`;
}
