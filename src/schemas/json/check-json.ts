import { isJsonObject, type JsonObject, member } from '../json-text.ts';
import type { Finding } from '../verdict.ts';
import type { Wording } from '../wording.ts';
import { includeArrays } from './include-arrays.ts';
import { includeObjects } from './include-objects.ts';
import { includeFormat, includeNumbers, includeTexts } from './include-scalars.ts';
import { includeValues, valuesNamed, valuesOf } from './include-values.ts';
import { type Inclusion, narrowed, undecided } from './inclusion.ts';
import { FOREIGN_KEYWORDS, KEYWORDS } from './keywords.ts';
import { kindsOf, typeNames } from './node.ts';
import { isSameKeyword } from './same-schema.ts';
import { constraintsOf, type JsonSchema, type SchemaDocument, schemasIn } from './schema-document.ts';

/** Schemas within schemas, far beyond what people write: deeper ones are not walked. */
const MAX_DEPTH = 300;

/** What `true` stands for; one for all, so that a reader's schema that holds itself is compared with it once. */
const ANYTHING: JsonObject = {};

/**
 * Whether every value that `writer` admits is one that `reader` admits; nothing found means yes.
 *
 * Open objects make most additions breaks: an object that may hold any further property may hold the added one already, with any
 * value. That is the registry's own rule (Glue Developer Guide, table for JSON).
 */
export function checkJson(reader: SchemaDocument, writer: SchemaDocument, wording: Wording): readonly Finding[] {
  return new Comparison(reader, writer, wording).include(reader.root, writer.root, '');
}

class Comparison implements Inclusion {
  /** Pairs met before: those found wanting are told where they came first, those still open count as sound until found not to be. */
  readonly #met = new Map<JsonObject, Set<JsonObject>>();
  #depth = 0;

  constructor(
    readonly reader: SchemaDocument,
    readonly writer: SchemaDocument,
    readonly wording: Wording,
  ) {}

  include(reader: JsonSchema, writer: JsonSchema, path: string): readonly Finding[] {
    const expected = followed(this.reader, reader);
    const written = followed(this.writer, writer);
    if (expected === undefined || written === undefined) {
      return [undecided(path, '$ref', 'leads out of the document: write the schema into it')];
    }
    if (expected === true || written === false) return [];
    if (expected === false) return [this.#refused(path)];
    const node = written === true ? ANYTHING : written;
    if (constraintsOf(expected).length === 0) return [];
    const met = this.#met.get(expected) ?? new Set();
    if (met.has(node)) return [];
    if (this.#depth === MAX_DEPTH) {
      return [undecided(path.slice(0, 60), '$ref', `leads deeper than ${MAX_DEPTH} levels: nest less`)];
    }
    this.#met.set(expected, met.add(node));
    this.#depth += 1;
    const findings = this.#includeNode(expected, node, path);
    this.#depth -= 1;
    return findings;
  }

  #includeNode(reader: JsonObject, writer: JsonObject, path: string): readonly Finding[] {
    // Of keywords that some writers heed it is not even known whether they let less be written, or more.
    const foreign = constraintsOf(writer).filter((name) => FOREIGN_KEYWORDS.has(name));
    const names = new Set([...opaqueIn(reader, this.reader), ...foreign]);
    const questions = [...names].flatMap((name) => this.#includeOpaque(name, reader, writer, path));
    const findings = this.#includeDecided(reader, writer, path);
    const dropped = opaqueIn(writer, this.writer).find((name) => member(reader, name) === undefined);
    if (dropped === undefined || findings.every(({ kind }) => kind === 'undecided')) return [...questions, ...findings];
    // What the dropped keyword shut out was never written: it may be just what the rest shuts out now.
    return [
      ...questions,
      undecided(path, dropped, 'was dropped while other keywords were narrowed: change one of them at a time'),
    ];
  }

  /** A keyword whose meaning is not taken apart: the same on both sides, or for two of them the same but for sound changes within. */
  #includeOpaque(name: string, reader: JsonObject, writer: JsonObject, path: string): readonly Finding[] {
    if (isSameKeyword(name, reader, writer, [this.reader, this.writer])) return [];
    const isOfReader = member(reader, name) !== undefined;
    if (!isOfReader || member(writer, name) === undefined) {
      const verb = this.wording.isBackward === isOfReader ? 'was added' : 'was dropped';
      return [undecided(path, name, `${verb}, and what it shuts out is not decided: leave it as it was`)];
    }
    if (name === 'allOf' || name === 'anyOf') {
      const [outer, inner] = [schemasIn(name, reader[name]), schemasIn(name, writer[name])];
      const isEachIncluded =
        outer.length === inner.length &&
        outer.every(([, part], index) => this.include(schema(part), schema(inner[index]?.[1]), path).length === 0);
      if (isEachIncluded) return [];
    }
    return [undecided(path, name, 'changed, and what it shuts out is not decided: leave it as it was')];
  }

  #includeDecided(reader: JsonObject, writer: JsonObject, path: string): readonly Finding[] {
    const allowed = valuesOf(reader, this.reader.draft > 4);
    const values = valuesOf(writer, this.writer.draft > 4);
    if (values) return includeValues(this, reader, writer, values, path, allowed);
    if (member(reader, 'enum') !== undefined || (this.reader.draft > 4 && Object.hasOwn(reader, 'const'))) {
      return [valuesNamed(this, reader, path)];
    }
    const [outer, inner] = [kindsOf(reader), kindsOf(writer)];
    const findings: Finding[] = [];
    if ([...inner].some((kind) => !outer.has(kind))) {
      findings.push(narrowed(this, path, 'TYPE_NARROWED', 'type', typeText(reader), typeText(writer)));
    }
    const shared = new Set([...inner].filter((kind) => outer.has(kind)));
    if (shared.has('integer') || shared.has('fraction'))
      findings.push(...includeNumbers(this, reader, writer, path, shared));
    if (shared.has('string')) findings.push(...includeTexts(this, reader, writer, path));
    if (shared.has('integer') || shared.has('string')) findings.push(...includeFormat(this, reader, writer, path));
    if (shared.has('array')) findings.push(...includeArrays(this, reader, writer, path));
    if (shared.has('object')) findings.push(...includeObjects(this, reader, writer, path));
    return findings;
  }

  #refused(path: string): Finding {
    const { wording } = this;
    return {
      kind: 'break',
      path,
      rule: 'VALUE_REFUSED',
      problem: `${wording.reader} takes no value here (false), events written under ${wording.writer} may hold one`,
      cure: wording.isBackward ? 'take the "false" away' : 'keep the "false"',
    };
  }
}

/** The schema that a chain of references ends in; undefined where it leads out of the document or round in a circle. */
function followed(document: SchemaDocument, start: JsonSchema): JsonSchema | undefined {
  const trail = new Set<JsonSchema>();
  let found: JsonSchema | undefined = start;
  while (isJsonObject(found) && typeof found.$ref === 'string' && constraintsOf(found).length === 1) {
    if (trail.has(found)) return undefined;
    trail.add(found);
    found = document.resolve(found.$ref);
  }
  return found;
}

/** Keywords of a schema that are not taken apart; a reference beside other keywords is one: readers disagree on what it means. */
function opaqueIn(schema: JsonObject, { draft }: SchemaDocument): readonly string[] {
  return constraintsOf(schema).filter((name) => {
    const keyword = KEYWORDS.get(name);
    return name === '$ref' || !keyword?.isDecided || keyword.since > draft;
  });
}

function schema(part: unknown): JsonSchema {
  return typeof part === 'boolean' || isJsonObject(part) ? part : true;
}

function typeText(of: JsonObject): string {
  return member(of, 'type') === undefined ? 'any' : [...new Set(typeNames([...kindsOf(of)]))].join(', ');
}
