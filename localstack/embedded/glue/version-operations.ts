import { validateDefinition } from '../../../src/schemas/canonical-form.ts';
import type { Operations } from '../gateway/service.ts';
import { syntaxDiff } from './definitions.ts';
import { invalidInput, versionNotFound } from './errors.ts';
import { inputs, parse } from './inputs.ts';
import { pageOf } from './page.ts';
import type { SchemaOperationsDeps } from './schema-operations.ts';
import { statusOf } from './version-status.ts';
import { timeText } from './view.ts';

/** Operations on versions of schemas. */
export function versionOperations({ store, resolve, view, register, clock }: SchemaOperationsDeps) {
  return {
    CheckSchemaVersionValidity(input) {
      const { DataFormat, SchemaDefinition } = parse(inputs.checkSchemaVersionValidity, input);
      const problem = validateDefinition(DataFormat, SchemaDefinition);
      return problem === undefined ? { Valid: true } : { Valid: false, Error: problem };
    },
    /** Deletes all of a range or nothing; numbers that no version has are passed over. */
    DeleteSchemaVersions(input) {
      const { SchemaId, Versions } = parse(inputs.deleteSchemaVersions, input);
      const schema = resolve.schema(SchemaId);
      const [from = '', to = from] = Versions.split('-');
      const versions = store.versionsOf(schema);
      const chosen = versions.filter(({ number }) => number >= Number(from) && number <= Number(to));
      if (chosen.some(({ number }) => number === 1)) {
        throw invalidInput('The first version cannot be deleted but with its schema.');
      }
      if (chosen.some(({ number }) => number === schema.checkpoint)) {
        throw invalidInput(`Version ${schema.checkpoint} is the checkpoint and cannot be deleted.`);
      }
      for (const version of chosen) store.removeVersion(version);
      return { SchemaVersionErrors: [] };
    },
    GetSchemaByDefinition(input) {
      const { SchemaId, SchemaDefinition } = parse(inputs.ofDefinition, input);
      const schema = resolve.schema(SchemaId);
      const version = register.find(schema, SchemaDefinition);
      if (!version) throw versionNotFound();
      return {
        SchemaVersionId: version.id,
        SchemaArn: view.schemaArn(schema),
        DataFormat: schema.format,
        Status: statusOf(version, clock()),
        CreatedTime: timeText(version.createdMs),
      };
    },
    GetSchemaVersion(input) {
      const version = resolve.version(parse(inputs.ofVersion, input));
      const schema = store.schema(version.registryName, version.schemaName);
      return { ...view.version(version), SchemaDefinition: version.definition, DataFormat: schema?.format };
    },
    GetSchemaVersionsDiff(input) {
      const given = parse(inputs.getSchemaVersionsDiff, input);
      const schema = resolve.schema(given.SchemaId);
      const first = resolve.versionOf(schema, given.FirstSchemaVersionNumber);
      const second = resolve.versionOf(schema, given.SecondSchemaVersionNumber);
      return { Diff: syntaxDiff(schema.format, first.definition, second.definition) };
    },
    /** Newest first. */
    ListSchemaVersions(input) {
      const { SchemaId, ...page } = parse(inputs.listSchemaVersions, input);
      const versions = store.versionsOf(resolve.schema(SchemaId)).reverse();
      const { items, token } = pageOf(versions, ({ id }) => id, page);
      return { Schemas: items.map(view.version), ...token };
    },
    RegisterSchemaVersion(input) {
      const { SchemaId, SchemaDefinition } = parse(inputs.ofDefinition, input);
      const version = register.register(resolve.schema(SchemaId), SchemaDefinition);
      return { SchemaVersionId: version.id, VersionNumber: version.number, Status: statusOf(version, clock()) };
    },
  } satisfies Operations;
}
