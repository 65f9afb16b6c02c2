import type { AvroEnum, AvroField, AvroRecord, AvroType, PrimitiveName } from '../../src/schemas/avro/avro-type.ts';
import { simpleDefault } from './avro-types.ts';
import type { Tape } from './tape.ts';

const PROMOTED: Partial<Record<PrimitiveName, readonly PrimitiveName[]>> = {
  int: ['long', 'float', 'double'],
  long: ['float', 'double'],
  float: ['double'],
  string: ['bytes'],
};

/**
 * A later version of a record whose readers read all that was written under the earlier one, by the rules of schema resolution: fields
 * added with a default, dropped, renamed with an alias, put in another order; types promoted, made nullable; symbols added.
 */
export function drawCompatible(before: AvroRecord, tape: Tape): AvroRecord {
  return new Evolution(tape, 'compatible').record(before);
}

/** A later version changed in ways that readers may or may not take. */
export function drawChanged(before: AvroRecord, tape: Tape): AvroRecord {
  return new Evolution(tape, 'any').record(before);
}

class Evolution {
  readonly #records = new Map<AvroRecord, AvroRecord>();
  readonly #enums = new Map<AvroEnum, AvroEnum>();
  #added = 0;

  constructor(
    private readonly tape: Tape,
    private readonly kind: 'compatible' | 'any',
  ) {}

  record(before: AvroRecord): AvroRecord {
    const known = this.#records.get(before);
    if (known) return known;
    const { tape } = this;
    const fields: AvroField[] = [];
    const isRenamed = tape.once(8);
    const name = isRenamed ? `${before.name}Renamed` : before.name;
    const keepsAlias = this.kind === 'compatible' || tape.once(2);
    const aliases = isRenamed && keepsAlias ? [before.name] : before.aliases;
    const after: AvroRecord = { kind: 'record', name, aliases, doc: undefined, fields };
    this.#records.set(before, after);
    for (const field of before.fields) {
      if (tape.once(6)) continue;
      fields.push(this.#field(field));
    }
    if (tape.once(3)) fields.push(this.#newField());
    if (tape.once(4)) fields.reverse();
    return after;
  }

  #field(before: AvroField): AvroField {
    const { tape } = this;
    const type = this.#type(before.type, true);
    const isRenamed = tape.once(6);
    const hasDefault = type === before.type && tape.once(2);
    return {
      name: isRenamed ? `${before.name}_new` : before.name,
      aliases: isRenamed && (this.kind === 'compatible' || tape.once(2)) ? [before.name] : [],
      type,
      defaultValue: hasDefault ? simpleDefault(type) : undefined,
      doc: undefined,
    };
  }

  #newField(): AvroField {
    const { tape } = this;
    this.#added += 1;
    const string: AvroType = { kind: 'primitive', type: 'string', logical: undefined };
    const type: AvroType = tape.oneOf<AvroType>([
      { kind: 'union', branches: [{ kind: 'primitive', type: 'null', logical: undefined }, string] },
      string,
      { kind: 'primitive', type: 'long', logical: undefined },
      { kind: 'primitive', type: 'int', logical: { name: 'date' } },
      { kind: 'primitive', type: 'bytes', logical: undefined },
      { kind: 'array', items: string },
      { kind: 'map', values: string },
    ]);
    const hasDefault = this.kind === 'compatible' || tape.once(2);
    const defaultValue = hasDefault ? simpleDefault(type) : undefined;
    return { name: `added${this.#added}`, aliases: [], type, defaultValue, doc: undefined };
  }

  /** @param canWiden whether the type may become a union: not within one */
  #type(before: AvroType, canWiden: boolean): AvroType {
    const { tape } = this;
    if (this.kind === 'any' && tape.once(12))
      return { kind: 'primitive', type: tape.oneOf(['string', 'int']), logical: undefined };
    const after = this.#inner(before, canWiden);
    if (!canWiden || after.kind === 'union' || isNull(after) || !tape.once(5)) return after;
    return { kind: 'union', branches: [{ kind: 'primitive', type: 'null', logical: undefined }, after] };
  }

  #inner(before: AvroType, canWiden: boolean): AvroType {
    const { tape } = this;
    switch (before.kind) {
      case 'primitive': {
        const wider = PROMOTED[before.type] ?? [];
        // Two branches of a union must not become one.
        if (before.logical || !canWiden || wider.length === 0 || !tape.once(3)) return before;
        return { kind: 'primitive', type: tape.oneOf(wider), logical: undefined };
      }
      case 'fixed':
        return before;
      case 'enum':
        return this.#enum(before);
      case 'array':
        return { kind: 'array', items: this.#type(before.items, true) };
      case 'map':
        return { kind: 'map', values: this.#type(before.values, true) };
      case 'record':
        return this.record(before);
      case 'union':
        return { kind: 'union', branches: this.#branches(before.branches) };
    }
  }

  #branches(before: readonly AvroType[]): readonly AvroType[] {
    const branches = before.map((branch) => this.#inner(branch, false));
    if (this.kind === 'any' && branches.length > 1 && this.tape.once(8)) branches.pop();
    return this.tape.once(4) ? branches.reverse() : branches;
  }

  #enum(before: AvroEnum): AvroEnum {
    const known = this.#enums.get(before);
    if (known) return known;
    const { tape } = this;
    const after = tape.once(2) ? { ...before, ...this.#symbols(before) } : before;
    this.#enums.set(before, after);
    return after;
  }

  #symbols({ symbols }: AvroEnum): Pick<AvroEnum, 'symbols' | 'defaultSymbol'> {
    const isShorter = this.tape.once(2) && symbols.length > 1;
    const changed = isShorter ? symbols.slice(1) : ['NEW', ...symbols];
    const hasDefault = isShorter && (this.kind === 'compatible' || this.tape.once(2));
    return { symbols: changed, defaultSymbol: hasDefault ? changed[0] : undefined };
  }
}

function isNull(type: AvroType): boolean {
  return type.kind === 'primitive' && type.type === 'null';
}
