import type { Format } from '../format.ts';
import { problemOf } from '../unsound.ts';
import { canonicalAvro } from './canonical-avro.ts';
import { checkAvro } from './check-avro.ts';
import { diffAvro } from './diff-avro.ts';
import { parseAvro } from './parse-avro.ts';

export const avroFormat: Format = {
  problem: (definition) => problemOf(() => parseAvro(definition)),
  canonical: canonicalAvro,
  check: (reader, writer, wording) => checkAvro(parseAvro(reader), parseAvro(writer), wording),
  diff: diffAvro,
};
