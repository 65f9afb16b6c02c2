import { isJsonObject, type JsonObject, member, sortedJson } from '../json-text.ts';
import { quoted } from '../unsound.ts';
import { below } from '../wording.ts';
import { namesIn, objectIn } from './node.ts';
import { type JsonSchema, readDocument } from './schema-document.ts';

/** What changed from one schema to the next, one line each: properties by name, anything else by keyword. */
export function diffJson(before: string, after: string): readonly string[] {
  return diffSchemas(readDocument(before).root, readDocument(after).root, '');
}

/** Keywords that hold schemas worth a look inside. */
const WALKED = new Set(['properties', 'required', 'items', 'additionalProperties', 'definitions', '$defs']);

function diffSchemas(before: JsonSchema, after: JsonSchema, path: string): readonly string[] {
  if (!isJsonObject(before) || !isJsonObject(after)) return diffValues('schema', before, after, path);
  const keywords = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((name) => !WALKED.has(name));
  return [
    ...keywords.flatMap((name) => diffValues(`"${name}"`, member(before, name), member(after, name), path)),
    ...diffProperties(before, after, path),
    ...diffParts('items', before, after, path, `${path}[]`),
    ...diffParts('additionalProperties', before, after, path, below(path, '*')),
    ...['definitions', '$defs'].flatMap((name) => diffDefinitions(name, before, after)),
  ];
}

function diffProperties(before: JsonObject, after: JsonObject, path: string): readonly string[] {
  const [old, now] = [objectIn(before, 'properties'), objectIn(after, 'properties')];
  const [wasRequired, isRequired] = [namesIn(before, 'required'), namesIn(after, 'required')];
  const names = [...new Set([...Object.keys(old), ...Object.keys(now), ...wasRequired, ...isRequired])];
  return names.flatMap((name) => {
    const place = below(path, name);
    const [was, is] = [member(old, name), member(now, name)];
    if (was === undefined && is !== undefined)
      return [`${place}: added${isRequired.includes(name) ? ', required' : ''}, ${quoted(is)}`];
    if (was !== undefined && is === undefined) return [`${place}: removed, was ${quoted(was)}`];
    const requirement = requirementLine(wasRequired.includes(name), isRequired.includes(name), place);
    return [...requirement, ...(was === undefined ? [] : diffSchemas(asSchema(was), asSchema(is), place))];
  });
}

function requirementLine(was: boolean, is: boolean, path: string): readonly string[] {
  if (was === is) return [];
  return [is ? `${path}: required now` : `${path}: optional now`];
}

function diffParts(
  name: string,
  before: JsonObject,
  after: JsonObject,
  path: string,
  inner: string,
): readonly string[] {
  const [was, is] = [member(before, name), member(after, name)];
  if (isJsonObject(was) && isJsonObject(is)) return diffSchemas(was, is, inner);
  return diffValues(`"${name}"`, was, is, path);
}

function diffDefinitions(name: string, before: JsonObject, after: JsonObject): readonly string[] {
  const [old, now] = [objectIn(before, name), objectIn(after, name)];
  return [...new Set([...Object.keys(old), ...Object.keys(now)])].flatMap((key) => {
    const [was, is] = [member(old, key), member(now, key)];
    const place = `${name}/${key}`;
    if (was === undefined || is === undefined) return diffValues('definition', was, is, place);
    return diffSchemas(asSchema(was), asSchema(is), place);
  });
}

function diffValues(what: string, before: unknown, after: unknown, path: string): readonly string[] {
  if (before !== undefined && after !== undefined && sortedJson(before) === sortedJson(after)) return [];
  if (before === undefined && after === undefined) return [];
  const place = path === '' ? '' : `${path}: `;
  if (before === undefined) return [`${place}${what} added, ${quoted(after)}`];
  if (after === undefined) return [`${place}${what} removed, was ${quoted(before)}`];
  return [`${place}${what} ${quoted(before)} → ${quoted(after)}`];
}

function asSchema(value: unknown): JsonSchema {
  return isJsonObject(value) ? value : value !== false;
}
