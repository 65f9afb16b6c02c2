import type { RegisteredVersion } from '../../../../src/ports/schema-registry.ts';
import { HttpAnswer } from './http-answer.ts';

/** A schema version; only what is AVAILABLE may be relied on. */
export interface HeldVersion extends RegisteredVersion {
  readonly status: 'AVAILABLE' | 'PENDING' | 'FAILURE' | 'DELETING';
}

export interface GlueCall {
  readonly operation: string;
  /** JSON. */
  readonly body: string;
}

export interface SimGlueDeps {
  /** By version id. */
  readonly versions: () => ReadonlyMap<string, HeldVersion>;
}

/** Glue Schema Registry as it tells of one version, in AWS JSON 1.1. */
export class SimGlue {
  readonly #versions: SimGlueDeps['versions'];

  constructor({ versions }: SimGlueDeps) {
    this.#versions = versions;
  }

  /** @throws Error for an operation that no function calls */
  answer({ operation, body }: GlueCall): HttpAnswer {
    if (operation !== 'GetSchemaVersion') throw new Error(`the simulated Glue knows no ${operation}`);
    const version = this.#versions().get(versionIdIn(body));
    if (!version) return failed('EntityNotFoundException', 'Schema version is not found.');
    const { versionId, registryName, schemaName, versionNumber, format, definition, status } = version;
    const answer = {
      SchemaVersionId: versionId,
      SchemaDefinition: definition,
      DataFormat: format,
      SchemaArn: `arn:aws:glue:us-east-1:000000000000:schema/${registryName}/${schemaName}`,
      VersionNumber: versionNumber,
      Status: status,
    };
    return new HttpAnswer(200, JSON.stringify(answer));
  }
}

/** The version that a request asks for. @throws Error where it names none by its id */
export function versionIdIn(body: string): string {
  const input: unknown = JSON.parse(body);
  if (typeof input === 'object' && input && 'SchemaVersionId' in input && typeof input.SchemaVersionId === 'string') {
    return input.SchemaVersionId;
  }
  throw new Error(`a version is asked for otherwise than by its id: ${body}`);
}

/** All errors of Glue have this status, whatever its API reference says. */
function failed(type: string, Message: string): HttpAnswer {
  return new HttpAnswer(400, JSON.stringify({ __type: type, Message }));
}
