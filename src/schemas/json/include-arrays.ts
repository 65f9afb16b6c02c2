import { type JsonObject, member } from '../json-text.ts';
import type { Finding } from '../verdict.ts';
import { includeCounts } from './include-scalars.ts';
import { type Inclusion, narrowed } from './inclusion.ts';
import { numberIn, schemaIn } from './node.ts';
import type { JsonSchema } from './schema-document.ts';

/** Arrays: what stands at each place, how many there are, and whether each is there once. */
export function includeArrays(
  context: Inclusion,
  reader: JsonObject,
  writer: JsonObject,
  path: string,
): readonly Finding[] {
  const [outer, inner] = [itemsOf(reader), itemsOf(writer)];
  const places = Math.max(outer.first.length, inner.first.length);
  const atMost = inner.rest === false ? inner.first.length : Number.POSITIVE_INFINITY;
  const most = Math.min(atMost, numberIn(writer, 'maxItems') ?? Number.POSITIVE_INFINITY);
  const items: Finding[] = [];
  for (let place = 0; place < places && place < most; place += 1) {
    const [expected, written] = [outer.first[place] ?? outer.rest, inner.first[place] ?? inner.rest];
    items.push(...context.include(expected, written, `${path}[${place}]`));
  }
  if (most > places) items.push(...context.include(outer.rest, inner.rest, `${path}[]`));
  const isRepeatable = member(writer, 'uniqueItems') !== true && most > 1;
  if (member(reader, 'uniqueItems') === true && isRepeatable) {
    items.push(narrowed(context, path, 'UNIQUE_ADDED', 'uniqueItems', 'true', 'false'));
  }
  return [...items, ...includeCounts(context, reader, writer, path, 'Items', 0, most)];
}

interface Items {
  /** By place, where they are told apart. */
  readonly first: readonly JsonSchema[];
  readonly rest: JsonSchema;
}

function itemsOf(schema: JsonObject): Items {
  const items = member(schema, 'items');
  if (!Array.isArray(items)) return { first: [], rest: schemaIn(schema, 'items') ?? true };
  // Sound documents hold schemas alone here.
  const first = items.filter((item): item is JsonSchema => typeof item === 'boolean' || typeof item === 'object');
  return { first, rest: schemaIn(schema, 'additionalItems') ?? true };
}
