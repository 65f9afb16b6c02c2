import type { FieldSyntax, MessageSyntax } from './proto-syntax.ts';

/**
 * A message whose maps are written as maps, whichever way the file writes them.
 *
 * AWS's Java serializer registers a map as what the compiler makes of it, a list of messages within the message that say
 * `option map_entry = true` (aws-glue-schema-registry, `FileDescriptorUtils`). Either way it is the same map.
 */
export function withMaps(message: MessageSyntax): MessageSyntax {
  const maps = new Map(message.messages.flatMap((nested) => asMap(nested)));
  if (maps.size === 0) return message;
  const isMap = ({ label, typeName }: FieldSyntax) => label === 'repeated' && maps.has(lastPart(typeName));
  return {
    ...message,
    fields: message.fields.map((field) =>
      isMap(field) ? { ...field, ...maps.get(lastPart(field.typeName)), label: undefined } : field,
    ),
    messages: message.messages.filter(({ name }) => !maps.has(name)),
  };
}

type MapTypes = Pick<FieldSyntax, 'keyType' | 'typeName'>;

function asMap({ name, isMapEntry, fields }: MessageSyntax): [string, MapTypes][] {
  const key = fields.find(({ number }) => number === 1);
  const value = fields.find(({ number }) => number === 2);
  if (!isMapEntry || !key || !value) return [];
  return [[name, { keyType: key.typeName, typeName: value.typeName }]];
}

/** No two messages have an entry in common, so that its own name tells which it is. */
function lastPart(typeName: string): string {
  return typeName.slice(typeName.lastIndexOf('.') + 1);
}
