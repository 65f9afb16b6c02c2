import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { fc } from '../../../support/fast-check.ts';

/** A condition, with the values of its references. */
export interface RandomCondition {
  readonly text: string;
  readonly values: Record<string, AttributeValue>;
}

/** Values of every kind, few of each, so that some are equal. */
const orderedValue = fc.constantFrom<AttributeValue>(
  { N: '1' },
  { N: '1.0' },
  { N: '2' },
  { N: '10' },
  { N: '-1' },
  { N: '0.1' },
  { S: '1' },
  { S: 'x' },
  { S: 'xy' },
  { S: 'é' },
);
const scalar = fc.oneof(
  { weight: 3, arbitrary: orderedValue },
  fc.constantFrom<AttributeValue>({ BOOL: true }, { BOOL: false }, { NULL: true }),
);
/** Lists and maps are only stored: the local AWS cannot compare them. */
export const anyValue = fc.oneof(
  { weight: 4, arbitrary: scalar },
  fc.constantFrom<AttributeValue>({ L: [] }, { L: [{ N: '1' }, { S: 'x' }] }, { M: { a: { N: '1' }, b: { S: 'x' } } }),
);

export const attributeName = fc.constantFrom('x', 'y', 'z');

/** Where a value comes; that of the second kind has an order. */
const VALUE = '?';
const BOUND = '!';
const sizeOrAttribute = fc.oneof(
  { weight: 4, arbitrary: attributeName },
  attributeName.map((name) => `size(${name})`),
);

/** Each with a value: the local AWS finds that two attributes that are missing are equal. */
function comparison(operators: readonly string[], place: string): fc.Arbitrary<string> {
  return fc.tuple(sizeOrAttribute, fc.constantFrom(...operators), fc.constant(place)).map((words) => words.join(' '));
}

const simple = fc.oneof(
  comparison(['=', '<>'], VALUE),
  comparison(['<', '<=', '>', '>='], BOUND),
  fc
    .tuple(fc.constantFrom('attribute_exists', 'attribute_not_exists'), attributeName)
    .map(([f, name]) => `${f}(${name})`),
  attributeName.map((name) => `begins_with(${name}, ${VALUE})`),
  attributeName.map((name) => `${name} BETWEEN ${BOUND} AND ${BOUND}`),
  fc
    .tuple(attributeName, fc.integer({ min: 1, max: 3 }))
    .map(([name, n]) => `${name} IN (${Array(n).fill(BOUND).join(', ')})`),
);

const { tree } = fc.letrec<{ tree: string }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    simple,
    fc.tuple(tie('tree'), fc.constantFrom('AND', 'OR', 'and', 'Or'), tie('tree')).map((words) => words.join(' ')),
    tie('tree').map((inner) => `(${inner})`),
    tie('tree')
      .filter((inner) => !inner.startsWith('NOT'))
      .map((inner) => `NOT ${inner}`),
  ),
}));

/** Conditions of any depth on the attributes x, y and z. */
export const randomCondition: fc.Arbitrary<RandomCondition> = tree.chain((text) => {
  const places = text.match(/[?!]/g) ?? [];
  return fc.tuple(...places.map((place) => (place === BOUND ? orderedValue : scalar))).map((list) => {
    let numbered = 0;
    return {
      text: text.replace(/[?!]/g, () => `:v${numbered++}`),
      values: Object.fromEntries(list.map((value, index) => [`:v${index}`, value])),
    };
  });
});
