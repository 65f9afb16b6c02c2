/**
 * What the values of a schema are to a person who writes them down, in JSON or in the cells of a table: only as much as is needed to
 * turn what JSON and text cannot say into the values that writers take. The schema itself is checked by the writer.
 */
export type Shape = LeafShape | NullableShape | ListShape | MapShape | RecordShape;

/** `any`: taken as it is. */
export type Leaf = 'any' | 'boolean' | 'number' | 'bigint' | 'text' | 'bytes' | 'decimal' | 'millis';

export interface LeafShape {
  readonly kind: 'leaf';
  readonly leaf: Leaf;
}

export interface NullableShape {
  readonly kind: 'nullable';
  readonly value: Shape;
}

export interface ListShape {
  readonly kind: 'list';
  readonly item: Shape;
}

export interface MapShape {
  readonly kind: 'map';
  readonly value: Shape;
}

export interface RecordShape {
  readonly kind: 'record';
  readonly fields: ReadonlyMap<string, FieldShape>;
  /** True where fields that are not listed may come too. */
  readonly isOpen: boolean;
  /** True where null stands for a field that is not there. */
  readonly hasNoNull: boolean;
}

export interface FieldShape {
  readonly value: Shape;
  /** True where it may be left out. */
  readonly isOptional: boolean;
}

export const ANY: LeafShape = { kind: 'leaf', leaf: 'any' };

export function leafOf(leaf: Leaf): LeafShape {
  return { kind: 'leaf', leaf };
}

/** A value that stands for none of the field's values; the message is one line that begins with where it is. */
export class InputProblem extends Error {
  override readonly name = 'InputProblem';
}
