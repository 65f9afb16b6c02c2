import type { GlueCompression } from '../../src/codecs/glue-header.ts';
import type { AnyEventType } from '../../src/engine/event-type.ts';
import { definitionOf, messageOf } from './cases/interop-case.ts';
import type { Peer } from './peer.ts';

/** AWS's Java library (`GlueSchemaRegistryKafkaSerializer`, `…Deserializer`) as a producer and a consumer configure it. */
export interface Java {
  /** @throws PeerError where the library refuses */
  write(type: AnyEventType, value: unknown, settings?: WriteSettings): Promise<Buffer>;
  /** @throws PeerError where the library refuses */
  read(record: Buffer): Promise<unknown>;
}

export interface WriteSettings {
  readonly compression?: GlueCompression;
  /** Of the event type's schema; default today's. */
  readonly version?: number;
  /** Default: definitions that the registry does not have are registered. */
  readonly autoRegistration?: boolean;
}

/** The transport that the library notes with each version that it registers. */
export const TOPIC = 'clicks';

/** @param registryName default Glue's own, `default-registry` */
export function connectJava(peer: Peer, endpoint: string, registryName?: string): Java {
  const common = { region: 'us-east-1', endpoint, ...(registryName && { 'registry.name': registryName }) };
  return {
    async write(type, value, { compression = 'none', version, autoRegistration = true } = {}) {
      const { record } = await peer.call({
        op: 'serialize',
        topic: TOPIC,
        config: {
          ...common,
          dataFormat: type.schema.format,
          schemaName: type.name,
          compression: compression.toUpperCase(),
          schemaAutoRegistrationEnabled: String(autoRegistration),
        },
        definition: definitionOf(type, version),
        message: messageOf(type),
        value,
      });
      return Buffer.from(String(record), 'base64');
    },
    async read(record) {
      const config = { ...common, avroRecordType: 'GENERIC_RECORD', protobufMessageType: 'DYNAMIC_MESSAGE' };
      const answer = await peer.call({ op: 'deserialize', topic: TOPIC, config, record: record.toString('base64') });
      return answer.value;
    },
  };
}
