import { avroFormat } from './avro/avro-format.ts';
import type { Format } from './format.ts';
import { jsonFormat } from './json/json-format.ts';
import { protoFormat } from './protobuf/proto-format.ts';
import type { SchemaFormat } from './schema-kinds.ts';

const FORMATS: Record<SchemaFormat, Format> = { AVRO: avroFormat, JSON: jsonFormat, PROTOBUF: protoFormat };

/** What is known of a format's definitions. */
export function formatOf(format: SchemaFormat): Format {
  return FORMATS[format];
}
