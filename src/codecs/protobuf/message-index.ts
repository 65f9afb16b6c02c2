import protobuf from 'protobufjs';
import { fullNameOf } from './full-name.ts';

/**
 * The full names of all messages of a file in the order of their index: nested ones and the entries of maps too, as the compiler would
 * declare them, sorted by UTF-16 code units (aws-glue-schema-registry, `MessageIndexFinder`).
 *
 * @param types the file's own messages, not those that it imports
 */
export function messageNames(types: readonly protobuf.Type[]): readonly string[] {
  return types.flatMap((type) => [fullNameOf(type), ...entriesOf(type)]).sort(byCodeUnits);
}

function entriesOf(type: protobuf.Type): string[] {
  return type.fieldsArray
    .filter((field) => field instanceof protobuf.MapField)
    .map((field) => `${fullNameOf(type)}.${entryName(field.protoName)}`);
}

/** `unit_prices` → `UnitPricesEntry`: how the compiler names the message that stands for a map's entry. */
function entryName(field: string): string {
  return `${field.replace(/(?:^|_+)([^_])/g, (_match, letter: string) => letter.toUpperCase()).replaceAll('_', '')}Entry`;
}

function byCodeUnits(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
