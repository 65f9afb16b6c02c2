import { isJsonObject, type JsonObject, member, readJson } from '../json-text.ts';
import { quoted, Unsound } from '../unsound.ts';
import { expectFreeName, expectName, fullName, namespaceOf } from './avro-names.ts';
import {
  type AvroEnum,
  type AvroField,
  type AvroFixed,
  type AvroNamed,
  type AvroRecord,
  type AvroType,
  type AvroUnion,
  isNamed,
  isPrimitiveName,
} from './avro-type.ts';
import { defaultProblem } from './default-value.ts';
import { logicalTypeOf } from './logical-types.ts';

/** What a type is read in: names known so far, the namespace around it, and the place for messages. */
interface Scope {
  readonly named: Map<string, AvroNamed>;
  /** Records whose fields are still being read. */
  readonly open: Set<AvroRecord>;
  readonly namespace: string | undefined;
  readonly place: string;
}

const ORDERS: readonly unknown[] = [undefined, 'ascending', 'descending', 'ignore'];

/** @throws Unsound for anything but a sound Avro schema that our readers take too */
export function parseAvro(definition: string): AvroType {
  return parseType(readJson(definition), { named: new Map(), open: new Set(), namespace: undefined, place: 'schema' });
}

function parseType(schema: unknown, scope: Scope): AvroType {
  if (typeof schema === 'string') return parseReference(schema, scope);
  if (Array.isArray(schema)) return parseUnion(schema, scope);
  if (!isJsonObject(schema)) {
    throw new Unsound(`${scope.place}: a type is a name, an object or a list of types, got ${quoted(schema)}`);
  }
  const type = member(schema, 'type');
  switch (type) {
    case 'record':
    case 'error':
      return parseRecord(schema, scope);
    case 'enum':
      return parseEnum(schema, scope);
    case 'fixed':
      return parseFixed(schema, scope);
    case 'array':
      return {
        kind: 'array',
        items: parseType(needed(schema, 'items', scope), { ...scope, place: `${scope.place}[]` }),
      };
    case 'map':
      return {
        kind: 'map',
        values: parseType(needed(schema, 'values', scope), { ...scope, place: `${scope.place}{}` }),
      };
    default:
      if (typeof type !== 'string')
        throw new Unsound(`${scope.place}: "type" must be the name of a type, got ${quoted(type)}`);
      if (!isPrimitiveName(type)) throw new Unsound(unknownType(type, scope));
      return { kind: 'primitive', type, logical: logicalTypeOf(schema, type) };
  }
}

function unknownType(type: string, { named, namespace, place }: Scope): string {
  const isDefined = named.has(fullName(type, namespace, `${place}: type`));
  return isDefined
    ? `${place}: write ${quoted(type)} alone to use a type defined before, not {"type": ${quoted(type)}}`
    : `${place}: there is no type ${quoted(type)}`;
}

function parseReference(name: string, { named, namespace, place }: Scope): AvroType {
  if (isPrimitiveName(name)) return { kind: 'primitive', type: name, logical: undefined };
  const found = named.get(fullName(name, namespace, `${place}: type`));
  if (!found) throw new Unsound(`${place}: type ${quoted(name)} is not defined before it is used`);
  return found;
}

function parseUnion(schemas: readonly unknown[], scope: Scope): AvroUnion {
  if (schemas.length === 0) throw new Unsound(`${scope.place}: a union needs a type`);
  const branches = schemas.map((schema) => parseType(schema, scope));
  const seen = new Set<string>();
  for (const branch of branches) {
    if (branch.kind === 'union') throw new Unsound(`${scope.place}: a union may not directly hold another`);
    const name = branchName(branch);
    if (seen.has(name)) throw new Unsound(`${scope.place}: a union may hold ${quoted(name)} once only`);
    seen.add(name);
  }
  return { kind: 'union', branches };
}

function branchName(type: AvroType): string {
  if (isNamed(type)) return type.name;
  return type.kind === 'primitive' ? type.type : type.kind;
}

interface Naming {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly doc: string | undefined;
  readonly inner: Scope;
}

function parseNaming(schema: JsonObject, scope: Scope): Naming {
  const kind = String(member(schema, 'type'));
  const given = member(schema, 'name');
  const namespace = member(schema, 'namespace');
  if (typeof given !== 'string') throw new Unsound(`${scope.place}: ${kind} needs a name`);
  if (namespace !== undefined && typeof namespace !== 'string') {
    throw new Unsound(`${scope.place}: "namespace" must be text, got ${quoted(namespace)}`);
  }
  // Readers disagree on which of the two holds for what is inside.
  if (namespace !== undefined && given.includes('.') && namespaceOf(given) !== namespace) {
    throw new Unsound(`${scope.place}: ${kind} ${quoted(given)} gives its namespace twice, drop "namespace"`);
  }
  const name = fullName(given, namespace ?? scope.namespace, `${scope.place}: ${kind}`);
  expectFreeName(name, `${scope.place}: ${kind}`);
  if (scope.named.has(name)) throw new Unsound(`${scope.place}: ${quoted(name)} is defined twice`);
  const own = namespaceOf(name);
  const aliases = parseAliases(schema, scope).map((alias) => fullName(alias, own, `${scope.place}: alias`));
  return { name, aliases, doc: docOf(schema), inner: { ...scope, namespace: own } };
}

function parseAliases(schema: JsonObject, { place }: Scope): readonly string[] {
  const aliases = member(schema, 'aliases') ?? [];
  if (!Array.isArray(aliases) || !aliases.every((alias) => typeof alias === 'string')) {
    throw new Unsound(`${place}: "aliases" must be a list of names, got ${quoted(aliases)}`);
  }
  return aliases;
}

function parseRecord(schema: JsonObject, scope: Scope): AvroRecord {
  const { name, aliases, doc, inner } = parseNaming(schema, scope);
  const given = member(schema, 'fields');
  if (!Array.isArray(given)) throw new Unsound(`${scope.place}: record ${quoted(name)} needs a list "fields"`);
  const fields: AvroField[] = [];
  const record: AvroRecord = { kind: 'record', name, aliases, doc, fields };
  scope.named.set(name, record);
  scope.open.add(record);
  const seen = new Set<string>();
  for (const item of given) {
    const field = parseField(item, { ...inner, place: placeOf(scope, name) });
    if (seen.has(field.name)) throw new Unsound(`${placeOf(scope, name)}: field ${quoted(field.name)} is there twice`);
    seen.add(field.name);
    fields.push(field);
  }
  scope.open.delete(record);
  return record;
}

function placeOf({ place }: Scope, name: string): string {
  return place === 'schema' ? name : place;
}

function parseField(schema: unknown, scope: Scope): AvroField {
  if (!isJsonObject(schema)) throw new Unsound(`${scope.place}: a field is an object, got ${quoted(schema)}`);
  const name = expectName(member(schema, 'name'), `${scope.place}: field`);
  const inner: Scope = { ...scope, place: `${scope.place}.${name}` };
  const type = parseType(needed(schema, 'type', inner), inner);
  const aliases = parseAliases(schema, inner);
  for (const alias of aliases) expectName(alias, `${inner.place}: alias`);
  const order = member(schema, 'order');
  if (!ORDERS.includes(order)) {
    throw new Unsound(`${inner.place}: "order" is "ascending", "descending" or "ignore", got ${quoted(order)}`);
  }
  const defaultValue = member(schema, 'default');
  const problem = defaultValue === undefined ? undefined : defaultProblem(type, defaultValue, scope.open);
  if (problem !== undefined) throw new Unsound(`${inner.place}: default ${problem}`);
  return { name, aliases, type, defaultValue, doc: docOf(schema) };
}

function docOf(schema: JsonObject): string | undefined {
  const doc = member(schema, 'doc');
  return typeof doc === 'string' ? doc : undefined;
}

function parseEnum(schema: JsonObject, scope: Scope): AvroEnum {
  const { name, aliases, doc } = parseNaming(schema, scope);
  const place = `${scope.place}: enum ${quoted(name)}`;
  const given = member(schema, 'symbols');
  if (!Array.isArray(given) || given.length === 0) throw new Unsound(`${place} needs a list "symbols"`);
  const symbols = given.map((symbol) => expectName(symbol, `${place}: symbol`));
  const twice = symbols.find((symbol, index) => symbols.indexOf(symbol) !== index);
  if (twice !== undefined) throw new Unsound(`${place}: symbol ${quoted(twice)} is there twice`);
  const defaultSymbol = member(schema, 'default');
  if (defaultSymbol !== undefined && (typeof defaultSymbol !== 'string' || !symbols.includes(defaultSymbol))) {
    throw new Unsound(`${place}: default ${quoted(defaultSymbol)} is none of its symbols`);
  }
  const result: AvroEnum = { kind: 'enum', name, aliases, doc, symbols, defaultSymbol };
  scope.named.set(name, result);
  return result;
}

function parseFixed(schema: JsonObject, scope: Scope): AvroFixed {
  const { name, aliases, doc } = parseNaming(schema, scope);
  const size = member(schema, 'size');
  if (typeof size !== 'number' || !Number.isInteger(size) || size < 0 || size > 0x7fffffff) {
    throw new Unsound(`${scope.place}: fixed ${quoted(name)}: "size" is a whole number of bytes, got ${quoted(size)}`);
  }
  const logical = logicalTypeOf(schema, 'fixed', size);
  const result: AvroFixed = { kind: 'fixed', name, aliases, doc, sizeBytes: size, logical };
  scope.named.set(name, result);
  return result;
}

function needed(schema: JsonObject, key: string, { place }: Scope): unknown {
  const value = member(schema, key);
  if (value === undefined) throw new Unsound(`${place}: "${key}" is missing`);
  return value;
}
