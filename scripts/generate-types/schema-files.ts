import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A mistake in somebody's schema files; the message says what was wrong, where, and what to do. */
export class SchemaFileError extends Error {
  override readonly name = 'SchemaFileError';
}

/** The newest version of one event type's schema. */
export interface SchemaFile {
  /** Event type's name: the folder's. */
  readonly event: string;
  readonly version: number;
  /** Relative to the repository, with forward slashes. */
  readonly path: string;
  /** The file, as it is. */
  readonly text: string;
  readonly definition: Readonly<Record<string, unknown>>;
}

/** The schemas of one pipeline and where their generated modules live. */
export interface PipelineSchemas {
  /** Relative to the repository. */
  readonly generatedFolder: string;
  readonly schemas: readonly SchemaFile[];
}

const EVENT_NAME = /^(?=.{1,40}$)[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const VERSION_FILE = /^v([1-9]\d{0,5})\.json$/;

/**
 * Finds `pipelines/<name>/schemas/<event>/v<N>.json` under `root`; of several versions the highest counts.
 *
 * @throws SchemaFileError for a misnamed folder or file, or one that is not a schema of an object
 */
export function findSchemas(root: string): PipelineSchemas[] {
  return folders(join(root, 'pipelines')).map((pipeline) => {
    const base = `pipelines/${pipeline}`;
    const schemas = folders(join(root, base, 'schemas')).map((event) =>
      newestVersion(root, `${base}/schemas/${event}`, event),
    );
    return { generatedFolder: `${base}/generated`, schemas };
  });
}

function newestVersion(root: string, folder: string, event: string): SchemaFile {
  if (!EVENT_NAME.test(event)) {
    throw new SchemaFileError(
      `${folder}: an event type's folder is named like the type: lower-case letters, digits and dashes, got "${event}"`,
    );
  }
  const versions = readdirSync(join(root, folder)).map((file) => {
    const match = VERSION_FILE.exec(file);
    if (!match) throw new SchemaFileError(`${folder}/${file}: schema files are named v1.json, v2.json, …`);
    return Number(match[1]);
  });
  if (versions.length === 0) throw new SchemaFileError(`${folder}: holds no schema: add v1.json`);
  const version = Math.max(...versions);
  const path = `${folder}/v${version}.json`;
  const text = readFileSync(join(root, path), 'utf8');
  return { event, version, path, text, definition: parseDefinition(path, text) };
}

function parseDefinition(path: string, text: string): Readonly<Record<string, unknown>> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new SchemaFileError(`${path}: not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (!isObject(parsed) || parsed.type !== 'object') {
    throw new SchemaFileError(`${path}: an event is a JSON object: its schema must say "type": "object"`);
  }
  if (parsed.additionalProperties === undefined) {
    throw new SchemaFileError(
      `${path}: "additionalProperties" is missing: say false to refuse fields that are not listed, true to let them pass`,
    );
  }
  return parsed;
}

function folders(path: string): string[] {
  if (!existsSync(path)) return [];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
