import { AlreadyExistsException, PutSchemaVersionMetadataCommand } from '@aws-sdk/client-glue';
import { z } from 'zod';
import { resourceType } from '../resource-type.ts';

/** AWS::Glue::SchemaVersionMetadata. A pair that exists stays. */
export const glueSchemaVersionMetadata = resourceType({
  applied: z.strictObject({ SchemaVersionId: z.string(), Key: z.string(), Value: z.string() }),
  withoutEffect: {},
  async deploy({ SchemaVersionId, Key, Value }, { clients: { glue } }) {
    const pair = { MetadataKey: Key, MetadataValue: Value };
    try {
      await glue.send(new PutSchemaVersionMetadataCommand({ SchemaVersionId, MetadataKeyValue: pair }));
    } catch (error) {
      if (!(error instanceof AlreadyExistsException)) throw error;
    }
    return { ref: [SchemaVersionId, Key, Value].join('|'), attributes: {} };
  },
});
