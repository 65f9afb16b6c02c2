import type { StoredAttribute } from '../../../../src/codecs/items/attribute.ts';
import { attributeOf, typeOf } from './attribute-values.ts';
import { compareValues, sizeOf } from './compare-values.ts';
import type { Scope } from './expression.ts';
import type { ExpressionReader } from './expression-reader.ts';

/** One side of a comparison. */
export interface Operand {
  /** `undefined` where the item has no such attribute. */
  readonly of: (scope: Scope) => StoredAttribute | undefined;
  /** The reference, where it is a value of the request. */
  readonly reference?: string;
}

const TYPES_WITH_ORDER: readonly string[] = ['S', 'N', 'B'];

/** An attribute of the item. */
export function attributeOperand(reader: ExpressionReader): Operand {
  const nameOf = reader.attribute();
  return { of: ({ item, names }) => item && attributeOf(item, nameOf(names)) };
}

/** A value of the request, such as `:value`. */
export function valueOperand(reader: ExpressionReader): Operand {
  const reference = reader.value();
  return { of: ({ values }) => values[reference], reference };
}

/** A value, an attribute, or the size of one. */
export function operand(reader: ExpressionReader): Operand {
  if (reader.isAtValue()) return valueOperand(reader);
  const called = reader.call();
  if (called === undefined) return attributeOperand(reader);
  if (called !== 'size')
    reader.refuse(`The function is not allowed to be used this way in an expression; function: ${called}`);
  const { of } = attributeOperand(reader);
  reader.expect(')');
  return {
    of: (scope) => {
      const value = of(scope);
      return value && sizeOf(value);
    },
  };
}

/** Refuses requests whose value for an operand is of a type that the operator does not take. */
export function requireOneOf(
  reader: ExpressionReader,
  operator: string,
  { reference }: Operand,
  types: readonly string[] = TYPES_WITH_ORDER,
): void {
  if (reference === undefined) return;
  reader.checks.push((values) => {
    const type = typeOf(values[reference] ?? {});
    if (types.includes(type)) return;
    reader.refuse(
      `Incorrect operand type for operator or function; operator or function: ${operator}, operand type: ${type}`,
    );
  });
}

/** Refuses requests whose bounds for BETWEEN are of two types, or the wrong way round. */
export function requireBounds(reader: ExpressionReader, lower: Operand, upper: Operand): void {
  requireOneOf(reader, 'BETWEEN', lower);
  requireOneOf(reader, 'BETWEEN', upper);
  const [from, to] = [lower.reference, upper.reference];
  if (from === undefined || to === undefined) return;
  reader.checks.push((values) => {
    const order = compareValues(values[from] ?? {}, values[to] ?? {});
    if (order === undefined) reader.refuse('The BETWEEN operator requires same data type for lower and upper bounds');
    if (order > 0) {
      reader.refuse('The BETWEEN operator requires upper bound to be greater than or equal to lower bound');
    }
  });
}
