import type protobuf from 'protobufjs';

/** Package, enclosing messages and name, as `.proto` files write them; protobufjs puts a dot before it. */
export function fullNameOf(object: protobuf.ReflectionObject): string {
  return object.fullName.replace(/^\./, '');
}
