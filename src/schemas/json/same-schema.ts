import { isJsonObject, type JsonObject, member, sortedJson } from '../json-text.ts';
import { KEYWORDS } from './keywords.ts';
import { constraintsOf, type SchemaDocument, schemasIn } from './schema-document.ts';

/** True where a keyword says the same in two schemas, in the same words: references followed, remarks left aside. */
export function isSameKeyword(
  name: string,
  left: JsonObject,
  right: JsonObject,
  documents: readonly [SchemaDocument, SchemaDocument],
): boolean {
  return new Equality(documents[0], documents[1]).isSameKeyword(name, left, right);
}

/** One comparison: the first difference ends it, so pairs that are met again while it lasts count as the same. */
class Equality {
  readonly #met = new Map<JsonObject, Set<JsonObject>>();

  constructor(
    readonly left: SchemaDocument,
    readonly right: SchemaDocument,
  ) {}

  isSameKeyword(name: string, left: JsonObject, right: JsonObject): boolean {
    const [a, b] = [member(left, name), member(right, name)];
    if (a === undefined || b === undefined) return a === b;
    const keyword = KEYWORDS.get(name);
    const isHeeded = (document: SchemaDocument): boolean => keyword !== undefined && keyword.since <= document.draft;
    if (isHeeded(this.left) !== isHeeded(this.right)) return false;
    if (name === '$ref') return this.#isSame(this.left.resolve(String(a)), this.right.resolve(String(b)));
    if (keyword === undefined || keyword.content === 'value') return sortedJson(a) === sortedJson(b);
    const [partsA, partsB] = [schemasIn(name, a), new Map(schemasIn(name, b))];
    if (Array.isArray(a) !== Array.isArray(b) || partsA.length !== partsB.size) return false;
    if (sortedJson(listsIn(a)) !== sortedJson(listsIn(b))) return false;
    return partsA.every(([key, part]) => partsB.has(key) && this.#isSame(part, partsB.get(key)));
  }

  #isSame(a: unknown, b: unknown): boolean {
    if (!isJsonObject(a) || !isJsonObject(b)) return typeof a === 'boolean' && a === b;
    const met = this.#met.get(a) ?? new Set();
    if (met.has(b)) return true;
    this.#met.set(a, met.add(b));
    const [namesA, namesB] = [constraintsOf(a), constraintsOf(b)];
    return namesA.length === namesB.length && namesA.every((name) => this.isSameKeyword(name, a, b));
  }
}

/** Of `dependencies`: what depends on names alone. */
function listsIn(value: unknown): JsonObject {
  if (!isJsonObject(value)) return {};
  return Object.fromEntries(Object.entries(value).filter(([, part]) => Array.isArray(part)));
}
