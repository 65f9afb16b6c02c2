import { SchemaFileError } from './schema-files.ts';
import { describe, differences, resolve } from './sync.ts';

/** Where the command's lines go. */
interface Output {
  out(line: string): void;
  err(line: string): void;
}

/** Runs the command on the repository at `root`; the exit code: 1 for a wrong schema or a file out of date, 2 for a wrong argument. */
export async function run(root: string, args: readonly string[], output: Output): Promise<0 | 1 | 2> {
  if (args.length > 1 || (args.length === 1 && args[0] !== '--check')) {
    output.err(`generate-types takes no argument but --check, got "${args.join(' ')}"`);
    return 2;
  }
  try {
    const found = await differences(root);
    if (args[0] === '--check') {
      for (const difference of found) output.err(describe(difference));
      return found.length === 0 ? 0 : 1;
    }
    resolve(root, found);
    for (const { kind, file } of found) output.out(`${kind === 'orphan' ? 'removed' : 'wrote'} ${file.path}`);
    return 0;
  } catch (error) {
    if (!(error instanceof SchemaFileError)) throw error;
    output.err(error.message);
    return 1;
  }
}
