import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Where everything goes that is fetched or built: git and the checks of the repository pass it over. */
export const CACHE = fileURLToPath(new URL('../../.millrace/interop', import.meta.url));

/** Far above what fetching takes, so that a dead mirror does not hold a person for ever. */
const TIMEOUT_MS = 600_000;

/** What a program said on both its outputs; undefined where there is no such program. */
export function run(
  program: string,
  parameters: readonly string[],
): { readonly said: string; readonly failed: boolean } | undefined {
  const { error, status, stdout, stderr } = spawnSync(program, parameters, { encoding: 'utf8', timeout: TIMEOUT_MS });
  if (error && 'code' in error && error.code === 'ENOENT') return undefined;
  return { said: `${stdout}${stderr}${error?.message ?? ''}`, failed: status !== 0 };
}
