/**
 * Writes the TypeScript type and the validator of every schema in `pipelines/<name>/schemas/<event>/v<N>.json`.
 * With `--check` writes nothing and fails where a file is not what its schema asks for.
 */
import { fileURLToPath } from 'node:url';
import { SchemaFileError } from './generate-types/schema-files.ts';
import { describe, differences, resolve } from './generate-types/sync.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const [flag, ...rest] = process.argv.slice(2);

if (rest.length > 0 || (flag !== undefined && flag !== '--check')) {
  console.error(`generate-types takes no argument but --check, got "${[flag, ...rest].join(' ')}"`);
  process.exitCode = 2;
} else {
  try {
    const found = await differences(root);
    if (flag === '--check') {
      for (const difference of found) console.error(describe(difference));
      if (found.length > 0) process.exitCode = 1;
    } else {
      resolve(root, found);
      for (const { kind, file } of found) console.log(`${kind === 'orphan' ? 'removed' : 'wrote'} ${file.path}`);
    }
  } catch (error) {
    if (!(error instanceof SchemaFileError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
