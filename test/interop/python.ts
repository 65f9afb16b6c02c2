import type { AnyEventType } from '../../src/engine/event-type.ts';
import { definitionOf } from './cases/interop-case.ts';
import type { Peer } from './peer.ts';

/** The Python package `aws-glue-schema-registry` (`KafkaSerializer`, `KafkaDeserializer`). It knows AVRO and JSON, compression none. */
export interface Python {
  /** Registers the definition where the registry does not have it. @throws PeerError where the library refuses */
  write(type: AnyEventType, value: unknown, version?: number): Promise<Buffer>;
  /** @throws PeerError where the library refuses */
  read(record: Buffer): Promise<unknown>;
}

export function connectPython(peer: Peer, endpoint: string, registry: string): Python {
  return {
    async write(type, value, version) {
      const { name, schema } = type;
      const definition = definitionOf(type, version);
      const request = { op: 'serialize', endpoint, registry, schema: name, format: schema.format, definition, value };
      return Buffer.from(String((await peer.call(request)).record), 'base64');
    },
    async read(record) {
      const request = { op: 'deserialize', endpoint, registry, record: record.toString('base64') };
      return (await peer.call(request)).value;
    },
  };
}

/** Python has one type of whole numbers: those that are no doubles come as bigint. */
export function withPythonsNumbers(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (Array.isArray(value)) return value.map(withPythonsNumbers);
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withPythonsNumbers(inner)]));
}
