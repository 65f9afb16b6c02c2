import type { StoredAttribute } from '../../../../src/codecs/items/attribute.ts';
import { type NameOf, type Names, remembering, type Values } from './expression.ts';
import type { ExpressionReader } from './expression-reader.ts';
import { type Operand, requireBounds, requireOneOf, valueOperand } from './operand.ts';
import { invalid } from './refusals.ts';

/** What a query says of one attribute of the key. */
export interface KeyTerm {
  readonly operator: string;
  /** Two for BETWEEN, one for all others. */
  readonly operands: readonly StoredAttribute[];
}

/** What a query says of the key: all of `pk`, and perhaps something of `sk`. */
export interface KeyCondition {
  readonly pk: StoredAttribute;
  readonly sk: KeyTerm | undefined;
}

interface Term {
  readonly nameOf: NameOf;
  readonly operator: string;
  readonly references: readonly string[];
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

function termOf(nameOf: NameOf, operator: string, ...operands: readonly Operand[]): Term {
  return { nameOf, operator, references: operands.flatMap(({ reference }) => reference ?? []) };
}

function keyConditionOf(terms: readonly Term[], names: Names, values: Values): KeyCondition {
  let pk: KeyTerm | undefined;
  let sk: KeyTerm | undefined;
  for (const { nameOf, operator, references } of terms) {
    const name = nameOf(names);
    const given = { operator, operands: references.flatMap((reference) => values[reference] ?? []) };
    if (name === 'pk' && !pk) pk = given;
    else if (name === 'sk' && !sk) sk = given;
    else if (name === 'pk' || name === 'sk') {
      throw invalid('KeyConditionExpressions must only contain one condition per key');
    } else throw invalid('Query condition missed key schema element: sk');
  }
  const [value] = pk?.operands ?? [];
  if (!pk || !value) throw invalid('Query condition missed key schema element: pk');
  if (pk.operator !== '=') throw invalid('Query key condition not supported');
  return { pk: value, sk };
}
