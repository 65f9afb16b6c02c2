import type { StoredAttribute } from '../../../../src/codecs/items/attribute.ts';
import { areEqual, beginsWith, compareValues } from './compare-values.ts';
import { remembering, type Scope } from './expression.ts';
import type { ExpressionReader } from './expression-reader.ts';
import { attributeOperand, type Operand, operand, requireBounds, requireOneOf } from './operand.ts';
import { notSimulated } from './refusals.ts';

/** A condition on an item. */
export type Condition = (scope: Scope) => boolean;

type Relation = (left: StoredAttribute | undefined, right: StoredAttribute | undefined) => boolean;

/** True where both sides are there, of one type, and in this order. */
function ordered(isSo: (order: number) => boolean): Relation {
  return (left, right) => {
    const order = left && right && compareValues(left, right);
    return order !== undefined && isSo(order);
  };
}

const isEqual: Relation = (left, right) => left !== undefined && right !== undefined && areEqual(left, right);
const isAtLeast = ordered((order) => order >= 0);
const isAtMost = ordered((order) => order <= 0);

const RELATIONS: Readonly<Record<string, Relation>> = {
  '=': isEqual,
  '<>': (left, right) => !isEqual(left, right),
  '<': ordered((order) => order < 0),
  '<=': isAtMost,
  '>': ordered((order) => order > 0),
  '>=': isAtLeast,
};

/** Those that stand in parentheses of their own. */
const enclosed = new WeakSet<Condition>();

export const conditionExpression = remembering('ConditionExpression', disjunction);
export const filterExpression = remembering('FilterExpression', disjunction);

function disjunction(reader: ExpressionReader): Condition {
  let condition = conjunction(reader);
  while (reader.take('OR')) {
    const [left, right] = [condition, conjunction(reader)];
    condition = (scope) => left(scope) || right(scope);
  }
  return condition;
}

function conjunction(reader: ExpressionReader): Condition {
  let condition = negation(reader);
  while (reader.take('AND')) {
    const [left, right] = [condition, negation(reader)];
    condition = (scope) => left(scope) && right(scope);
  }
  return condition;
}

function negation(reader: ExpressionReader): Condition {
  if (!reader.take('NOT')) return simple(reader);
  const condition = negation(reader);
  return (scope) => !condition(scope);
}

function simple(reader: ExpressionReader): Condition {
  if (reader.take('(')) {
    const condition = disjunction(reader);
    reader.expect(')');
    if (enclosed.has(condition)) reader.refuse('The expression has redundant parentheses;');
    enclosed.add(condition);
    return condition;
  }
  const { called } = reader;
  return called === undefined || called === 'size' ? comparison(reader) : predicate(reader);
}

/** A function that is a condition by itself. */
function predicate(reader: ExpressionReader): Condition {
  const condition = predicateOf(reader, reader.call());
  reader.expect(')');
  return condition;
}

function predicateOf(reader: ExpressionReader, called: string | undefined): Condition {
  switch (called) {
    case 'attribute_exists': {
      const { of } = attributeOperand(reader);
      return (scope) => of(scope) !== undefined;
    }
    case 'attribute_not_exists': {
      const { of } = attributeOperand(reader);
      return (scope) => of(scope) === undefined;
    }
    case 'begins_with': {
      const value = operand(reader);
      reader.expect(',');
      const prefix = operand(reader);
      requireOneOf(reader, called, value, ['S', 'B']);
      requireOneOf(reader, called, prefix, ['S', 'B']);
      return related(
        value,
        prefix,
        (left, right) => left !== undefined && right !== undefined && beginsWith(left, right),
      );
    }
    case 'contains':
    case 'attribute_type':
      throw notSimulated(`the function ${called}`);
    default:
      return reader.refuse(`Invalid function name; function: ${called}`);
  }
}

function comparison(reader: ExpressionReader): Condition {
  const left = operand(reader);
  if (reader.take('BETWEEN')) return between(reader, left);
  if (reader.take('IN')) return oneOf(reader, left);
  const { next } = reader;
  const relation = RELATIONS[next];
  if (!relation) return reader.fail();
  reader.expect(next);
  const right = operand(reader);
  if (next !== '=' && next !== '<>') {
    requireOneOf(reader, next, left);
    requireOneOf(reader, next, right);
  }
  return related(left, right, relation);
}

function related(left: Operand, right: Operand, relation: Relation): Condition {
  return (scope) => relation(left.of(scope), right.of(scope));
}

function between(reader: ExpressionReader, value: Operand): Condition {
  const lower = operand(reader);
  reader.expect('AND');
  const upper = operand(reader);
  requireOneOf(reader, 'BETWEEN', value);
  requireBounds(reader, lower, upper);
  return (scope) => {
    const found = value.of(scope);
    return isAtLeast(found, lower.of(scope)) && isAtMost(found, upper.of(scope));
  };
}

function oneOf(reader: ExpressionReader, value: Operand): Condition {
  reader.expect('(');
  const choices: Operand[] = [];
  do choices.push(operand(reader));
  while (reader.take(','));
  reader.expect(')');
  return (scope) => {
    const found = value.of(scope);
    return choices.some((choice) => isEqual(found, choice.of(scope)));
  };
}
