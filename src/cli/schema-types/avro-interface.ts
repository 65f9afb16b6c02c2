import {
  type AvroNamed,
  type AvroRecord,
  type AvroType,
  type AvroUnion,
  shortName,
} from '../../schemas/avro/avro-type.ts';
import { parseAvro } from '../../schemas/avro/parse-avro.ts';
import {
  type AvroLeaf,
  branchesOf,
  branchNameOf,
  isWrapped,
  meaningOf,
  valueKindOf,
} from '../../schemas/avro/value-kind.ts';
import { docComment } from './doc-comment.ts';

/** What a generated module or its types already mean by a name. */
const TAKEN = ['Buffer', 'EventSchema'];

const IDENTIFIER = /^[A-Za-z_]\w*$/;

/**
 * TypeScript source of the types of an event, as the Avro reader gives it: the event's own interface first, then those of the records
 * and enums in it, in the order in which they come.
 *
 * @throws Error with one line for a definition that is no sound Avro record
 */
export function avroInterface(definition: string, typeName: string): string {
  const event = parseAvro(definition);
  if (event.kind !== 'record') throw new Error(`schema: an event is a record, got ${event.kind}`);
  return new Source(event, typeName).text();
}

class Source {
  readonly #names = new Map<AvroNamed, string>();
  /** Found on the way, each of them to be declared. */
  readonly #found: AvroNamed[] = [];

  constructor(
    event: AvroRecord,
    private readonly typeName: string,
  ) {
    this.#names.set(event, typeName);
    this.#found.push(event);
  }

  text(): string {
    const declarations: string[] = [];
    // Grows while it is gone through.
    for (const type of this.#found) declarations.push(docComment([type.doc], '') + this.#declaration(type));
    return declarations.join('\n\n');
  }

  #declaration(type: AvroNamed): string {
    const name = this.#nameOf(type);
    if (type.kind === 'enum') return `export type ${name} = ${type.symbols.map((symbol) => `'${symbol}'`).join(' | ')}`;
    const fields = type.kind === 'record' ? type.fields : [];
    const lines = fields.map(
      (field) => `${docComment([field.doc], '  ')}  ${field.name}: ${this.#typeText(field.type)}\n`,
    );
    return `export interface ${name} {\n${lines.join('')}}`;
  }

  #typeText(type: AvroType): string {
    switch (type.kind) {
      case 'primitive':
      case 'fixed':
        return leafText(type);
      case 'array': {
        const items = this.#typeText(type.items);
        return type.items.kind === 'union' ? `(${items})[]` : `${items}[]`;
      }
      case 'map':
        return `{ [key: string]: ${this.#typeText(type.values)} }`;
      case 'union':
        return this.#unionText(type);
      default:
        return this.#nameOf(type);
    }
  }

  #unionText(union: AvroUnion): string {
    const wrap = isWrapped(union);
    const branches = branchesOf(union).filter((branch) => valueKindOf(branch) !== 'null');
    const texts = branches.map((branch) => {
      const name = branchNameOf(branch);
      return wrap
        ? `{ ${IDENTIFIER.test(name) ? name : `'${name}'`}: ${this.#typeText(branch)} }`
        : this.#typeText(branch);
    });
    return [...texts, ...(branches.length < union.branches.length ? ['null'] : [])].join(' | ');
  }

  #nameOf(type: AvroNamed): string {
    const known = this.#names.get(type);
    if (known !== undefined) return known;
    const name = this.#freeName(capitalized(shortName(type.name)));
    this.#names.set(type, name);
    this.#found.push(type);
    return name;
  }

  #freeName(wanted: string): string {
    const taken = new Set([...TAKEN, ...this.#names.values()]);
    if (!taken.has(wanted)) return wanted;
    const longer = `${this.typeName}${wanted}`;
    let name = longer;
    for (let number = 2; taken.has(name); number += 1) name = `${longer}${number}`;
    return name;
  }
}

function leafText(leaf: AvroLeaf): string {
  const meaning = meaningOf(leaf);
  if (meaning !== undefined) return meaning === 'millis' ? 'number' : 'string';
  switch (leaf.kind === 'fixed' ? 'bytes' : leaf.type) {
    case 'null':
      return 'null';
    case 'boolean':
      return 'boolean';
    case 'long':
      return 'bigint';
    case 'bytes':
      return 'Buffer';
    case 'string':
      return 'string';
    default:
      return 'number';
  }
}

function capitalized(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
