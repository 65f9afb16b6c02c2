import type { StoredAttribute } from '../../../../src/codecs/items/attribute.ts';
import type { KeyTerm } from './key-condition-expression.ts';
import { type SortKeyType, sortKeyOf } from './keys.ts';
import { invalid } from './refusals.ts';
import type { Table } from './table.ts';

/** A stretch of sort keys: what comes before it, and what comes after. */
export interface SortRange {
  readonly isBefore: (sk: string) => boolean;
  readonly isAfter: (sk: string) => boolean;
}

const nothing = () => false;

/** The sort keys that a query asks for. @throws ValidationException where its values cannot be sort keys of the table */
export function sortRangeOf({ sortKey, compare }: Table, term: KeyTerm | undefined): SortRange {
  if (!term) return { isBefore: nothing, isAfter: nothing };
  const lower = textOf(term.lower, sortKey);
  const upper = textOf(term.upper, sortKey);
  const isBelow = (sk: string) => compare(sk, lower) < 0;
  const isAbove = (sk: string) => compare(sk, upper) > 0;
  switch (term.operator) {
    case '<':
      return { isBefore: nothing, isAfter: (sk) => !isBelow(sk) };
    case '<=':
      return { isBefore: nothing, isAfter: isAbove };
    case '>':
      return { isBefore: (sk) => !isAbove(sk), isAfter: nothing };
    case '>=':
      return { isBefore: isBelow, isAfter: nothing };
    case 'begins_with':
      return { isBefore: isBelow, isAfter: (sk) => isAbove(sk) && !sk.startsWith(lower) };
    default:
      return { isBefore: isBelow, isAfter: isAbove };
  }
}

function textOf(value: StoredAttribute, type: SortKeyType): string {
  const text = value[type];
  if (text !== undefined) return sortKeyOf(text, type);
  throw invalid('One or more parameter values were invalid: Condition parameter type does not match schema type');
}
