/** Protobuf files in few words. */
export function proto3(body: string): string {
  return `syntax = "proto3";\n${body}`;
}

/** A file of one message, and what else there is in it. */
export function holding(fields: string, rest = ''): string {
  return proto3(`message Order { ${fields} }\n${rest}`);
}

/** The same of proto2. */
export function holding2(fields: string, rest = ''): string {
  return `syntax = "proto2";\nmessage Order { ${fields} }\n${rest}`;
}
