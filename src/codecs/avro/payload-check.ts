import { RejectedValue } from '../../engine/rejection.ts';
import { type AvroRecord, type AvroType, shortName } from '../../schemas/avro/avro-type.ts';
import { type AvroLeaf, meaningOf } from '../../schemas/avro/value-kind.ts';
import { MAX_MILLIS } from './leaf-values.ts';
import { leastBytes } from './least-bytes.ts';
import type { PayloadCursor } from './payload-cursor.ts';

/** Moves the cursor past one value. @throws RejectedValue where there is none, or more than is taken */
export type PayloadCheck = (cursor: PayloadCursor) => void;

/**
 * The check that bytes hold one value of `type`, byte for byte as the specification has it. The decoder itself trusts counts and
 * lengths, runs past the end of the bytes and replaces what is not UTF-8; once the check has passed it meets nothing of the kind.
 */
export function payloadCheck(type: AvroType): PayloadCheck {
  return new Compiler().check(type);
}

class Compiler {
  readonly #records = new Map<AvroRecord, PayloadCheck>();

  check(type: AvroType): PayloadCheck {
    switch (type.kind) {
      case 'primitive':
      case 'fixed':
        return checkOfLeaf(type);
      case 'enum':
        return checkOfIndex(type.symbols.length, 'symbol');
      case 'union':
        return checkOfUnion(type.branches.map((branch) => this.check(branch)));
      case 'array':
        return checkOfBlocks(this.check(type.items), leastBytes(type.items));
      case 'map':
        return checkOfBlocks(checkOfEntry(this.check(type.values)), 1 + leastBytes(type.values));
      case 'record':
        return this.#records.get(type) ?? this.checkOfRecord(type);
    }
  }

  checkOfRecord(record: AvroRecord): PayloadCheck {
    const places: string[] = [];
    const checks: PayloadCheck[] = [];
    const check: PayloadCheck = (cursor) => {
      cursor.enter();
      for (let index = 0; index < checks.length; index += 1) {
        cursor.place = places[index] ?? '';
        checks[index]?.(cursor);
      }
      cursor.leave();
    };
    // Before its fields: they may hold the record itself.
    this.#records.set(record, check);
    for (const field of record.fields) {
      places.push(`${shortName(record.name)}.${field.name}`);
      checks.push(this.check(field.type));
    }
    return check;
  }
}

function checkOfLeaf(leaf: AvroLeaf): PayloadCheck {
  if (leaf.kind === 'fixed') return (cursor) => cursor.skip(leaf.sizeBytes);
  switch (leaf.type) {
    case 'null':
      return () => {};
    case 'boolean':
      return (cursor) => cursor.boolean();
    case 'int':
      return (cursor) => cursor.int();
    case 'long':
      return meaningOf(leaf) === 'millis' ? checkMillis : (cursor) => cursor.number();
    case 'float':
      return (cursor) => cursor.skip(4);
    case 'double':
      return (cursor) => cursor.skip(8);
    case 'bytes':
      return (cursor) => cursor.skip(cursor.length());
    case 'string':
      return (cursor) => cursor.text();
  }
}

function checkMillis(cursor: PayloadCursor): void {
  if (Math.abs(cursor.number()) <= MAX_MILLIS) return;
  throw new RejectedValue('INVALID_EVENT', `${cursor.place}: a timestamp is at most ${MAX_MILLIS} ms from 1970`);
}

function checkOfIndex(count: number, what: string): PayloadCheck {
  return (cursor) => {
    const index = cursor.number();
    if (index < 0 || index >= count) cursor.refuse(`${what} ${index} of ${count}`);
  };
}

function checkOfUnion(branches: readonly PayloadCheck[]): PayloadCheck {
  return (cursor) => {
    const index = cursor.number();
    const branch = branches[index];
    if (branch) branch(cursor);
    else cursor.refuse(`type ${index} of ${branches.length} in a union`);
  };
}

function checkOfEntry(value: PayloadCheck): PayloadCheck {
  return (cursor) => {
    cursor.key();
    value(cursor);
  };
}

/** Arrays and maps are blocks of items, each with its count; a negative count is followed by the size of the block in bytes. */
function checkOfBlocks(item: PayloadCheck, leastBytes: number): PayloadCheck {
  return (cursor) => {
    const { place } = cursor;
    cursor.enter();
    for (let count = cursor.number(); count !== 0; count = cursor.number()) {
      const end = count < 0 ? cursor.length() + cursor.at : undefined;
      const items = Math.abs(count);
      cursor.claimItems(items, leastBytes);
      for (let index = 0; index < items; index += 1) {
        item(cursor);
        cursor.place = place;
      }
      // Whoever skips the items goes by the size.
      if (end !== undefined && end !== cursor.at) cursor.refuse('a block of items is not of the size that it claims');
    }
    cursor.leave();
  };
}
