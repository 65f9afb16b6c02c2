import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Pipeline } from '../engine/pipeline.ts';
import { CliError } from './cli-error.ts';

/**
 * Loads the definition `<directory>/<name>/pipeline.ts`.
 *
 * @throws CliError where there is none; DefinitionError where it is wrong
 */
export async function loadPipeline(directory: string, name: string): Promise<Pipeline> {
  const fileOf = (folder: string): string => join(directory, folder, 'pipeline.ts');
  const known = readdirSync(directory).filter((folder) => existsSync(fileOf(folder)));
  if (!known.includes(name)) throw new CliError(`there is no pipeline "${name}": there are ${known.join(', ')}`, 2);
  const module: { readonly default?: Pipeline } = await import(pathToFileURL(fileOf(name)).href);
  if (module.default) return module.default;
  throw new CliError(
    `pipelines/${name}/pipeline.ts has no default export: it must end with "export default definePipeline(…)"`,
  );
}
