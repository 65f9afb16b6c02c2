import { createHash } from 'node:crypto';
import type { VersionIds } from '../../src/codecs/make-event-decoder.ts';
import { type Pipeline, registryNameOf } from '../../src/engine/pipeline.ts';
import type { SchemaCatalog, SchemaDefinition } from '../../src/ports/schema-catalog.ts';

/** A registry that holds every schema version there could be: its id follows from what it is. */
export const catalog: SchemaCatalog = { versionIdOf: async (schema) => idOf(schema) };

/** What that registry calls the committed versions of a pipeline's events, as functions are told at deployment. */
export function versionIdsOf(pipeline: Pipeline): VersionIds {
  const registryName = registryNameOf(pipeline);
  return Object.fromEntries(
    pipeline.events.flatMap(({ name: schemaName, schema }) =>
      schema.versions.map(({ version, definition }) => [
        `${schemaName}/${version}`,
        idOf({ registryName, schemaName, definition }),
      ]),
    ),
  );
}

function idOf({ registryName, schemaName, definition }: SchemaDefinition): string {
  const hex = createHash('md5')
    .update(JSON.stringify([registryName, schemaName, definition]))
    .digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
