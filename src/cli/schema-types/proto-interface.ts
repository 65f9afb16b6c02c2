import { eventMessageOf } from '../../codecs/protobuf/event-message.ts';
import { isLong } from '../../codecs/protobuf/integer-types.ts';
import { parseProto } from '../../codecs/protobuf/parse-proto.ts';
import type { EnumModel, FieldModel, MessageModel, ScalarType, ValueModel } from '../../codecs/protobuf/proto-model.ts';
import { docComment } from './doc-comment.ts';

type Named = MessageModel | EnumModel;

/** What a generated module or its types already mean by a name. */
const TAKEN = ['Buffer', 'EventSchema'];

/**
 * TypeScript source of the types of an event, as the Protobuf reader gives it: the event's own interface first, then those of the
 * messages and enums in it, in the order in which they come.
 *
 * @throws Error with one line for a definition that is not sound, or does not tell which message is the event
 */
export function protoInterface(definition: string, eventName: string, typeName: string): string {
  return new Source(eventMessageOf(parseProto(definition), eventName), typeName).text();
}

class Source {
  readonly #names = new Map<Named, string>();
  readonly #typeName: string;

  constructor(event: MessageModel, typeName: string) {
    this.#typeName = typeName;
    this.#names.set(event, typeName);
  }

  text(): string {
    const declarations: string[] = [];
    // Grows while it is gone through: what a declaration names is declared after it.
    for (const [type, name] of this.#names) {
      declarations.push(docComment([type.comment], '') + this.#declaration(type, name));
    }
    return declarations.join('\n\n');
  }

  #declaration(type: Named, name: string): string {
    if ('names' in type) {
      const names = [...type.names.values()].map((value) => `'${value}'`);
      // A newer version may have more values, which arrive as their numbers.
      return `export type ${name} = ${names.join(' | ')} | number`;
    }
    const fields = type.fields.map((field) => this.#field(field, type));
    return `export interface ${name} {\n${fields.join('')}}`;
  }

  #field(field: FieldModel, message: MessageModel): string {
    const optional = field.presence.kind === 'optional' ? '?' : '';
    const comment = docComment([field.comment, choiceNote(field, message)], '  ');
    return `${comment}  ${field.name}${optional}: ${this.#fieldType(field)}\n`;
  }

  #fieldType({ presence, value }: FieldModel): string {
    const type = this.#valueType(value);
    if (presence.kind === 'list') return `${type}[]`;
    return presence.kind === 'map' ? `{ [key: string]: ${type} }` : type;
  }

  #valueType(value: ValueModel): string {
    if (value.kind === 'scalar') return scalarType(value.type);
    return this.#nameOf(value.kind === 'enum' ? value.enum : value.message);
  }

  #nameOf(type: Named): string {
    const known = this.#names.get(type);
    if (known !== undefined) return known;
    const name = this.#freeName(capitalized(type.fullName.slice(type.fullName.lastIndexOf('.') + 1)));
    this.#names.set(type, name);
    return name;
  }

  #freeName(wanted: string): string {
    const taken = new Set([...TAKEN, ...this.#names.values()]);
    if (!taken.has(wanted)) return wanted;
    const longer = `${this.#typeName}${wanted}`;
    let name = longer;
    for (let number = 2; taken.has(name); number += 1) name = `${longer}${number}`;
    return name;
  }
}

/** TypeScript's types do not say it without a type for each choice. */
function choiceNote({ oneof }: FieldModel, { fields }: MessageModel): string | undefined {
  if (oneof === undefined) return undefined;
  const names = fields.filter((field) => field.oneof === oneof).map((field) => field.name);
  return names.length === 1 ? undefined : `At most one of ${names.join(', ')} is there.`;
}

function scalarType(type: ScalarType): string {
  if (type === 'string') return 'string';
  if (type === 'bytes') return 'Buffer';
  if (type === 'bool') return 'boolean';
  return isLong(type) ? 'bigint' : 'number';
}

function capitalized(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
