/** What can be imported: Google's types that every reader carries; other files are not there when bytes are read. */
const WELL_KNOWN: ReadonlyMap<string, readonly string[]> = new Map([
  ['google/protobuf/any.proto', ['Any']],
  ['google/protobuf/duration.proto', ['Duration']],
  ['google/protobuf/empty.proto', ['Empty']],
  ['google/protobuf/field_mask.proto', ['FieldMask']],
  ['google/protobuf/struct.proto', ['Struct', 'Value', 'ListValue', 'NullValue']],
  ['google/protobuf/timestamp.proto', ['Timestamp']],
  [
    'google/protobuf/wrappers.proto',
    [
      ...['DoubleValue', 'FloatValue', 'Int64Value', 'UInt64Value', 'Int32Value', 'UInt32Value'],
      ...['BoolValue', 'StringValue', 'BytesValue'],
    ],
  ],
]);

export function isWellKnown(path: string): boolean {
  return WELL_KNOWN.has(path);
}

/** Full names of the types that an import brings; undefined where they are not known. */
export function namesOf(path: string): readonly string[] | undefined {
  return WELL_KNOWN.get(path)?.map((name) => `google.protobuf.${name}`);
}
