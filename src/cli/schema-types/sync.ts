import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type GeneratedFile, generatedFiles, generatedFolder } from './event-module.ts';
import { findSchemas } from './schema-files.ts';

/** How a generated file on disk differs from what the schemas ask for. */
interface Difference {
  readonly kind: 'missing' | 'stale' | 'orphan';
  readonly file: GeneratedFile;
}

/**
 * Compares the generated files under `root` with the schemas. An orphan's content is empty: its schema is gone.
 *
 * @throws SchemaFileError for a wrong schema file
 */
export async function differences(root: string): Promise<Difference[]> {
  const found: Difference[] = [];
  for (const schemas of findSchemas(root)) {
    const wanted = await generatedFiles(schemas);
    for (const file of wanted) {
      const held = readIfPresent(join(root, file.path));
      if (held === undefined) found.push({ kind: 'missing', file });
      else if (held !== file.content) found.push({ kind: 'stale', file });
    }
    const folder = generatedFolder(schemas.pipeline);
    const known = new Set(wanted.map((file) => file.path));
    for (const name of namesIn(join(root, folder))) {
      const path = `${folder}/${name}`;
      if (!known.has(path)) found.push({ kind: 'orphan', file: { path, content: '' } });
    }
  }
  return found;
}

/** Makes the files under `root` what they should be. */
export function resolve(root: string, found: readonly Difference[]): void {
  for (const { kind, file } of found) {
    const path = join(root, file.path);
    if (kind === 'orphan') {
      rmSync(path, { recursive: true });
    } else {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, file.content);
    }
  }
}

/** What is wrong with one file, in a line. */
export function describe({ kind, file }: Difference): string {
  const what = {
    missing: 'is missing',
    stale: 'does not match its schema',
    orphan: 'has no schema any more',
  }[kind];
  return `${file.path} ${what}`;
}

function namesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}

function readIfPresent(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}
