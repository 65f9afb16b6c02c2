import { RejectedValue } from '../../engine/rejection.ts';
import { type AvroLeaf, meaningOf } from '../../schemas/avro/value-kind.ts';
import { dateText, daysOf } from './date-text.ts';
import { decimalBytes, decimalText } from './decimal-text.ts';

/** The library reads and writes numbers without loss up to 2^52, the year 144,683: beyond it even their sign may turn. */
export const MAX_MILLIS = 2 ** 52 - 1;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export type Conversion = (value: unknown) => unknown;

/**
 * From the bare value, as Avro has it, to the one that user code sees; undefined where they are the same.
 *
 * The conversion throws RejectedValue with reason `INVALID_EVENT` for a value that the logical type does not admit.
 */
export function fromBare(leaf: AvroLeaf, place: string): Conversion | undefined {
  const { precision = 0, scale = 0 } = leaf.logical ?? {};
  switch (meaningOf(leaf)) {
    case undefined:
      return undefined;
    case 'millis':
      return (bare) => {
        if (typeof bare === 'number' && Math.abs(bare) <= MAX_MILLIS) return bare;
        return refuse(place, `a timestamp is at most ${MAX_MILLIS} ms from 1970`);
      };
    case 'date':
      return (bare) =>
        (typeof bare === 'number' ? dateText(bare) : undefined) ?? refuse(place, 'a date is in the years 0000 to 9999');
    case 'decimal':
      return (bare) =>
        (Buffer.isBuffer(bare) ? decimalText(bare, precision, scale) : undefined) ??
        refuse(place, `a decimal here has 1 to ${precision} digits`);
    case 'uuid':
      return (bare) => {
        const text = typeof bare === 'string' ? bare.toLowerCase() : '';
        return UUID.test(text) ? text : refuse(place, 'a UUID is 8-4-4-4-12 hexadecimal digits');
      };
  }
}

/** The way back; undefined for what is no value of the logical type. */
export function toBare(leaf: AvroLeaf, value: unknown): unknown {
  const { precision = 0, scale = 0 } = leaf.logical ?? {};
  switch (meaningOf(leaf)) {
    case undefined:
      return value;
    case 'millis':
      return Number.isSafeInteger(value) && Math.abs(Number(value)) <= MAX_MILLIS ? value : undefined;
    case 'date':
      return typeof value === 'string' ? daysOf(value) : undefined;
    case 'decimal': {
      const sizeBytes = leaf.kind === 'fixed' ? leaf.sizeBytes : undefined;
      return typeof value === 'string' ? decimalBytes(value, precision, scale, sizeBytes) : undefined;
    }
    case 'uuid': {
      const text = typeof value === 'string' ? value.toLowerCase() : '';
      return UUID.test(text) ? text : undefined;
    }
  }
}

function refuse(place: string, what: string): never {
  throw new RejectedValue('INVALID_EVENT', `${place}: ${what}`);
}
