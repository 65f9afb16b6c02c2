import type { AvroNamed, AvroType } from '../../schemas/avro/avro-type.ts';
import { isJsonObject } from '../../schemas/json-text.ts';

/** What a definition says about its records and enums, beside what readers need of them. */
export function docsOf(definition: string, type: AvroType): ReadonlyMap<AvroNamed, string> {
  const docs = new Map<AvroNamed, string>();
  collect(JSON.parse(definition), type, docs);
  return docs;
}

/** Goes through a schema and what was parsed from it side by side; names that stand for a type defined elsewhere are texts. */
function collect(schema: unknown, type: AvroType, docs: Map<AvroNamed, string>): void {
  if (Array.isArray(schema)) {
    if (type.kind !== 'union') return;
    for (const [index, branch] of type.branches.entries()) collect(schema[index], branch, docs);
  } else if (isJsonObject(schema)) {
    if (type.kind === 'array') collect(schema.items, type.items, docs);
    if (type.kind === 'map') collect(schema.values, type.values, docs);
    if ((type.kind === 'record' || type.kind === 'enum') && typeof schema.doc === 'string') docs.set(type, schema.doc);
    if (type.kind !== 'record' || !Array.isArray(schema.fields)) return;
    for (const [index, field] of type.fields.entries()) {
      const given: unknown = schema.fields[index];
      if (isJsonObject(given)) collect(given.type, field.type, docs);
    }
  }
}
