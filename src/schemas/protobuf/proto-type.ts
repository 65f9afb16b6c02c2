/** A `.proto` file: what of it decides on how bytes are read. */
export interface ProtoFile {
  readonly syntax: 'proto2' | 'proto3';
  readonly packageName: string;
  readonly imports: readonly string[];
  /** At the top level, in the file's order. */
  readonly messages: readonly ProtoMessage[];
  readonly enums: readonly ProtoEnum[];
  readonly services: readonly ProtoService[];
}

export interface ProtoMessage {
  readonly kind: 'message';
  /** With enclosing messages, without the package: `Order.Line`. */
  readonly name: string;
  readonly fields: readonly ProtoField[];
  readonly messages: readonly ProtoMessage[];
  readonly enums: readonly ProtoEnum[];
  readonly reserved: Reserved;
}

/** Numbers and names that nothing may take any more. */
export interface Reserved {
  readonly ranges: readonly NumberRange[];
  readonly names: readonly string[];
}

/** Both ends belong to it. */
export interface NumberRange {
  readonly from: number;
  readonly to: number;
}

export interface ProtoField {
  readonly name: string;
  readonly number: number;
  readonly shape: 'single' | 'list' | 'map';
  /** What the bytes say of a single field that is not there. `implicit`: it has its default, which is never sent (proto3). */
  readonly presence: 'required' | 'explicit' | 'implicit';
  /** The choice (`oneof`) that it belongs to. */
  readonly oneof: string | undefined;
  /** Of a map. */
  readonly keyType: ScalarName | undefined;
  readonly type: FieldType;
}

export type FieldType =
  | { readonly kind: 'scalar'; readonly name: ScalarName }
  | { readonly kind: 'message'; readonly message: ProtoMessage }
  | { readonly kind: 'enum'; readonly enum: ProtoEnum }
  /** Of a file that is imported, by the name that the field gives. */
  | { readonly kind: 'imported'; readonly name: string };

export interface ProtoEnum {
  readonly kind: 'enum';
  readonly name: string;
  /** In the file's order; of several names for a number (`allow_alias`) all. */
  readonly values: ReadonlyMap<string, number>;
  /** Numbers that have no name are kept out of the field (proto2). */
  readonly isClosed: boolean;
  readonly reserved: Reserved;
}

export interface ProtoService {
  readonly name: string;
  /** `(stream Order) returns (Receipt)`, by name. */
  readonly methods: ReadonlyMap<string, string>;
}

export const SCALARS = [
  ...(['double', 'float', 'bool', 'string', 'bytes'] as const),
  ...(['int32', 'uint32', 'sint32', 'fixed32', 'sfixed32'] as const),
  ...(['int64', 'uint64', 'sint64', 'fixed64', 'sfixed64'] as const),
];
export type ScalarName = (typeof SCALARS)[number];

export function isScalarName(name: string): name is ScalarName {
  return SCALARS.some((scalar) => scalar === name);
}

export function typeName(type: FieldType): string {
  switch (type.kind) {
    case 'message':
      return type.message.name;
    case 'enum':
      return type.enum.name;
    default:
      return type.name;
  }
}

/** A field's type as a person would write it: `repeated int64`, `map<string, Price>`. */
export function fieldText({ shape, presence, keyType, type }: ProtoField): string {
  if (shape === 'map') return `map<${keyType}, ${typeName(type)}>`;
  if (shape === 'list') return `repeated ${typeName(type)}`;
  return presence === 'required' ? `required ${typeName(type)}` : typeName(type);
}

export function isReserved({ ranges }: Reserved, number: number): boolean {
  return ranges.some(({ from, to }) => number >= from && number <= to);
}
