import type { StoredAttribute } from '../../../../src/codecs/items/attribute.ts';
import { type NameOf, type Names, remembering, type Values } from './expression.ts';
import type { ExpressionReader } from './expression-reader.ts';
import { type Operand, requireBounds, requireOneOf, valueOperand } from './operand.ts';
import { invalid } from './refusals.ts';

/** What a query says of one attribute of the key. */
export interface KeyTerm {
  readonly operator: string;
  readonly lower: StoredAttribute;
  /** Another than the lower one for BETWEEN alone. */
  readonly upper: StoredAttribute;
}

/** What a query says of the key: all of `pk`, and perhaps something of `sk`. */
export interface KeyCondition {
  readonly pk: StoredAttribute;
  readonly sk: KeyTerm | undefined;
}

interface Term {
  readonly nameOf: NameOf;
  readonly operator: string;
  /** References to values. */
  readonly lower: string;
  readonly upper: string;
}

const OPERATORS: readonly string[] = ['=', '<', '<=', '>', '>='];
const INVALID_OPERATORS: readonly string[] = ['<>', 'OR', 'NOT', 'IN'];

export const keyConditionExpression = remembering('KeyConditionExpression', (reader) => {
  const terms: Term[] = [];
  do terms.push(term(reader));
  while (reader.take('AND'));
  requireOperator(reader, reader.next === '');
  return (names: Names, values: Values) => keyConditionOf(terms, names, values);
});

function term(reader: ExpressionReader): Term {
  requireOperator(reader);
  const called = reader.call();
  if (called !== undefined) {
    if (called !== 'begins_with') reader.refuse(`Invalid operator used in KeyConditionExpression: ${called}`);
    const nameOf = reader.attribute();
    reader.expect(',');
    const prefix = valueOperand(reader);
    requireOneOf(reader, called, prefix, ['S', 'B']);
    reader.expect(')');
    return termOf(nameOf, called, prefix);
  }
  const nameOf = reader.attribute();
  if (reader.take('BETWEEN')) {
    const lower = valueOperand(reader);
    reader.expect('AND');
    const upper = valueOperand(reader);
    requireBounds(reader, lower, upper);
    return termOf(nameOf, 'BETWEEN', lower, upper);
  }
  const operator = reader.next;
  requireOperator(reader, OPERATORS.includes(operator));
  reader.expect(operator);
  return termOf(nameOf, operator, valueOperand(reader));
}

/** Stops at an operator that conditions on keys do not know, or at anything where there is to be something else. */
function requireOperator(reader: ExpressionReader, isAsExpected = true): void {
  if (INVALID_OPERATORS.includes(reader.next)) {
    reader.refuse(`Invalid operator used in KeyConditionExpression: ${reader.next}`);
  }
  if (!isAsExpected) reader.fail();
}

function termOf(nameOf: NameOf, operator: string, { reference: lower = '' }: Operand, upper?: Operand): Term {
  return { nameOf, operator, lower, upper: upper?.reference ?? lower };
}

function keyConditionOf(terms: readonly Term[], names: Names, values: Values): KeyCondition {
  let pk: KeyTerm | undefined;
  let sk: KeyTerm | undefined;
  for (const term of terms) {
    const name = term.nameOf(names);
    if (name !== 'pk' && name !== 'sk') throw invalid('Query condition missed key schema element: sk');
    if (name === 'pk' ? pk : sk) throw invalid('KeyConditionExpressions must only contain one condition per key');
    if (name === 'pk') pk = keyTermOf(term, values);
    else sk = keyTermOf(term, values);
  }
  if (!pk) throw invalid('Query condition missed key schema element: pk');
  if (pk.operator !== '=') throw invalid('Query key condition not supported');
  return { pk: pk.lower, sk };
}

/** All references are defined: that is seen to before. */
function keyTermOf({ operator, lower, upper }: Term, values: Values): KeyTerm {
  return { operator, lower: values[lower] ?? {}, upper: values[upper] ?? {} };
}
