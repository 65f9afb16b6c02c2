import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { takeItem } from './attribute-values.ts';
import type { Names, Parsed, Values } from './expression.ts';
import { invalid, notSimulated } from './refusals.ts';

/** What all requests with expressions have. */
export interface ExpressionInput {
  readonly ExpressionAttributeNames?: Record<string, string> | undefined;
  readonly ExpressionAttributeValues?: Record<string, AttributeValue> | undefined;
}

/** What a request's expressions are evaluated with. */
export interface References {
  readonly names: Names;
  readonly values: Values;
}

type Expressions = readonly (Parsed<unknown> | undefined)[];

/** A request may say only what is understood here: anything else would be obeyed by DynamoDB, and not here. */
export function requireKnownMembers<I extends object>(input: I, members: ReadonlySet<string>): void {
  for (const member in input) {
    if (!members.has(member) && input[member] !== undefined) throw notSimulated(`the member ${member}`);
  }
}

/** Names and values of a request, each of which one of its expressions uses. @throws ValidationException */
export function referencesOf(input: ExpressionInput, expressions: Expressions): References {
  const { ExpressionAttributeNames: names, ExpressionAttributeValues: values } = input;
  if (names) requireUsed('ExpressionAttributeNames', Object.keys(names), expressions, (parsed) => parsed.names);
  if (values) requireUsed('ExpressionAttributeValues', Object.keys(values), expressions, (parsed) => parsed.values);
  const references = { names: names ?? {}, values: values ? takeItem(values) : {} };
  for (const parsed of expressions) if (parsed) requireDefined(parsed, references);
  return references;
}

function requireUsed(
  member: keyof ExpressionInput,
  keys: readonly string[],
  expressions: Expressions,
  usedBy: (parsed: Parsed<unknown>) => readonly string[],
): void {
  if (keys.length === 0) throw invalid(`${member} must not be empty`);
  if (expressions.every((parsed) => parsed === undefined)) {
    throw invalid(`${member} can only be specified when using expressions`);
  }
  const unused = keys.filter((key) => !expressions.some((parsed) => parsed && usedBy(parsed).includes(key)));
  if (unused.length > 0) {
    throw invalid(`Value provided in ${member} unused in expressions: keys: {${unused.join(', ')}}`);
  }
}

function requireDefined({ kind, names, values, checks }: Parsed<unknown>, given: References): void {
  const name = names.find((reference) => !Object.hasOwn(given.names, reference));
  if (name !== undefined) {
    const problem = 'An expression attribute name used in the document path is not defined';
    throw invalid(`Invalid ${kind}: ${problem}; attribute name: ${name}`);
  }
  const value = values.find((reference) => !Object.hasOwn(given.values, reference));
  if (value !== undefined) {
    const problem = 'An expression attribute value used in expression is not defined';
    throw invalid(`Invalid ${kind}: ${problem}; attribute value: ${value}`);
  }
  for (const check of checks) check(given.values);
}
