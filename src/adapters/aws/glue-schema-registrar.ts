import {
  CreateRegistryCommand,
  CreateSchemaCommand,
  GetRegistryCommand,
  GetSchemaByDefinitionCommand,
  GetSchemaCommand,
  GetSchemaVersionCommand,
  type GetSchemaVersionCommandInput,
  type GlueClient,
  RegisterSchemaVersionCommand,
  UpdateSchemaCommand,
} from '@aws-sdk/client-glue';
import type { Clock } from '../../ports/clock.ts';
import type {
  NewSchema,
  RegisteredSchema,
  SchemaRef,
  SchemaRegistrar,
  VersionState,
} from '../../ports/schema-registrar.ts';

/** As often, and for as long, as CloudFormation looks at a version that it made: every 3 s up to 120 s. */
const LOOK_EVERY_MS = 3_000;
const LOOK_FOR_MS = 120_000;
/** Glue refuses changes of one schema at the same time, and the SDK does not try those again by itself. */
const CHANGE_ATTEMPTS = 10;
const CHANGE_RETRY_MS = 1_000;

/** Registers schemas with Glue Schema Registry. */
export function makeGlueSchemaRegistrar({
  client,
  clock,
}: {
  readonly client: GlueClient;
  readonly clock: Clock;
}): SchemaRegistrar {
  const stateOf = async (input: GetSchemaVersionCommandInput): Promise<VersionState> => {
    const { SchemaVersionId, VersionNumber, Status, SchemaDefinition } = await client.send(
      new GetSchemaVersionCommand(input),
    );
    return {
      versionId: given(SchemaVersionId, 'SchemaVersionId'),
      versionNumber: given(VersionNumber, 'VersionNumber'),
      status: given(Status, 'Status'),
      definition: given(SchemaDefinition, 'SchemaDefinition'),
    };
  };
  /** The version once its check is over, or as it is when the time for that is. */
  const settled = async (SchemaVersionId: string | undefined): Promise<VersionState> => {
    const id = { SchemaVersionId: given(SchemaVersionId, 'SchemaVersionId') };
    const untilMs = clock.nowMs() + LOOK_FOR_MS;
    for (;;) {
      const state = await stateOf(id);
      if (state.status !== 'PENDING' || clock.nowMs() >= untilMs) return state;
      await clock.after(LOOK_EVERY_MS);
    }
  };
  const changing = async <T>(change: () => Promise<T>): Promise<T> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await change();
      } catch (error) {
        if (!isNamed(error, 'ConcurrentModificationException') || attempt === CHANGE_ATTEMPTS) throw error;
      }
      await clock.after(CHANGE_RETRY_MS);
    }
  };
  const register = async (schema: SchemaRef, definition: string): Promise<VersionState> => {
    const command = new RegisterSchemaVersionCommand({ SchemaId: idOf(schema), SchemaDefinition: definition });
    return settled((await changing(() => client.send(command))).SchemaVersionId);
  };

  return {
    async hasRegistry(name) {
      return (await found(client.send(new GetRegistryCommand({ RegistryId: { RegistryName: name } })))) !== undefined;
    },
    async createRegistry(name) {
      try {
        await changing(() => client.send(new CreateRegistryCommand({ RegistryName: name })));
      } catch (error) {
        if (!isNamed(error, 'AlreadyExistsException')) throw error;
      }
    },
    async findSchema(schema): Promise<RegisteredSchema | undefined> {
      const answer = await found(client.send(new GetSchemaCommand({ SchemaId: idOf(schema) })));
      if (!answer) return undefined;
      const { DataFormat, Compatibility } = answer;
      return { format: given(DataFormat, 'DataFormat'), compatibility: given(Compatibility, 'Compatibility') };
    },
    async createSchema(schema, { format, compatibility, definition }: NewSchema) {
      const command = new CreateSchemaCommand({
        RegistryId: { RegistryName: schema.registry },
        SchemaName: schema.name,
        DataFormat: format,
        Compatibility: compatibility,
        SchemaDefinition: definition,
      });
      try {
        return await settled((await changing(() => client.send(command))).SchemaVersionId);
      } catch (error) {
        // Somebody else was first.
        if (isNamed(error, 'AlreadyExistsException')) return register(schema, definition);
        throw error;
      }
    },
    async setCompatibility(schema, compatibility) {
      // The service takes a new mode only together with the version that it is to count from.
      const command = new UpdateSchemaCommand({
        SchemaId: idOf(schema),
        Compatibility: compatibility,
        SchemaVersionNumber: { LatestVersion: true },
      });
      await changing(() => client.send(command));
    },
    async findVersion(schema, definition) {
      const command = new GetSchemaByDefinitionCommand({ SchemaId: idOf(schema), SchemaDefinition: definition });
      const answer = await found(client.send(command));
      return answer && settled(answer.SchemaVersionId);
    },
    async latestVersion(schema) {
      return stateOf({ SchemaId: idOf(schema), SchemaVersionNumber: { LatestVersion: true } });
    },
    register,
  };
}

function idOf({ registry, name }: SchemaRef): { readonly RegistryName: string; readonly SchemaName: string } {
  return { RegistryName: registry, SchemaName: name };
}

/** The answer, or undefined where the service has no such thing. */
async function found<T>(request: Promise<T>): Promise<T | undefined> {
  try {
    return await request;
  } catch (error) {
    if (isNamed(error, 'EntityNotFoundException')) return undefined;
    throw error;
  }
}

function isNamed(error: unknown, name: string): boolean {
  return error instanceof Error && error.name === name;
}

/** The SDK declares every field of an answer optional; Glue sends these always (API reference). */
function given<T>(value: T | undefined, field: string): T {
  if (value === undefined) throw new Error(`the answer of the schema registry has no ${field}`);
  return value;
}
