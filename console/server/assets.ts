import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

export interface Asset {
  readonly type: string;
  readonly body: Uint8Array;
}

const project = fileURLToPath(new URL('../..', import.meta.url));
const page = join(project, 'console', 'page');

/** The page's files by path: one script and one sheet, bundled when the console starts, and the document that names them. */
export async function buildAssets(): Promise<ReadonlyMap<string, Asset>> {
  const { outputFiles } = await build({
    absWorkingDir: project,
    entryPoints: { console: 'console/page/main.ts', 'console-style': 'console/page/style.css' },
    outdir: 'out',
    write: false,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    legalComments: 'none',
    logLevel: 'silent',
  });
  const built = (name: string): Uint8Array => {
    const file = outputFiles.find(({ path }) => path.endsWith(name));
    if (!file) throw new Error(`esbuild gave no ${name}`);
    return file.contents;
  };
  const read = (name: string): Uint8Array => readFileSync(join(page, name));
  return new Map([
    ['/', { type: 'text/html; charset=utf-8', body: read('index.html') }],
    ['/icon.svg', { type: 'image/svg+xml', body: read('icon.svg') }],
    ['/console.js', { type: 'text/javascript; charset=utf-8', body: built('console.js') }],
    ['/console.css', { type: 'text/css; charset=utf-8', body: built('console-style.css') }],
  ]);
}
