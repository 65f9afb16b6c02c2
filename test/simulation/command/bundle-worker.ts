import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const WORKER = fileURLToPath(new URL('./worker.ts', import.meta.url));
/** From where packages are found. */
const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const FOLDER = join(ROOT, '.millrace', 'simulation');

let bundles = 0;

/** Worker and all that it runs in one file: a fifth faster than modules that are translated one by one as they are loaded. */
export class WorkerBundle {
  readonly path: string;

  constructor() {
    mkdirSync(FOLDER, { recursive: true });
    bundles += 1;
    // One of its own, since several commands may run at the same time.
    this.path = join(FOLDER, `worker-${process.pid}-${bundles}.mjs`);
    buildSync({
      entryPoints: [WORKER],
      outfile: this.path,
      bundle: true,
      packages: 'external',
      platform: 'node',
      format: 'esm',
      target: 'node20',
      logLevel: 'error',
    });
  }

  remove(): void {
    rmSync(this.path, { force: true });
  }
}
