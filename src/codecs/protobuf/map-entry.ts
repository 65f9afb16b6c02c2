import protobuf from 'protobufjs';

/**
 * The keys and values of a field that is a map; undefined for every other.
 *
 * AWS's Java serializer registers a map as what the compiler makes of it, a list of messages that say `option map_entry = true`
 * (aws-glue-schema-registry, `FileDescriptorUtils`). The bytes are the same.
 */
export function mapOf(field: protobuf.Field): { readonly keyType: string; readonly value: protobuf.Field } | undefined {
  if (field instanceof protobuf.MapField) return { keyType: field.keyType, value: field };
  const entry = field.repeated ? field.resolvedType : null;
  if (!(entry instanceof protobuf.Type) || entry.getOption('map_entry') !== true) return undefined;
  const key = entry.fieldsById[1];
  const value = entry.fieldsById[2];
  return key && value && { keyType: key.type, value };
}
