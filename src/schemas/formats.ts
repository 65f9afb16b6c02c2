import { avroFormat } from './avro/avro-format.ts';
import type { Format } from './format.ts';
import { readJson, readJsonDigits, sortedJson } from './json-text.ts';
import type { SchemaFormat } from './schema-kinds.ts';
import { problemOf } from './unsound.ts';

const jsonFormat: Format = {
  problem: (definition) => problemOf(() => readJson(definition)),
  canonical: (definition) => sortedJson(readJsonDigits(definition)),
  check: () => [{ kind: 'undecided', path: '', keyword: 'JSON', reason: 'changes of JSON schemas are not decided' }],
  diff: () => ['the definition changed'],
};

const protobufFormat: Format = {
  problem: () => undefined,
  canonical: (definition) => definition.replaceAll(/\s+/g, ' ').trim(),
  check: () => [
    { kind: 'undecided', path: '', keyword: 'PROTOBUF', reason: 'changes of Protobuf schemas are not decided' },
  ],
  diff: () => ['the definition changed'],
};

const FORMATS: Record<SchemaFormat, Format> = { AVRO: avroFormat, JSON: jsonFormat, PROTOBUF: protobufFormat };

/** What is known of a format's definitions. */
export function formatOf(format: SchemaFormat): Format {
  return FORMATS[format];
}
