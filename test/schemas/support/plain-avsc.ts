import avsc, { type Type } from 'avsc';

/** Longs as bigint: the library's own refuse those beyond 2^53. */
const long = avsc.types.LongType.__with({
  fromBuffer: (bytes: Buffer) => bytes.readBigInt64LE(),
  toBuffer: (value: bigint) => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(value);
    return bytes;
  },
  fromJSON: (value: number) => BigInt(value),
  toJSON: Number,
  isValid: (value: unknown) => typeof value === 'bigint',
  compare: (a: bigint, b: bigint) => (a === b ? 0 : a < b ? -1 : 1),
});

/** A schema as the library alone has it: without logical types, and with nothing of ours. */
export function plainAvsc(definition: string): Type {
  return avsc.Type.forSchema(JSON.parse(definition), { wrapUnions: true, typeHook: longHook });
}

function longHook(schema: unknown): Type | undefined {
  const isObject = typeof schema === 'object' && schema !== null && 'type' in schema;
  return schema === 'long' || (isObject && schema.type === 'long') ? long : undefined;
}

/** The library's resolver, undefined where it says that the reader cannot read the writer. */
export function plainResolver(reader: Type, writer: Type): ReturnType<Type['createResolver']> | undefined {
  try {
    return reader.createResolver(writer, { ignoreNamespaces: true });
  } catch {
    return undefined;
  }
}
