import type { AvroType, LogicalType } from '../../src/schemas/avro/avro-type.ts';

/** The text of a schema: what `parseAvro` reads as the same type. */
export function avroDefinition(type: AvroType): string {
  return JSON.stringify(schemaOf(type, new Set()));
}

function schemaOf(type: AvroType, defined: Set<string>): unknown {
  switch (type.kind) {
    case 'primitive':
      return type.logical ? { type: type.type, ...logicalOf(type.logical) } : type.type;
    case 'array':
      return { type: 'array', items: schemaOf(type.items, defined) };
    case 'map':
      return { type: 'map', values: schemaOf(type.values, defined) };
    case 'union':
      return type.branches.map((branch) => schemaOf(branch, defined));
    default:
      break;
  }
  // Without a leading dot a name without a namespace would get the one around it.
  const name = type.name.includes('.') ? type.name : `.${type.name}`;
  if (defined.has(type.name)) return name;
  defined.add(type.name);
  const named = { type: type.kind, name, aliases: type.aliases };
  switch (type.kind) {
    case 'enum':
      return { ...named, symbols: type.symbols, default: type.defaultSymbol };
    case 'fixed':
      return { ...named, size: type.sizeBytes, ...(type.logical && logicalOf(type.logical)) };
    case 'record': {
      const fields = type.fields.map((field) => ({
        name: field.name,
        aliases: field.aliases,
        type: schemaOf(field.type, defined),
        default: field.defaultValue,
      }));
      return { ...named, fields };
    }
  }
}

function logicalOf({ name, ...rest }: LogicalType): object {
  return { logicalType: name, ...rest };
}
