import type { NumberRange, Reserved } from './proto-type.ts';

/** What stands in a file, types of fields still by name. */
export interface FileSyntax {
  syntax: 'proto2' | 'proto3';
  packageName: string;
  readonly imports: string[];
  readonly messages: MessageSyntax[];
  readonly enums: EnumSyntax[];
  readonly services: ServiceSyntax[];
}

export interface MessageSyntax {
  readonly name: string;
  readonly line: number;
  readonly fields: FieldSyntax[];
  readonly oneofs: { readonly name: string; readonly line: number }[];
  readonly messages: MessageSyntax[];
  readonly enums: EnumSyntax[];
  readonly reserved: ReservedSyntax;
  /** Whether it says `option map_entry = true`. */
  isMapEntry: boolean;
}

export interface FieldSyntax {
  readonly name: string;
  readonly number: number;
  readonly line: number;
  readonly label: 'required' | 'optional' | 'repeated' | undefined;
  readonly oneof: string | undefined;
  readonly keyType: string | undefined;
  readonly typeName: string;
  /** Whether it says `[default = …]`. */
  readonly hasDefault: boolean;
}

export interface EnumSyntax {
  readonly name: string;
  readonly line: number;
  readonly values: { readonly name: string; readonly number: number; readonly line: number }[];
  allowsAlias: boolean;
  readonly reserved: ReservedSyntax;
}

export interface ReservedSyntax extends Reserved {
  readonly ranges: NumberRange[];
  readonly names: string[];
}

export interface ServiceSyntax {
  readonly name: string;
  readonly line: number;
  readonly methods: MethodSyntax[];
}

export interface MethodSyntax {
  readonly name: string;
  readonly line: number;
  readonly request: SideSyntax;
  readonly response: SideSyntax;
}

/** What a method takes or gives. */
export interface SideSyntax {
  readonly typeName: string;
  readonly isStream: boolean;
}

export function noneReserved(): ReservedSyntax {
  return { ranges: [], names: [] };
}
