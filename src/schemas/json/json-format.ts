import type { Format } from '../format.ts';
import { readJsonDigits, sortedJson } from '../json-text.ts';
import { problemOf } from '../unsound.ts';
import { checkJson } from './check-json.ts';
import { diffJson } from './diff-json.ts';
import { readDocument } from './schema-document.ts';

export const jsonFormat: Format = {
  problem: (definition) => problemOf(() => readDocument(definition)),
  canonical: (definition) => sortedJson(readJsonDigits(definition)),
  check: (reader, writer, wording) => checkJson(readDocument(reader), readDocument(writer), wording),
  diff: diffJson,
};
