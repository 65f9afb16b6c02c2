export const PRIMITIVES = ['null', 'boolean', 'int', 'long', 'float', 'double', 'bytes', 'string'] as const;
export type PrimitiveName = (typeof PRIMITIVES)[number];

/** A meaning on top of bytes (Avro specification 1.11, "Logical Types"); those that are malformed or unknown count as absent. */
export interface LogicalType {
  readonly name: string;
  /** Of `decimal` only. */
  readonly precision?: number;
  /** Of `decimal` only. */
  readonly scale?: number;
}

export interface AvroPrimitive {
  readonly kind: 'primitive';
  readonly type: PrimitiveName;
  readonly logical: LogicalType | undefined;
}

interface Named {
  /** With its namespace. */
  readonly name: string;
  /** With their namespaces. */
  readonly aliases: readonly string[];
  readonly doc: string | undefined;
}

export interface AvroRecord extends Named {
  readonly kind: 'record';
  readonly fields: readonly AvroField[];
}

export interface AvroField {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly type: AvroType;
  /** The JSON value; undefined where there is none. */
  readonly defaultValue: unknown;
  readonly doc: string | undefined;
}

export interface AvroEnum extends Named {
  readonly kind: 'enum';
  readonly symbols: readonly string[];
  /** Read in place of symbols that the reader does not know. */
  readonly defaultSymbol: string | undefined;
}

export interface AvroFixed extends Named {
  readonly kind: 'fixed';
  readonly sizeBytes: number;
  readonly logical: LogicalType | undefined;
}

export interface AvroArray {
  readonly kind: 'array';
  readonly items: AvroType;
}

export interface AvroMap {
  readonly kind: 'map';
  readonly values: AvroType;
}

export interface AvroUnion {
  readonly kind: 'union';
  readonly branches: readonly AvroType[];
}

export type AvroNamed = AvroRecord | AvroEnum | AvroFixed;
export type AvroType = AvroPrimitive | AvroNamed | AvroArray | AvroMap | AvroUnion;

export function isPrimitiveName(name: string): name is PrimitiveName {
  return PRIMITIVES.some((primitive) => primitive === name);
}

export function isNamed(type: AvroType): type is AvroNamed {
  return type.kind === 'record' || type.kind === 'enum' || type.kind === 'fixed';
}

/** The name without its namespace: what versions are matched by, as Avro 1.11's own compatibility check does. */
export function shortName(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

/** A type as a person would write it down in short: `["null","int"]`, `record Address`, `long (timestamp-millis)`. */
export function typeText(type: AvroType): string {
  switch (type.kind) {
    case 'primitive':
      return type.logical ? `${type.type} (${logicalText(type.logical)})` : type.type;
    case 'fixed': {
      const size = `fixed ${shortName(type.name)} of ${type.sizeBytes} bytes`;
      return type.logical ? `${size} (${logicalText(type.logical)})` : size;
    }
    case 'array':
      return `array of ${typeText(type.items)}`;
    case 'map':
      return `map of ${typeText(type.values)}`;
    case 'union':
      return `[${type.branches.map((branch) => (branch.kind === 'primitive' && !branch.logical ? `"${branch.type}"` : typeText(branch))).join(',')}]`;
    default:
      return `${type.kind} ${shortName(type.name)}`;
  }
}

export function logicalText({ name, precision, scale }: LogicalType): string {
  return precision === undefined ? name : `${name} ${precision},${scale ?? 0}`;
}
