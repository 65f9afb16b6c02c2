import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SchemaVersion } from '../../engine/schema.ts';
import type { SchemaFormat } from '../../schemas/schema-kinds.ts';
import { CliError } from '../cli-error.ts';

/** A mistake in somebody's schema files; the message says what was wrong, where, and what to do. */
export class SchemaFileError extends CliError {}

/** One version of a schema; its definition is the file, as it is. */
export interface SchemaFile extends SchemaVersion {
  /** Relative to the project, with forward slashes. */
  readonly path: string;
}

/** The schema files of one event type. */
export interface EventSchemaFiles {
  /** Event type's name: the folder's. */
  readonly event: string;
  readonly format: SchemaFormat;
  /** All of them, 1 to `newest.version`. */
  readonly versions: readonly SchemaFile[];
  readonly newest: SchemaFile;
}

/** The schemas of one pipeline. */
export interface PipelineSchemas {
  /** Name of its folder. */
  readonly pipeline: string;
  readonly events: readonly EventSchemaFiles[];
}

const EVENT_NAME = /^(?=.{1,40}$)[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const VERSION_FILE = /^v([1-9]\d{0,5})\.(json|avsc|proto)$/;
const FORMATS: Readonly<Record<string, SchemaFormat>> = { json: 'JSON', avsc: 'AVRO', proto: 'PROTOBUF' };
/** Glue API reference, CreateSchema and RegisterSchemaVersion: length of SchemaDefinition. */
const MAX_DEFINITION_LENGTH = 170_000;
const BYTE_ORDER_MARK = '\ufeff';

/**
 * Finds `pipelines/<name>/schemas/<event>/v<N>.<json|avsc|proto>` under `root`.
 *
 * @throws SchemaFileError for a misnamed folder or file, several formats in one folder, a missing version, or a file that no registry
 *   would take
 */
export function findSchemas(root: string): PipelineSchemas[] {
  return folders(join(root, 'pipelines')).map((pipeline) => {
    const base = `pipelines/${pipeline}/schemas`;
    return { pipeline, events: folders(join(root, base)).map((event) => filesOf(root, `${base}/${event}`, event)) };
  });
}

function filesOf(root: string, folder: string, event: string): EventSchemaFiles {
  if (!EVENT_NAME.test(event)) {
    throw new SchemaFileError(
      `${folder}: an event type's folder is named like the type: lower-case letters, digits and dashes, got "${event}"`,
    );
  }
  const extensions = new Map<number, string>();
  for (const name of readdirSync(join(root, folder)).sort()) {
    const [, number = '', extension = ''] = VERSION_FILE.exec(name) ?? [];
    if (number === '') {
      throw new SchemaFileError(
        `${folder}/${name}: schema files are named v1.json, v2.json, … (Avro: .avsc, Protobuf: .proto)`,
      );
    }
    const [other = extension] = extensions.values();
    if (other !== extension) {
      throw new SchemaFileError(
        `${folder}: holds .${other} and .${extension} files: one event type has one format; a new format is a new event type`,
      );
    }
    extensions.set(Number(number), extension);
  }
  const count = extensions.size;
  const [extension = ''] = extensions.values();
  const format = FORMATS[extension];
  if (!format) throw new SchemaFileError(`${folder}: holds no schema: add v1.json, v1.avsc or v1.proto`);
  const versions = Array.from({ length: count }, (_, index) => {
    const version = index + 1;
    if (!extensions.has(version)) {
      throw new SchemaFileError(
        `${folder}: v${version}.${extension} is missing: versions are numbered from 1 without a gap, and none is ever removed`,
      );
    }
    const path = `${folder}/v${version}.${extension}`;
    return { version, path, definition: readDefinition(root, path) };
  });
  const newest = versions[count - 1];
  if (!newest) throw new Error(`${folder}: ${count} versions and none is the newest`);
  return { event, format, versions, newest };
}

function readDefinition(root: string, path: string): string {
  const text = decoded(readFileSync(join(root, path)), path);
  if (text.startsWith(BYTE_ORDER_MARK)) {
    throw new SchemaFileError(`${path}: begins with a byte order mark: save it as UTF-8 without one`);
  }
  if (text.trim() === '') throw new SchemaFileError(`${path}: is empty: write the schema into it`);
  if (text.length > MAX_DEFINITION_LENGTH) {
    throw new SchemaFileError(
      `${path}: ${text.length} characters, but the registry takes ${MAX_DEFINITION_LENGTH}: make the schema shorter`,
    );
  }
  return text;
}

function decoded(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new SchemaFileError(`${path}: is not UTF-8: save it as UTF-8`);
  }
}

function folders(path: string): string[] {
  if (!existsSync(path)) return [];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}
