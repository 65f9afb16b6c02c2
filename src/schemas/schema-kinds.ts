/** Data formats of Glue Schema Registry, by its names. */
export type SchemaFormat = 'AVRO' | 'JSON' | 'PROTOBUF';

/**
 * What a new version of a schema owes to the versions before it (Glue Developer Guide, "Schema versioning and compatibility"):
 * `BACKWARD` readers of the new version read what the version before wrote, `FORWARD` readers of the version before read what the
 * new one writes, `FULL` both; `_ALL` holds towards every version, not just the last. `NONE` asks nothing, `DISABLED` refuses a
 * second version.
 */
export const COMPATIBILITIES = [
  'NONE',
  'DISABLED',
  'BACKWARD',
  'BACKWARD_ALL',
  'FORWARD',
  'FORWARD_ALL',
  'FULL',
  'FULL_ALL',
] as const;
export type Compatibility = (typeof COMPATIBILITIES)[number];
