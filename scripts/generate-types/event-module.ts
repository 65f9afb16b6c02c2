import { interfaceSource, typeNameOf } from './interface-source.ts';
import type { PipelineSchemas } from './schema-files.ts';
import { validatorSource } from './validator-source.ts';

/** A file that follows from the schemas. */
export interface GeneratedFile {
  /** Relative to the repository. */
  readonly path: string;
  readonly content: string;
}

/** The generated modules of one pipeline: for each event its type bound to its schema, and its validator. */
export async function generatedFiles(pipeline: PipelineSchemas): Promise<GeneratedFile[]> {
  const files = await Promise.all(
    pipeline.schemas.map(async (schema): Promise<GeneratedFile[]> => {
      const { event, version, path, definition } = schema;
      const base = `${pipeline.generatedFolder}/${event}`;
      const header = `// Generated from ${path} by scripts/generate-types.ts: do not edit.`;
      const type = typeNameOf(event);
      const schemaConstant = `${type.charAt(0).toLowerCase()}${type.slice(1)}Schema`;
      const module = [
        header,
        `import type { EventSchema } from '../../../src/engine/index.ts';`,
        `import { validate } from './${event}.validate.ts';`,
        '',
        await interfaceSource(schema),
        '',
        `export const ${schemaConstant}: EventSchema<${type}> & { readonly validate: typeof validate } = {`,
        `  format: 'JSON',`,
        `  version: ${version},`,
        `  validate,`,
        `  definition: ${JSON.stringify(definition, null, 2).replaceAll('\n', '\n  ')},`,
        '};',
        '',
      ].join('\n');
      const validator = `// @ts-nocheck\n${header}\n${validatorSource(schema)}\n`;
      return [
        { path: `${base}.ts`, content: module },
        { path: `${base}.validate.ts`, content: validator },
      ];
    }),
  );
  return files.flat();
}
