import { parseEventDefinition, parseJsonDefinition } from './json-definition.ts';
import { type EventSchemaFiles, type PipelineSchemas, SchemaFileError } from './schema-files.ts';
import { textLiteral } from './text-literal.ts';
import { typeNameOf } from './type-name.ts';
import { validatorSource } from './validator-source.ts';

/** A file that follows from the schemas. */
export interface GeneratedFile {
  /** Relative to the project. */
  readonly path: string;
  readonly content: string;
}

/** What generated modules mean by a name already. */
const TAKEN = new Set(['Buffer', 'EventSchema']);

/** Where the generated modules of a pipeline live, relative to the project. */
export function generatedFolder(pipeline: string): string {
  return `pipelines/${pipeline}/generated`;
}

/**
 * The generated modules of one pipeline: for each event the type of its newest schema, bound to all versions; for JSON Schema its
 * validator too.
 *
 * @throws SchemaFileError where a schema is not sound
 */
export async function generatedFiles({ pipeline, events }: PipelineSchemas): Promise<GeneratedFile[]> {
  const files = await Promise.all(events.map((event) => modulesOf(event, generatedFolder(pipeline))));
  return files.flat();
}

async function modulesOf(schema: EventSchemaFiles, folder: string): Promise<GeneratedFile[]> {
  const base = `${folder}/${schema.event}`;
  const header = `// Generated from ${schema.newest.path} by \`npx millrace schemas types\`: do not edit.`;
  try {
    const validator = validatorOf(schema);
    const module = { path: `${base}.ts`, content: `${header}\n${await eventSource(schema)}` };
    if (validator === undefined) return [module];
    return [module, { path: `${base}.validate.ts`, content: `// @ts-nocheck\n${header}\n${validator}\n` }];
  } catch (error) {
    if (error instanceof SchemaFileError) throw error;
    throw new SchemaFileError(`${schema.newest.path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Avro and Protobuf need none: what can be decoded fits the type. */
function validatorOf({ format, versions, newest }: EventSchemaFiles): string | undefined {
  if (format !== 'JSON') return undefined;
  for (const version of versions) parseJsonDefinition(version);
  return validatorSource(parseEventDefinition(newest));
}

/** Loads the compiler of a schema language only where a project uses it. */
async function interfaceOf({ event, format, newest }: EventSchemaFiles, typeName: string): Promise<string> {
  switch (format) {
    case 'AVRO': {
      const { avroInterface } = await import('./avro-interface.ts');
      return avroInterface(newest.definition, typeName);
    }
    case 'PROTOBUF': {
      const { protoInterface } = await import('./proto-interface.ts');
      return protoInterface(newest.definition, event, typeName);
    }
    case 'JSON': {
      const { jsonInterface } = await import('./json-interface.ts');
      return jsonInterface(parseEventDefinition(newest), typeName);
    }
  }
}

async function eventSource(schema: EventSchemaFiles): Promise<string> {
  const { event, format, versions } = schema;
  const type = typeNameOf(event);
  if (TAKEN.has(type)) {
    throw new Error(`an event type cannot be named "${event}": generated modules mean something else by ${type}`);
  }
  const constant = `${type.charAt(0).toLowerCase()}${type.slice(1)}Schema`;
  const isJson = format === 'JSON';
  return [
    `import type { EventSchema } from '../../../src/engine/index.ts';`,
    ...(isJson ? [`import { validate } from './${event}.validate.ts';`] : []),
    '',
    await interfaceOf(schema, type),
    '',
    `export const ${constant}: EventSchema<${type}>${isJson ? ' & { readonly validate: typeof validate }' : ''} = {`,
    `  format: '${format}',`,
    ...(isJson ? ['  validate,'] : []),
    '  versions: [',
    ...versions.flatMap(({ version, definition }) => [
      '    {',
      `      version: ${version},`,
      `      definition: ${textLiteral(definition)},`,
      '    },',
    ]),
    '  ],',
    '};',
    '',
  ].join('\n');
}
