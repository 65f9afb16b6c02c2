import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

/** Holds deployed code, as uploads would: what is built or deleted later does not change a running function. */
export interface CodeStore {
  /** Copies a folder of code in and returns where it is. */
  publish(sourceDir: string): string;
  remove(): void;
}

export function makeCodeStore(): CodeStore {
  const root = mkdtempSync(join(tmpdir(), 'millrace-functions-'));
  // As in /var/task, a .js file is CommonJS unless its own package.json says otherwise.
  writeFileSync(join(root, 'package.json'), '{"type":"commonjs"}');
  let published = 0;
  return {
    publish(sourceDir) {
      published += 1;
      const target = join(root, `${published}-${basename(sourceDir)}`);
      cpSync(sourceDir, target, { recursive: true });
      return target;
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}
