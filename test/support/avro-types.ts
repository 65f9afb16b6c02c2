import type {
  AvroField,
  AvroNamed,
  AvroPrimitive,
  AvroRecord,
  AvroType,
  LogicalType,
  PrimitiveName,
} from '../../src/schemas/avro/avro-type.ts';
import { branchNameOf } from '../../src/schemas/avro/value-kind.ts';
import type { Tape } from './tape.ts';

const MAX_DEPTH = 4;
const MAX_FIELDS = 5;
const NAMES = ['a', 'b', 'key', 'value', 'hasOwn', '_x', 'T', 'default', 'class', 'v0', 'this'];
const PRIMITIVES: readonly PrimitiveName[] = ['int', 'string', 'long', 'double', 'boolean', 'float', 'bytes', 'null'];
const LOGICAL: readonly (readonly [PrimitiveName, LogicalType])[] = [
  ['long', { name: 'timestamp-millis' }],
  ['long', { name: 'local-timestamp-millis' }],
  ['int', { name: 'date' }],
  ['bytes', { name: 'decimal', precision: 30, scale: 4 }],
  ['bytes', { name: 'decimal', precision: 5, scale: 0 }],
  ['string', { name: 'uuid' }],
  ['long', { name: 'timestamp-micros' }],
  ['int', { name: 'time-millis' }],
];

/** A record as an event may be: nested, recursive, with every kind of type in it. */
export function drawRecord(tape: Tape): AvroRecord {
  return new Drawing(tape).record(0);
}

/** A default for a type that has an obvious one. */
export function simpleDefault(type: AvroType): unknown {
  switch (type.kind) {
    case 'primitive':
      if (type.logical) return type.type === 'int' || type.type === 'long' ? 7 : undefined;
      return {
        null: null,
        boolean: true,
        int: -3,
        long: 12,
        float: 0.5,
        double: 2.25,
        bytes: '\u0000\u00ff',
        string: 'ü',
      }[type.type];
    case 'array':
      return [];
    case 'map':
      return {};
    case 'enum':
      return type.symbols[0];
    case 'union':
      return type.branches[0] && simpleDefault(type.branches[0]);
    default:
      return undefined;
  }
}

class Drawing {
  #names = 0;
  readonly #done: AvroNamed[] = [];
  readonly #open: AvroRecord[] = [];

  constructor(private readonly tape: Tape) {}

  record(depth: number): AvroRecord {
    const fields: AvroField[] = [];
    const record: AvroRecord = { kind: 'record', name: this.#name(), aliases: [], doc: undefined, fields };
    this.#open.push(record);
    const count = this.tape.below(MAX_FIELDS + 1);
    for (let index = 0; index < count; index += 1) {
      const type = this.#type(depth + 1, false);
      const defaultValue = this.tape.once(3) ? simpleDefault(type) : undefined;
      const name = `${this.tape.oneOf(NAMES)}${index}`;
      fields.push({ name, aliases: [], type, defaultValue, doc: undefined });
    }
    this.#open.pop();
    this.#done.push(record);
    return record;
  }

  /** @param canEnd whether a value may end here though its type goes on: where a record may hold itself */
  #type(depth: number, canEnd: boolean): AvroType {
    const { tape } = this;
    const choice = depth < MAX_DEPTH ? tape.below(12) : tape.below(6);
    switch (choice) {
      case 0:
      case 1:
      case 2:
        return primitive(tape.oneOf(PRIMITIVES));
      case 3: {
        const [type, logical] = tape.oneOf(LOGICAL);
        return primitive(type, logical);
      }
      case 4:
        return this.#enumOrFixed();
      case 5:
        return tape.oneOf([primitive('int'), ...this.#done, ...(canEnd ? this.#open : [])]);
      case 6:
      case 7:
        return this.record(depth);
      case 8:
        return { kind: 'array', items: this.#type(depth + 1, true) };
      case 9:
        return { kind: 'map', values: this.#type(depth + 1, true) };
      default:
        return this.#union(depth);
    }
  }

  #union(depth: number): AvroType {
    const nothing = primitive('null');
    const drawn = Array.from({ length: 1 + this.tape.below(4) }, () => this.#type(depth + 1, true));
    const branches = new Map<string, AvroType>([['null', nothing]]);
    for (const branch of drawn) {
      if (branch.kind !== 'union') branches.set(branchNameOf(branch), branch);
    }
    branches.set('null', nothing);
    const list = [...branches.values()];
    return { kind: 'union', branches: this.tape.once(3) ? list.reverse() : list };
  }

  #enumOrFixed(): AvroType {
    const { tape } = this;
    const name = this.#name();
    const named: AvroNamed = tape.once(2)
      ? { kind: 'fixed', name, aliases: [], doc: undefined, sizeBytes: 8, logical: tape.once(2) ? MONEY : undefined }
      : {
          kind: 'enum',
          name,
          aliases: [],
          doc: undefined,
          symbols: ['A', 'B', 'C_1'].slice(0, 1 + tape.below(3)),
          defaultSymbol: undefined,
        };
    this.#done.push(named);
    return named;
  }

  #name(): string {
    this.#names += 1;
    return `${this.tape.oneOf(['', 'shop.', 'shop.goods.'])}Type${this.#names}`;
  }
}

const MONEY: LogicalType = { name: 'decimal', precision: 18, scale: 2 };

function primitive(type: PrimitiveName, logical?: LogicalType): AvroPrimitive {
  return { kind: 'primitive', type, logical };
}
