import avsc, { type Schema, type Type } from 'avsc';
import {
  type AvroNamed,
  type AvroRecord,
  type AvroType,
  type AvroUnion,
  shortName,
} from '../../schemas/avro/avro-type.ts';
import type { AvroLeaf } from '../../schemas/avro/value-kind.ts';

/** How types are built of a schema for one purpose. */
export interface TypePlan {
  /**
   * @param place record and field, for messages
   * @param union the one that the leaf is a branch of
   */
  leaf(leaf: AvroLeaf, place: string, union: AvroUnion | undefined): Type;
  /** True where values of a union come as `{branch: value}`. */
  isWrapped(union: AvroUnion): boolean;
}

/** The library's type for a sound schema. Bare types, enums and fixed are built here; the library puts them together. */
export function avscTypeOf(type: AvroType, plan: TypePlan): Type {
  const builder = new Builder(plan);
  return avsc.Type.forSchema(builder.schema(type, shortNameOf(type), undefined), {
    omitRecordMethods: true,
    typeHook: (schema, options) => builder.union(schema, options),
  });
}

class Builder {
  readonly #named = new Map<AvroNamed, Schema>();
  readonly #wrapped = new WeakSet<object>();

  constructor(private readonly plan: TypePlan) {}

  schema(type: AvroType, place: string, union: AvroUnion | undefined): Schema {
    switch (type.kind) {
      case 'primitive':
        return this.plan.leaf(type, place, union);
      case 'array':
        return { type: 'array', items: this.schema(type.items, place, undefined) };
      case 'map':
        return { type: 'map', values: this.schema(type.values, place, undefined) };
      case 'union': {
        const branches = type.branches.map((branch) => this.schema(branch, place, type));
        if (this.plan.isWrapped(type)) this.#wrapped.add(branches);
        // The library's type of a union's schema leaves out that branches may be built already.
        return branches as Schema;
      }
      default:
        return this.#named.get(type) ?? this.#define(type, place, union);
    }
  }

  /** The type of a union, where `schema` is one: which values are wrapped is not left to the library. */
  union(schema: Schema, options: unknown): Type | undefined {
    if (!Array.isArray(schema)) return undefined;
    const { WrappedUnionType, UnwrappedUnionType } = avsc.types;
    return this.#wrapped.has(schema) ? new WrappedUnionType(schema, options) : new UnwrappedUnionType(schema, options);
  }

  #define(type: AvroNamed, place: string, union: AvroUnion | undefined): Schema {
    if (type.kind === 'record') return this.#defineRecord(type);
    const built = type.kind === 'fixed' ? this.plan.leaf(type, place, union) : enumType(type);
    this.#named.set(type, built);
    return built;
  }

  #defineRecord(record: AvroRecord): Schema {
    const name = absolute(record.name);
    this.#named.set(record, name);
    const short = shortName(record.name);
    refuseClash(record, short);
    const fields = record.fields.map((field) => {
      const { name, aliases, type, defaultValue } = field;
      const place = `${short}.${name}`;
      const schema = { name, aliases: [...aliases], type: this.schema(type, place, undefined) };
      return defaultValue === undefined ? schema : { ...schema, default: defaultValue };
    });
    return { type: 'record', name, aliases: record.aliases.map(absolute), fields };
  }
}

function enumType({ name, aliases, symbols, defaultSymbol }: Extract<AvroType, { kind: 'enum' }>): Type {
  const schema = { type: 'enum' as const, name: absolute(name), aliases: aliases.map(absolute), symbols: [...symbols] };
  return avsc.Type.forSchema(defaultSymbol === undefined ? schema : { ...schema, default: defaultSymbol });
}

/** The library's generated code calls the constructor by the record's name and each field by its own after an underscore. */
function refuseClash({ fields }: AvroRecord, short: string): void {
  if (!fields.some(({ name }) => `_${name}` === short)) return;
  throw new TypeError(`record "${short}" has a field of its name without the underscore: rename one of them`);
}

/** A full name as the library takes it wherever it stands: without a dot it would be looked for in the namespace around it. */
export function absolute(name: string): string {
  return name.includes('.') ? name : `.${name}`;
}

function shortNameOf(type: AvroType): string {
  return 'name' in type ? shortName(type.name) : 'event';
}
