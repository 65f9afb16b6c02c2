import { GlueClient, ListSchemaVersionsCommand } from '@aws-sdk/client-glue';
import { makeGlueRequest } from '../../src/adapters/aws/glue-request.ts';
import { makeGlueSchemaCatalog } from '../../src/adapters/aws/glue-schema-catalog.ts';
import { makeGlueSchemaRegistrar } from '../../src/adapters/aws/glue-schema-registrar.ts';
import { makeGlueSchemaRegistry } from '../../src/adapters/aws/glue-schema-registry.ts';
import { systemClock } from '../../src/adapters/aws/system-clock.ts';
import { avroWriter } from '../../src/codecs/avro/avro-writer.ts';
import { formats } from '../../src/codecs/formats.ts';
import { deflatePayload } from '../../src/codecs/glue-compression.ts';
import { type GlueCompression, withGlueHeader } from '../../src/codecs/glue-header.ts';
import { jsonWriter } from '../../src/codecs/json/json-writer.ts';
import { makeEventDecoder } from '../../src/codecs/make-event-decoder.ts';
import { protobufWriter } from '../../src/codecs/protobuf/protobuf-writer.ts';
import type { AnyEventType } from '../../src/engine/event-type.ts';
import { registryNameOf } from '../../src/engine/pipeline.ts';
import { planOf } from '../../src/engine/plan.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { countingPipeline } from '../support/counting-pipeline.ts';

/** Our side of a registry: as senders, functions and `millrace schemas register` use it. */
export interface Ours {
  readonly registryName: string;
  /** Registers the versions of event types, in order, as `millrace schemas register` does. */
  register(...types: readonly AnyEventType[]): Promise<void>;
  /** @param version default today's */
  write(type: AnyEventType, event: unknown, compression: GlueCompression, version?: number): Promise<Buffer>;
  /** The event as user code sees it, whatever version the record names. @throws Error where the record is rejected */
  read(type: AnyEventType, record: Buffer): Promise<unknown>;
  /** Of a schema, oldest first. */
  statusesOf(name: string): Promise<readonly (string | undefined)[]>;
}

const REGION = 'us-east-1';
/** Looks at a pending version as often as it likes: the registry is on this machine. */
const eagerClock: Clock = { ...systemClock, after: () => systemClock.after(50) };
const writers = { AVRO: avroWriter, JSON: jsonWriter, PROTOBUF: protobufWriter };

/** Connects a pipeline to the registry service at `endpoint`. */
export function connectOurs(endpoint: string, pipelineName: string): Ours {
  const client = new GlueClient({
    endpoint,
    region: REGION,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const common = { clock: eagerClock, random: Math.random };
  const registrar = makeGlueSchemaRegistrar({ client, clock: eagerClock });
  const catalog = makeGlueSchemaCatalog({ client, ...common });
  const registry = makeGlueSchemaRegistry({
    request: makeGlueRequest({ config: client.config, fetch, endpoint }),
    ...common,
  });
  const pipelineOf = (type: AnyEventType) => countingPipeline(pipelineName, type, { format: 'glue' });
  const registryName = registryNameOf({ name: pipelineName });

  return {
    registryName,

    async register(...types) {
      await registrar.createRegistry(registryName);
      for (const { name, schema, compatibility } of types) {
        const ref = { registry: registryName, name };
        for (const { definition } of schema.versions) {
          if (await registrar.findSchema(ref)) await registrar.register(ref, definition);
          else await registrar.createSchema(ref, { format: schema.format, compatibility, definition });
        }
      }
    },

    async write(type, event, compression, version) {
      const { versions, format } = type.schema;
      const { definition = '' } = versions.find((each) => each.version === version) ?? versions.at(-1) ?? {};
      const versionId = await catalog.versionIdOf({ registryName, schemaName: type.name, definition });
      const payload = writers[format].writerOf(type, version)(event);
      return withGlueHeader(versionId, compression === 'zlib' ? deflatePayload(payload) : payload, compression);
    },

    async read(type, record) {
      const decoder = makeEventDecoder(planOf(pipelineOf(type)), formats, {});
      let decoded = decoder.decode(record, 0, record.length);
      if (decoded.kind === 'unknownVersion') {
        const version = await registry.versionById(decoded.versionId);
        if (!version) throw new Error(`the registry has no available version ${decoded.versionId}`);
        decoder.learn(version);
        decoded = decoder.decode(record, 0, record.length);
      }
      if (decoded.kind === 'event') return decoded.event;
      throw new Error(`${decoded.kind}: ${'rejection' in decoded ? decoded.rejection.message : ''}`);
    },

    async statusesOf(name) {
      const SchemaId = { RegistryName: registryName, SchemaName: name };
      const { Schemas = [] } = await client.send(new ListSchemaVersionsCommand({ SchemaId }));
      return Schemas.map(({ Status }) => Status).reverse();
    },
  };
}
