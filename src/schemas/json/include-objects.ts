import { type JsonObject, member } from '../json-text.ts';
import { isTaken } from '../taken-names.ts';
import type { Finding } from '../verdict.ts';
import { below } from '../wording.ts';
import { includeCounts } from './include-scalars.ts';
import { type Inclusion, undecided } from './inclusion.ts';
import { namesIn, objectIn, schemaIn } from './node.ts';
import type { JsonSchema } from './schema-document.ts';

/** Objects: names that are required, and for each name, declared or not, what it may hold. */
export function includeObjects(
  context: Inclusion,
  reader: JsonObject,
  writer: JsonObject,
  path: string,
): readonly Finding[] {
  const [readerRest, writerRest] = [restOf(reader), restOf(writer)];
  const names = new Set([
    ...Object.keys(objectIn(reader, 'properties')),
    ...Object.keys(objectIn(writer, 'properties')),
  ]);
  const declared = [...names].flatMap((name) => includeProperty(context, reader, writer, name, path));
  const required = namesIn(writer, 'required');
  const isClosed = writerRest === false && member(writer, 'patternProperties') === undefined;
  const atMost = isClosed ? Object.keys(objectIn(writer, 'properties')).length : Number.POSITIVE_INFINITY;
  return [
    ...includeRequired(context, reader, writer, path),
    ...declared,
    ...includeRest(context, readerRest, writerRest, path),
    ...includeCounts(context, reader, writer, path, 'Properties', required.length, atMost),
  ];
}

/** What properties that are not declared may hold: anything, unless the schema says otherwise. */
function restOf(schema: JsonObject): JsonSchema {
  return schemaIn(schema, 'additionalProperties') ?? true;
}

function propertyOf(schema: JsonObject, name: string): JsonSchema | undefined {
  return schemaIn(objectIn(schema, 'properties'), name);
}

function includeRequired(
  { wording }: Inclusion,
  reader: JsonObject,
  writer: JsonObject,
  path: string,
): readonly Finding[] {
  const given = namesIn(writer, 'required');
  return namesIn(reader, 'required')
    .filter((name) => !given.includes(name))
    .map((name) => ({
      kind: 'break',
      path: below(path, name),
      rule: 'PROPERTY_REQUIRED',
      problem: wording.isBackward
        ? `property "${name}" is required now: events written under ${wording.writer} may lack it`
        : `property "${name}" is no longer required: events written under ${wording.writer} may lack it, and ${wording.reader} refuses them`,
      cure: wording.isBackward ? 'leave it out of "required"' : 'keep it in "required"',
    }));
}

function includeProperty(
  context: Inclusion,
  reader: JsonObject,
  writer: JsonObject,
  name: string,
  path: string,
): readonly Finding[] {
  const [expected, written] = [propertyOf(reader, name), propertyOf(writer, name)];
  const place = below(path, name);
  // A pattern may let a closed object hold the name after all.
  const inner = written ?? (member(writer, 'patternProperties') === undefined ? restOf(writer) : true);
  const outer = expected ?? restOf(reader);
  if (inner === false && !isTaken(name)) return [];
  if (expected !== undefined && isTaken(name)) {
    return [
      undecided(
        place,
        name,
        'is something that every JavaScript object has, which validators take for a property: rename it',
      ),
    ];
  }
  if (expected === undefined && outer === false) return [gone(context, name, place)];
  const findings = context.include(outer, inner, place);
  if (written === undefined && expected !== undefined && isOpen(inner) && findings.length > 0) {
    return [ofAnyKind(context, name, place)];
  }
  return findings;
}

function isOpen(schema: JsonSchema): boolean {
  return schema === true || (schema !== false && Object.keys(schema).length === 0);
}

/** The reader's object is closed to a property that the writer declares. */
function gone({ wording }: Inclusion, name: string, path: string): Finding {
  return {
    kind: 'break',
    path,
    rule: 'PROPERTY_REFUSED',
    problem: wording.isBackward
      ? `property "${name}" was removed from a closed object: events written under ${wording.writer} may hold it, and ${wording.reader} refuses what it does not declare`
      : `property "${name}" was added, and ${wording.reader} refuses what it does not declare ("additionalProperties": false)`,
    cure: wording.isBackward
      ? 'keep it, optional, or take "additionalProperties": false away'
      : 'properties can be added only where the version before lets objects hold further ones',
  };
}

/** Only the reader declares a property, and the writer's object is open: it may hold one of that name with any value. */
function ofAnyKind({ wording }: Inclusion, name: string, path: string): Finding {
  return {
    kind: 'break',
    path,
    rule: 'PROPERTY_IN_OPEN_OBJECT',
    problem: wording.isBackward
      ? `property "${name}" was added to an open object: events written under ${wording.writer} may already hold a "${name}" of any other kind`
      : `property "${name}" was removed from an object that stays open: events written under ${wording.writer} may hold a "${name}" of any other kind`,
    cure: wording.isBackward
      ? `let "${name}" take any value, or start from a version whose objects are closed ("additionalProperties": false): to those properties can be added`
      : `keep it, or close the object in the same version ("additionalProperties": false)`,
  };
}

function includeRest(context: Inclusion, reader: JsonSchema, writer: JsonSchema, path: string): readonly Finding[] {
  if (reader !== false || writer === false) return context.include(reader, writer, below(path, '*'));
  const { wording } = context;
  return [
    {
      kind: 'break',
      path,
      rule: 'OBJECT_CLOSED',
      problem: wording.isBackward
        ? `the object was closed ("additionalProperties": false): events written under ${wording.writer} may hold properties that it does not declare`
        : `the object was opened: events written under ${wording.writer} may hold properties that ${wording.reader} does not declare, and refuses`,
      cure: wording.isBackward ? 'leave it open' : 'keep "additionalProperties": false',
    },
  ];
}
