import { isBrokenText } from '../../engine/text.ts';
import type { AvroEnum, AvroRecord, AvroType } from '../../schemas/avro/avro-type.ts';
import { bareLeaf, type ToBare } from './bare-leaf.ts';
import { bareUnion } from './bare-union.ts';
import { type EventPlace, shown } from './event-place.ts';
import { takesBytes } from './least-bytes.ts';

/** What a record does with fields that its schema does not have. */
export type UnknownFields = 'refuse' | 'drop';

/** The way to the bare values of a type, in which every union's value names its branch. */
export function bareEvent(type: AvroRecord, unknownFields: UnknownFields): ToBare {
  return new Compiler(unknownFields).toBare(type);
}

class Compiler {
  readonly #records = new Map<AvroRecord, ToBare>();

  constructor(private readonly unknownFields: UnknownFields) {}

  toBare(type: AvroType): ToBare {
    switch (type.kind) {
      case 'primitive':
      case 'fixed':
        return bareLeaf(type);
      case 'enum':
        return bareSymbol(type);
      case 'array':
        return bareList(this.toBare(type.items), takesBytes(type.items));
      case 'map':
        return bareMap(this.toBare(type.values));
      case 'union':
        return bareUnion(type, (branch) => this.toBare(branch));
      case 'record':
        return this.#records.get(type) ?? this.#record(type);
    }
  }

  #record(record: AvroRecord): ToBare {
    const names = new Set(record.fields.map(({ name }) => name));
    const fields: { readonly name: string; readonly hasDefault: boolean; readonly toBare: ToBare }[] = [];
    const toBareRecord: ToBare = (value, place) => {
      const given = objectIn(value, place);
      const bare: Record<string, unknown> = {};
      place.open();
      for (const { name, hasDefault, toBare } of fields) {
        const field = Object.hasOwn(given, name) ? given[name] : undefined;
        // The library writes the default.
        if (field === undefined && hasDefault) continue;
        place.at(name);
        bare[name] = toBare(field, place);
      }
      place.close();
      if (this.unknownFields === 'refuse') refuseUnknown(given, names, place);
      return bare;
    };
    // Before its fields: they may hold the record itself.
    this.#records.set(record, toBareRecord);
    for (const { name, type, defaultValue } of record.fields) {
      fields.push({ name, hasDefault: defaultValue !== undefined, toBare: this.toBare(type) });
    }
    return toBareRecord;
  }
}

function refuseUnknown(given: object, names: ReadonlySet<string>, place: EventPlace): void {
  for (const name of Object.keys(given)) {
    if (!names.has(name)) place.refuse(`no field but ${[...names].join(', ')}`, JSON.stringify(name.slice(0, 60)));
  }
}

function objectIn(value: unknown, place: EventPlace): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof Uint8Array) {
    place.refuse('an object', shown(value));
  }
  return value as Readonly<Record<string, unknown>>;
}

function bareList(item: ToBare, takeBytes: boolean): ToBare {
  return (value, place) => {
    if (!Array.isArray(value)) return place.refuse('a list', shown(value));
    place.open();
    place.addItems(value.length, takeBytes);
    const bare = new Array<unknown>(value.length);
    for (let index = 0; index < value.length; index += 1) {
      place.at(index);
      bare[index] = item(value[index], place);
    }
    place.close();
    return bare;
  };
}

function bareMap(entry: ToBare): ToBare {
  return (value, place) => {
    const given = objectIn(value, place);
    const keys = Object.keys(given);
    place.open();
    place.addItems(keys.length, true);
    const bare: Record<string, unknown> = {};
    for (const key of keys) {
      place.at(key);
      if (key === '__proto__') place.refuse('another key, which readers take', 'that');
      if (isBrokenText(key)) place.refuse('a key that is text', 'half of a surrogate pair');
      bare[key] = entry(given[key], place);
    }
    place.close();
    return bare;
  };
}

function bareSymbol({ symbols }: AvroEnum): ToBare {
  const known = new Set<unknown>(symbols);
  const expected = `one of ${symbols.join(', ')}`;
  return (value, place) => (known.has(value) ? value : place.refuse(expected, shown(value)));
}
