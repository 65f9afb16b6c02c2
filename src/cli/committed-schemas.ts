import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DefinitionError } from '../engine/errors.ts';
import type { Pipeline } from '../engine/pipeline.ts';
import type { Compatibility } from '../schemas/schema-kinds.ts';
import { CliError } from './cli-error.ts';
import { loadPipeline } from './load-pipeline.ts';
import { type EventSchemaFiles, findSchemas } from './schema-types/schema-files.ts';

/** The schema files of an event type with what the pipeline's definition says of them. */
export interface CommittedSchema extends EventSchemaFiles {
  readonly pipeline: string;
  readonly compatibility: Compatibility;
  /** False where the definition has no event type of that name. */
  readonly isUsed: boolean;
}

/** What `eventType` takes where a definition does not say; files without an event type are held to it too. */
const DEFAULT_COMPATIBILITY: Compatibility = 'BACKWARD';

/**
 * The schema files of pipelines, as they are on disk: the modules generated from them may be older.
 *
 * @param names empty for all
 * @throws CliError for an unknown name, wrong files, or a definition that does not load
 */
export async function committedSchemas(project: string, names: readonly string[]): Promise<CommittedSchema[]> {
  const all = findSchemas(project).filter(({ events }) => events.length > 0);
  for (const name of names) {
    if (all.some(({ pipeline }) => pipeline === name)) continue;
    const known = all.map(({ pipeline }) => pipeline).join(', ') || 'none';
    throw new CliError(`there is no pipeline "${name}" with schemas: there are ${known}`, 2);
  }
  const chosen = all.filter(({ pipeline }) => names.length === 0 || names.includes(pipeline));
  const schemas: CommittedSchema[] = [];
  for (const { pipeline, events } of chosen) {
    const modes = await modesOf(project, pipeline);
    for (const files of events) {
      const mode = modes.get(files.event);
      const compatibility = mode ?? DEFAULT_COMPATIBILITY;
      schemas.push({ ...files, pipeline, compatibility, isUsed: mode !== undefined });
    }
  }
  return schemas;
}

async function modesOf(project: string, pipeline: string): Promise<ReadonlyMap<string, Compatibility>> {
  const file = `pipelines/${pipeline}/pipeline.ts`;
  if (!existsSync(join(project, file))) return new Map();
  const { events } = await loaded(join(project, 'pipelines'), pipeline, file);
  return new Map(events.map(({ name, compatibility }) => [name, compatibility]));
}

async function loaded(directory: string, pipeline: string, file: string): Promise<Pipeline> {
  try {
    return await loadPipeline(directory, pipeline);
  } catch (error) {
    if (error instanceof CliError || error instanceof DefinitionError) throw error;
    if (!(error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND')) throw error;
    const [what = ''] = error.message.split('\n');
    throw new CliError(
      `${file} does not load (${what}): if it is a generated module that is not there, run \`npx millrace schemas types\``,
    );
  }
}
