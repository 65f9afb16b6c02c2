/** Types of fields that are neither messages nor enums (Protocol Buffers, "Scalar Value Types"). */
export type ScalarType =
  | 'double'
  | 'float'
  | 'int32'
  | 'uint32'
  | 'sint32'
  | 'fixed32'
  | 'sfixed32'
  | 'int64'
  | 'uint64'
  | 'sint64'
  | 'fixed64'
  | 'sfixed64'
  | 'bool'
  | 'string'
  | 'bytes';

/** A message of a `.proto` file, as readers, writers and generators of types see it. */
export interface MessageModel {
  /** With package and enclosing messages, without a leading dot. */
  readonly fullName: string;
  /** By field number. */
  readonly fields: readonly FieldModel[];
  readonly comment: string | undefined;
}

export interface FieldModel {
  /** In camelCase: `order_id` is `orderId`. */
  readonly name: string;
  readonly number: number;
  readonly presence: Presence;
  /** The type of keys where it is a map. */
  readonly keyType: ScalarType | undefined;
  /** What it holds; of a list or a map, what one element holds. */
  readonly value: ValueModel;
  /** Whether senders put the elements of a list side by side. */
  readonly isPacked: boolean;
  /** The choice (`oneof`) that it belongs to. */
  readonly oneof: string | undefined;
  readonly comment: string | undefined;
}

/** What a field that is not in the bytes stands for. */
export type Presence =
  /** Nothing: the event has no such property. */
  | { readonly kind: 'optional' }
  /** A broken event (proto2). */
  | { readonly kind: 'required' }
  /** Its default, which is never sent (proto3). */
  | { readonly kind: 'implicit'; readonly default: DefaultValue }
  /** Its default, which may be sent (proto2 with `[default = …]`). */
  | { readonly kind: 'defaulted'; readonly default: DefaultValue }
  | { readonly kind: 'list' }
  | { readonly kind: 'map' };

/** As users see it: a 64-bit integer as bigint, an enum's name. */
export type DefaultValue = number | bigint | boolean | string | Buffer;

export type ValueModel =
  | { readonly kind: 'scalar'; readonly type: ScalarType }
  | { readonly kind: 'enum'; readonly enum: EnumModel }
  | { readonly kind: 'message'; readonly message: MessageModel };

export interface EnumModel {
  readonly fullName: string;
  /** In the order of the file; of several names for one number (`allow_alias`) all. */
  readonly numbers: ReadonlyMap<string, number>;
  /** Of several names for one number the first. */
  readonly names: ReadonlyMap<number, string>;
  readonly comment: string | undefined;
}
