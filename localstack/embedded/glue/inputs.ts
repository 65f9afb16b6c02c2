import { z } from 'zod';
import { COMPATIBILITIES } from '../../../src/schemas/schema-kinds.ts';
import { AwsError } from '../gateway/aws-error.ts';
import type { JsonObject } from '../gateway/service.ts';
import { invalidInput } from './errors.ts';

/** The shapes of Glue Schema Registry's requests, with the ranges of the API reference. */

export const MAX_TAGS = 50;

const name = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[\w$#.-]+$/);
const arn = z
  .string()
  .min(1)
  .max(10_240)
  .regex(/^arn:aws(-(cn|us-gov|iso(-[bef])?))?:glue:/);
const description = z.string().max(2_048);
const definition = z.string().min(1).max(170_000).regex(/\S/);
const versionId = z.string().regex(/^[a-f0-9]{8}(-[a-f0-9]{4}){3}-[a-f0-9]{12}$/);
const metadataText = z
  .string()
  .min(1)
  .regex(/^[a-zA-Z0-9+-=._./@]+$/);
const tagKey = z.string().min(1).max(128);
const tags = z.record(tagKey, z.string().max(256)).refine((given) => Object.keys(given).length <= MAX_TAGS, {
  error: 'New Tags cannot be empty or more than 50',
});
const page = { MaxResults: z.int().min(1).max(100).default(25), NextToken: z.string().optional() };

const registryId = z.object({ RegistryName: name.optional(), RegistryArn: arn.optional() });
const schemaId = z.object({ SchemaArn: arn.optional(), SchemaName: name.optional(), RegistryName: name.optional() });
const versionNumber = z.object({
  LatestVersion: z.boolean().optional(),
  VersionNumber: z.int().min(1).max(100_000).optional(),
});
const ofVersion = {
  SchemaId: schemaId.optional(),
  SchemaVersionId: versionId.optional(),
  SchemaVersionNumber: versionNumber.optional(),
};
const metadataPair = z.object({ MetadataKey: metadataText.max(128), MetadataValue: metadataText.max(256) });
const format = z.enum(['AVRO', 'JSON', 'PROTOBUF']);
const compatibility = z.enum(COMPATIBILITIES);
const resource = z.object({ ResourceArn: arn });
const ofDefinition = z.object({ SchemaId: schemaId, SchemaDefinition: definition });

export type RegistryId = z.infer<typeof registryId>;
export type SchemaId = z.infer<typeof schemaId>;
export type VersionNumber = z.infer<typeof versionNumber>;
/** A version by its id, or by its schema and number. */
export interface VersionReference {
  readonly SchemaId?: SchemaId | undefined;
  readonly SchemaVersionId?: string | undefined;
  readonly SchemaVersionNumber?: VersionNumber | undefined;
}

export const inputs = {
  checkSchemaVersionValidity: z.object({ DataFormat: format, SchemaDefinition: definition }),
  createRegistry: z.object({ RegistryName: name, Description: description.optional(), Tags: tags.default({}) }),
  createSchema: z.object({
    RegistryId: registryId.optional(),
    SchemaName: name,
    DataFormat: format,
    // Not required, and its default is told nowhere: that of the console and of AWS's serializers.
    Compatibility: compatibility.default('BACKWARD'),
    Description: description.optional(),
    Tags: tags.default({}),
    SchemaDefinition: definition.optional(),
  }),
  deleteSchemaVersions: z.object({ SchemaId: schemaId, Versions: z.string().regex(/^[1-9]\d*(-[1-9]\d*)?$/) }),
  getSchemaVersionsDiff: z.object({
    SchemaId: schemaId,
    FirstSchemaVersionNumber: versionNumber,
    SecondSchemaVersionNumber: versionNumber,
    SchemaDiffType: z.enum(['SYNTAX_DIFF']),
  }),
  getTags: resource,
  listRegistries: z.object(page),
  listSchemas: z.object({ RegistryId: registryId.optional(), ...page }),
  listSchemaVersions: z.object({ SchemaId: schemaId, ...page }),
  ofDefinition,
  ofRegistry: z.object({ RegistryId: registryId }),
  ofSchema: z.object({ SchemaId: schemaId }),
  ofVersion: z.object(ofVersion),
  ofVersionAndPair: z.object({ ...ofVersion, MetadataKeyValue: metadataPair }),
  querySchemaVersionMetadata: z.object({
    ...ofVersion,
    MetadataList: z.array(metadataPair.partial()).default([]),
    ...page,
    MaxResults: z.int().min(1).max(50).default(25),
  }),
  tagResource: resource.extend({ TagsToAdd: tags }),
  untagResource: resource.extend({ TagsToRemove: z.array(tagKey).max(MAX_TAGS) }),
  updateRegistry: z.object({ RegistryId: registryId, Description: description }),
  updateSchema: z.object({
    SchemaId: schemaId,
    SchemaVersionNumber: versionNumber.optional(),
    Compatibility: compatibility.optional(),
    Description: description.optional(),
  }),
};

/** @throws AwsError InvalidInputException in the words of the service, SerializationException for a value of another type */
export function parse<T>(schema: z.ZodType<T>, input: JsonObject): T {
  const result = schema.safeParse(input, { reportInput: true });
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw issue ? errorOf(issue) : invalidInput('The request is not valid.');
}

/** Told in full: the enumerations have messages of their own. */
const NOT_IN_ENUM: Readonly<Record<string, string>> = {
  DataFormat: 'Data format is not valid.',
  Compatibility: 'Compatibility is not valid.',
};

function errorOf(issue: z.core.$ZodIssue): AwsError {
  const member = String(issue.path.at(-1) ?? '');
  const parameter = `${member.charAt(0).toLowerCase()}${member.slice(1)}`;
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined || issue.input === null) {
        return invalidInput(constraintText('null', issue.path, 'Member must not be null'));
      }
      return new AwsError('SerializationException', `${issue.path.join('.')}: ${issue.message}`);
    case 'invalid_value':
      return invalidInput(NOT_IN_ENUM[member] ?? rangeText(issue, `one of ${issue.values.join(', ')}`));
    case 'invalid_format':
      return invalidInput(
        `The parameter value contains one or more characters that are not valid. Parameter Name: ${parameter}`,
      );
    case 'too_big':
    case 'too_small':
      if (issue.origin === 'string') {
        return invalidInput(`The resource name contains too many or too few characters. Parameter Name: ${parameter}`);
      }
      return invalidInput(
        rangeText(issue, issue.code === 'too_big' ? `at most ${issue.maximum}` : `at least ${issue.minimum}`),
      );
    default:
      return invalidInput(issue.message);
  }
}

function rangeText(issue: z.core.$ZodIssue, expected: string): string {
  return constraintText(`'${String(issue.input)}'`, issue.path, `Member must be ${expected}`);
}

function constraintText(value: string, path: readonly PropertyKey[], constraint: string): string {
  return `1 validation error detected: Value ${value} at '${path.join('.')}' failed to satisfy constraint: ${constraint}`;
}
