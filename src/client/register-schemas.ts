import { registryNameOf } from '../engine/pipeline.ts';
import type { SchemaVersion } from '../engine/schema.ts';
import type { RegisteredSchema, SchemaRef, SchemaRegistrar, VersionState } from '../ports/schema-registrar.ts';
import { ClientError } from './errors.ts';

/** The committed schema of one event type. */
export interface SchemaToRegister extends RegisteredSchema {
  /** The event type's. */
  readonly name: string;
  /** All of them, oldest first. */
  readonly versions: readonly SchemaVersion[];
}

/** One thing done, or found done; with `dryRun` what would be done. */
export type RegistrationStep =
  | { readonly what: 'registry'; readonly registry: string; readonly isNew: boolean }
  | { readonly what: 'compatibility'; readonly name: string; readonly from: string; readonly to: string }
  | {
      readonly what: 'version';
      readonly name: string;
      readonly version: number;
      readonly isNew: boolean;
      /** Undefined in a dry run for a version that is not there yet. */
      readonly registered: VersionState | undefined;
    };

/** `registerSchemas` on one registry service. */
export type RegisterSchemas = (
  pipelineName: string,
  schemas: readonly SchemaToRegister[],
  options: RegistrationOptions,
) => AsyncGenerator<RegistrationStep, void>;

interface RegistrationOptions {
  /** Finds out what is missing and changes nothing. */
  readonly dryRun: boolean;
}

/** The registry found a version incompatible with those before it. */
export class SchemaRefused extends ClientError {
  readonly schema: SchemaToRegister;
  readonly refused: VersionState;
  /** The newest version that the registry took. */
  readonly latest: VersionState;

  constructor(message: string, versions: Pick<SchemaRefused, 'schema' | 'refused' | 'latest'>) {
    super(message);
    this.schema = versions.schema;
    this.refused = versions.refused;
    this.latest = versions.latest;
  }
}

/** What a registry says of a definition or an account that it does not like; trying again would not help. */
const REFUSALS = new Set(['InvalidInputException', 'ResourceNumberLimitExceededException']);

/**
 * Registers what is missing, in order: the pipeline's registry, its schemas, their versions. What is there already stays as it is, so that it can
 * be run again at any time.
 *
 * @throws SchemaRefused where the registry finds a version incompatible; ClientError for what a person must put right first
 */
export async function* registerSchemas(
  registrar: SchemaRegistrar,
  pipelineName: string,
  schemas: readonly SchemaToRegister[],
  { dryRun }: RegistrationOptions,
): AsyncGenerator<RegistrationStep, void> {
  const registry = registryNameOf({ name: pipelineName });
  const isNew = !(await registrar.hasRegistry(registry));
  if (isNew && !dryRun) await registrar.createRegistry(registry);
  yield { what: 'registry', registry, isNew };
  for (const schema of schemas) yield* registerSchema(registrar, { registry, name: schema.name }, schema, dryRun);
}

async function* registerSchema(
  registrar: SchemaRegistrar,
  ref: SchemaRef,
  schema: SchemaToRegister,
  dryRun: boolean,
): AsyncGenerator<RegistrationStep, void> {
  const { name, format, compatibility } = schema;
  let held = await registrar.findSchema(ref);
  if (held && held.format !== format) {
    throw new ClientError(
      `schema "${name}" in registry ${ref.registry} has format ${held.format}, the files are ${format}: a schema keeps its format, so give the event type another name`,
    );
  }
  if (held && held.compatibility !== compatibility) {
    if (!dryRun) await registrar.setCompatibility(ref, compatibility);
    yield { what: 'compatibility', name, from: held.compatibility, to: compatibility };
  }
  const add = (definition: string): Promise<VersionState> => {
    if (held) return registrar.register(ref, definition);
    held = { format, compatibility };
    return registrar.createSchema(ref, { format, compatibility, definition });
  };
  const found = held ? await findVersions(registrar, ref, schema) : [];
  for (const [index, { version, definition }] of schema.versions.entries()) {
    const present = found[index];
    const isNew = present === undefined;
    const registered = isNew && !dryRun ? await answerFor(name, version, add(definition)) : present;
    if (registered) await refuseUnusable(registrar, ref, schema, version, registered);
    yield { what: 'version', name, version, isNew, registered };
  }
}

async function answerFor<T>(name: string, version: number, request: Promise<T>): Promise<T> {
  try {
    return await request;
  } catch (error) {
    if (!(error instanceof Error && REFUSALS.has(error.name))) throw error;
    throw new ClientError(`the registry does not take "${name}" v${version}: ${error.message.split('\n', 1)[0]}`);
  }
}

/** What the registry has of each committed version. */
async function findVersions(
  registrar: SchemaRegistrar,
  ref: SchemaRef,
  { name, versions }: SchemaToRegister,
): Promise<readonly (VersionState | undefined)[]> {
  const found: (VersionState | undefined)[] = [];
  for (const { version, definition } of versions) {
    found.push(await answerFor(name, version, registrar.findVersion(ref, definition)));
  }
  const missing = found.indexOf(undefined);
  const later = found.findIndex((state, index) => index > missing && state !== undefined);
  if (missing >= 0 && later >= 0) {
    throw new ClientError(
      `registry ${ref.registry} holds "${name}" v${later + 1} but not v${missing + 1}: registered now it would be the newest; register under another event type's name, or commit the files in the order of the registry`,
    );
  }
  return found;
}

async function refuseUnusable(
  registrar: SchemaRegistrar,
  ref: SchemaRef,
  schema: SchemaToRegister,
  version: number,
  state: VersionState,
): Promise<void> {
  const what = `"${schema.name}" v${version}, version ${state.versionNumber} in registry ${ref.registry},`;
  switch (state.status) {
    case 'AVAILABLE':
      return;
    case 'PENDING':
      throw new ClientError(`${what} is still being checked after two minutes: run the command again later`);
    case 'DELETING':
      throw new ClientError(`${what} is being deleted: run the command again when it is gone`);
    default:
  }
  const latest = await registrar.latestVersion(ref);
  throw new SchemaRefused(
    `the registry found ${what} not ${schema.compatibility} compatible with version ${latest.versionNumber}`,
    { schema, refused: state, latest },
  );
}
