/**
 * Writes the TypeScript type and the validator of every schema in `pipelines/<name>/schemas/<event>/v<N>.json`.
 * With `--check` writes nothing and fails where a file is not what its schema asks for.
 */
import { fileURLToPath } from 'node:url';
import { run } from './generate-types/run.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
process.exitCode = await run(root, process.argv.slice(2), { out: console.log, err: console.error });
