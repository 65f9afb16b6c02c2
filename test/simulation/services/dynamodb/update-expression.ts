import type { StoredAttribute } from '../../../../src/codecs/items/attribute.ts';
import { type NameOf, remembering, type Scope } from './expression.ts';
import type { ExpressionReader } from './expression-reader.ts';
import { combineNumbers } from './numbers.ts';
import { attributeOperand, requireOneOf, valueOperand } from './operand.ts';
import { invalid, notSimulated } from './refusals.ts';

/** What an update does to one attribute. */
export interface AttributeUpdate {
  readonly nameOf: NameOf;
  /** What the attribute becomes, by what the item was before the update; `undefined`: it goes. */
  readonly next: (scope: Scope) => StoredAttribute | undefined;
}

type Source = (scope: Scope) => StoredAttribute;

export const updateExpression = remembering('UpdateExpression', (reader): readonly AttributeUpdate[] => {
  const sections = new Set<string>();
  const updates: AttributeUpdate[] = [];
  do {
    const section = reader.next;
    const grammar = SECTIONS[section];
    if (!grammar) return section === 'DELETE' ? missing('DELETE of elements of sets') : reader.fail();
    reader.expect(section);
    if (sections.has(section)) reader.refuse(`The "${section}" section can only be used once in an update expression;`);
    sections.add(section);
    do updates.push(grammar(reader));
    while (reader.take(','));
  } while (reader.next !== '');
  return updates;
});

const SECTIONS: Readonly<Record<string, (reader: ExpressionReader) => AttributeUpdate>> = {
  SET(reader) {
    const nameOf = reader.attribute();
    reader.expect('=');
    return { nameOf, next: sum(reader) };
  },
  REMOVE: (reader) => ({ nameOf: reader.attribute(), next: () => undefined }),
  ADD(reader) {
    const nameOf = reader.attribute();
    const addend = valueOperand(reader);
    requireOneOf(reader, 'ADD', addend, ['N']);
    return {
      nameOf,
      next: (scope) => {
        const before = scope.item?.[nameOf(scope.names)];
        const added = addend.of(scope);
        return before && added ? combine(before, '+', added) : added;
      },
    };
  },
};

function missing(what: string): never {
  throw notSimulated(what);
}

function sum(reader: ExpressionReader): Source {
  const left = source(reader);
  const sign = reader.next;
  if (sign !== '+' && sign !== '-') return left;
  reader.expect(sign);
  const right = source(reader);
  return (scope) => combine(left(scope), sign, right(scope));
}

function source(reader: ExpressionReader): Source {
  const called = reader.call();
  if (called === undefined) {
    const { of } = reader.isAtValue() ? valueOperand(reader) : attributeOperand(reader);
    return (scope) =>
      of(scope) ?? refuse('The provided expression refers to an attribute that does not exist in the item');
  }
  if (called === 'list_append') throw notSimulated('the function list_append');
  if (called !== 'if_not_exists') reader.refuse(`Invalid function name; function: ${called}`);
  const { of } = attributeOperand(reader);
  reader.expect(',');
  const otherwise = source(reader);
  reader.expect(')');
  return (scope) => of(scope) ?? otherwise(scope);
}

function combine(left: StoredAttribute, sign: '+' | '-', right: StoredAttribute): StoredAttribute {
  if (left.N === undefined || right.N === undefined) {
    return refuse('An operand in the update expression has an incorrect data type');
  }
  return { N: combineNumbers(left.N, sign, right.N) };
}

function refuse(problem: string): never {
  throw invalid(problem);
}
