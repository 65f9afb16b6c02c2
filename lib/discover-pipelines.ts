import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DefinitionError } from '../src/engine/errors.ts';
import type { Pipeline } from '../src/engine/pipeline.ts';
import { UserError } from './user-error.ts';

interface DiscoveredPipeline {
  readonly definition: Pipeline;
  /** Absolute path of its `pipeline.ts`. */
  readonly file: string;
}

/** Names of the pipelines in a folder: each subfolder with a `pipeline.ts`, in alphabetical order. */
export function listPipelines(pipelinesDirectory: string): string[] {
  return readdirSync(pipelinesDirectory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(pipelineFile(pipelinesDirectory, entry.name)))
    .map((entry) => entry.name)
    .sort();
}

/**
 * Picks the pipelines that `-c pipelines=<name>,<name>` asks for.
 *
 * @param given the value from the context; undefined means all
 * @throws UserError for one that does not exist
 */
export function selectPipelines(known: readonly string[], given: unknown): readonly string[] {
  if (known.length === 0) throw new UserError(['there is no pipeline: add pipelines/<name>/pipeline.ts']);
  if (given === undefined) return known;
  const asked = String(given)
    .split(',')
    .map((name) => name.trim());
  const issues = asked
    .filter((name) => !known.includes(name))
    .map((name) => `-c pipelines: there is no pipeline "${name}", there are ${known.join(', ')}`);
  if (issues.length > 0) throw new UserError(issues);
  return [...new Set(asked)];
}

/**
 * Loads pipeline definitions.
 *
 * @throws UserError listing every mistake in every definition
 */
export async function loadPipelines(
  pipelinesDirectory: string,
  names: readonly string[],
  projectDirectory: string,
): Promise<DiscoveredPipeline[]> {
  const issues: string[] = [];
  const loaded: DiscoveredPipeline[] = [];
  for (const name of names) {
    const file = pipelineFile(pipelinesDirectory, name);
    const shown = relative(projectDirectory, file);
    try {
      const definition = await importDefinition(file);
      if (definition.name !== name) {
        issues.push(`${shown}: the pipeline is named "${definition.name}", must be "${name}" like its folder`);
      }
      loaded.push({ definition, file });
    } catch (error) {
      issues.push(...describe(error).map((issue) => `${shown}: ${issue}`));
    }
  }
  if (issues.length > 0) throw new UserError(issues);
  return loaded;
}

function pipelineFile(pipelinesDirectory: string, name: string): string {
  return join(pipelinesDirectory, name, 'pipeline.ts');
}

async function importDefinition(file: string): Promise<Pipeline> {
  const module: { readonly default?: Pipeline } = await import(pathToFileURL(file).href);
  if (!module.default) throw new UserError(['has no default export, must end with "export default definePipeline(…)"']);
  return module.default;
}

function describe(error: unknown): readonly string[] {
  if (error instanceof DefinitionError || error instanceof UserError) return error.issues;
  const [message = ''] = String(error).split('\n');
  return [`cannot be loaded: ${message}`];
}
