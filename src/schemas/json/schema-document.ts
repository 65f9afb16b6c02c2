import { isJsonObject, type JsonObject, member, readJson } from '../json-text.ts';
import { quoted, Unsound } from '../unsound.ts';
import { type Draft, draftOf } from './draft.ts';
import { FOREIGN_KEYWORDS, KEYWORDS } from './keywords.ts';

export type JsonSchema = boolean | JsonObject;

/** A JSON Schema whose keywords are all well formed, with the references in it. */
export interface SchemaDocument {
  readonly root: JsonSchema;
  readonly draft: Draft;
  /** What a reference leads to; undefined for one that leads out of the document, or whose base is moved by an `$id` within it. */
  resolve(reference: string): JsonSchema | undefined;
}

/** @throws Unsound for a text that is no schema of draft 4, 6 or 7, or refers to what it does not hold */
export function readDocument(definition: string): SchemaDocument {
  const root = readJson(definition);
  if (typeof root !== 'boolean' && !isJsonObject(root)) {
    throw new Unsound(`a JSON Schema is an object, got ${quoted(root)}`);
  }
  const draft = typeof root === 'boolean' ? 7 : draftOf(root);
  const parts = new Parts(draft);
  parts.add(root, '');
  const document: SchemaDocument = { root, draft, resolve: (reference) => parts.resolve(root, reference) };
  for (const { reference, path } of parts.references) {
    if (reference.startsWith('#') && !parts.isRebased && document.resolve(reference) === undefined) {
      throw new Unsound(`${placeText(path)}"$ref" ${quoted(reference)} leads to no schema of this document`);
    }
    if (isCircle(reference, document)) {
      throw new Unsound(`${placeText(path)}"$ref" ${quoted(reference)} leads round in a circle`);
    }
  }
  return document;
}

/** Whether a chain of references that are all there is to their schemas comes back to where it was. */
function isCircle(start: string, document: SchemaDocument): boolean {
  const trail = new Set<string>();
  for (let reference = start; ; ) {
    if (trail.has(reference)) return true;
    trail.add(reference);
    const found = document.resolve(reference);
    const next = isJsonObject(found) ? member(found, '$ref') : undefined;
    if (typeof next !== 'string') return false;
    reference = next;
  }
}

/** The schemas within a schema, each looked at once. */
class Parts {
  readonly references: { readonly reference: string; readonly path: string }[] = [];
  /** True where an `$id` below the root changes what references are relative to. */
  isRebased = false;
  readonly #anchors = new Map<string, JsonSchema>();
  readonly #sound = new Set<JsonSchema>();

  constructor(readonly draft: Draft) {}

  add(schema: unknown, path: string): void {
    if (typeof schema === 'boolean') return;
    if (!isJsonObject(schema)) throw new Unsound(`${placeText(path)}a schema is an object, got ${quoted(schema)}`);
    this.#sound.add(schema);
    this.#addId(schema, path);
    const reference = member(schema, '$ref');
    if (typeof reference === 'string') this.references.push({ reference, path });
    for (const [name, value] of Object.entries(schema)) this.#addMember(name, value, path);
  }

  #addMember(name: string, value: unknown, path: string): void {
    if (name === 'definitions' || name === '$defs') {
      if (!isJsonObject(value))
        throw new Unsound(`${placeText(path)}"${name}" must be an object of schemas, got ${quoted(value)}`);
      for (const [key, part] of Object.entries(value)) this.add(part, `${path}/${name}/${key}`);
      return;
    }
    const keyword = KEYWORDS.get(name);
    if (!keyword || keyword.since > this.draft) return;
    if (!keyword.isSound(value, this.draft)) {
      throw new Unsound(`${placeText(path)}"${name}" must be ${keyword.expected}, got ${quoted(value)}`);
    }
    for (const [key, part] of schemasIn(name, value)) this.add(part, `${path}/${name}${key}`);
  }

  #addId(schema: JsonObject, path: string): void {
    const id = member(schema, this.draft === 4 ? 'id' : '$id');
    if (typeof id !== 'string' || path === '') return;
    if (id.startsWith('#')) this.#anchors.set(id, schema);
    else this.isRebased = true;
  }

  resolve(root: JsonSchema, reference: string): JsonSchema | undefined {
    if (this.isRebased || !reference.startsWith('#')) return undefined;
    if (reference === '#') return root;
    const anchored = this.#anchors.get(reference);
    if (anchored !== undefined) return anchored;
    const found = reference.startsWith('#/') ? at(root, reference.slice(2)) : undefined;
    return typeof found === 'boolean' || (isJsonObject(found) && this.#isLookedAt(found, reference.slice(1)))
      ? found
      : undefined;
  }

  /** A reference may lead to a place that no keyword makes a schema: it is one then. */
  #isLookedAt(schema: JsonObject, path: string): boolean {
    if (!this.#sound.has(schema)) this.add(schema, path);
    return true;
  }
}

/** The schemas that a keyword's value holds, with how they are reached in it. */
export function schemasIn(name: string, value: unknown): readonly (readonly [string, unknown])[] {
  const content = KEYWORDS.get(name)?.content ?? 'value';
  if (content === 'value') return [];
  if (Array.isArray(value)) return value.map((part, index) => [`/${index}`, part] as const);
  if (content === 'schema' || content === 'schema or schemas') return [['', value]];
  if (!isJsonObject(value)) return [];
  const members = Object.entries(value).map(([key, part]) => [`/${key}`, part] as const);
  return content === 'schemas by name' ? members : members.filter(([, part]) => !Array.isArray(part));
}

/** Keywords of a schema that say which values are valid. */
export function constraintsOf(schema: JsonObject): readonly string[] {
  return Object.keys(schema).filter((name) => KEYWORDS.has(name) || FOREIGN_KEYWORDS.has(name));
}

/** What a JSON pointer (RFC 6901), as part of a URI, leads to. */
function at(root: unknown, pointer: string): unknown {
  let value = root;
  for (const part of pointer.split('/')) {
    const key = decoded(part);
    if (Array.isArray(value)) value = /^\d+$/.test(key) ? value[Number(key)] : undefined;
    else value = isJsonObject(value) ? member(value, key) : undefined;
  }
  return value;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
  } catch {
    return part;
  }
}

function placeText(path: string): string {
  return path === '' ? '' : `#${path}: `;
}
