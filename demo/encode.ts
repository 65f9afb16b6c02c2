import { makeEventEncoder, type SchemaCatalog, withGlueHeader } from '../src/producer/index.ts';
import { DemoError } from './demo-error.ts';
import type { Demo, OtherRecord, SourceEvent, SourceRecord } from './demos/demo.ts';
import type { Registry } from './registry.ts';
import type { SentRecord } from './verifier/evidence.ts';

/** The data as the stream is to hold it: each event under the schema version that its sender writes. */
export async function encodeRecords(
  { pipeline, otherSchemas = [] }: Pick<Demo, 'pipeline' | 'otherSchemas'>,
  records: readonly SourceRecord[],
  site: { readonly sender: { readonly schemas: SchemaCatalog }; readonly registry: Pick<Registry, 'register'> },
): Promise<SentRecord[]> {
  const encode = makeEventEncoder({ pipeline, schemas: site.sender.schemas });
  const otherIds = otherSchemas.length === 0 ? new Map<string, string>() : await site.registry.register(otherSchemas);

  const encodeEvent = async ({ type, event, version, damage }: SourceEvent): Promise<SentRecord> => {
    const { partitionKey, data } = await encode(type, event, version === undefined ? {} : { version });
    return { partitionKey, data: base64(damage ? damage(data) : data) };
  };
  const encodeOther = ({ schema, partitionKey, payload }: OtherRecord): SentRecord => {
    const versionId = otherIds.get(schema);
    if (versionId === undefined)
      throw new DemoError(`the data holds a record of schema "${schema}", which nobody registered`);
    return { partitionKey, data: base64(withGlueHeader(versionId, payload, 'none')) };
  };

  const sent: SentRecord[] = [];
  for (const record of records) sent.push('type' in record ? await encodeEvent(record) : encodeOther(record));
  return sent;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64');
}
