import { interfaceSource, typeNameOf } from './interface-source.ts';
import { type PipelineSchemas, type SchemaFile, SchemaFileError } from './schema-files.ts';
import { validatorSource } from './validator-source.ts';

/** A file that follows from the schemas. */
export interface GeneratedFile {
  /** Relative to the repository. */
  readonly path: string;
  readonly content: string;
}

/**
 * The generated modules of one pipeline: for each event its type bound to its schema, and its validator.
 *
 * @throws SchemaFileError where a schema is not sound draft-07
 */
export async function generatedFiles(pipeline: PipelineSchemas): Promise<GeneratedFile[]> {
  const files = await Promise.all(pipeline.schemas.map((schema) => modulesOf(schema, pipeline.generatedFolder)));
  return files.flat();
}

async function modulesOf(schema: SchemaFile, folder: string): Promise<GeneratedFile[]> {
  const base = `${folder}/${schema.event}`;
  const header = `// Generated from ${schema.path} by scripts/generate-types.ts: do not edit.`;
  try {
    const validator = `// @ts-nocheck\n${header}\n${validatorSource(schema)}\n`;
    const module = `${header}\n${eventSource(schema, await interfaceSource(schema))}`;
    return [
      { path: `${base}.ts`, content: module },
      { path: `${base}.validate.ts`, content: validator },
    ];
  } catch (error) {
    throw new SchemaFileError(`${schema.path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function eventSource({ event, version, text }: SchemaFile, interfaceText: string): string {
  const type = typeNameOf(event);
  const constant = `${type.charAt(0).toLowerCase()}${type.slice(1)}Schema`;
  return [
    `import type { EventSchema } from '../../../src/engine/index.ts';`,
    `import { validate } from './${event}.validate.ts';`,
    '',
    interfaceText,
    '',
    `export const ${constant}: EventSchema<${type}> & { readonly validate: typeof validate } = {`,
    `  format: 'JSON',`,
    `  validate,`,
    `  versions: [{ version: ${version}, definition: ${JSON.stringify(text)} }],`,
    '};',
    '',
  ].join('\n');
}
