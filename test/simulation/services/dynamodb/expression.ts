import type { StoredAttribute, StoredItem } from '../../../../src/codecs/items/attribute.ts';
import { ExpressionReader } from './expression-reader.ts';

/** Members of a request that hold an expression. */
export type ExpressionKind =
  | 'ConditionExpression'
  | 'FilterExpression'
  | 'KeyConditionExpression'
  | 'ProjectionExpression'
  | 'UpdateExpression';

/** What the request says of `#names` and `:values`. */
export type Names = Readonly<Record<string, string>>;
export type Values = Readonly<Record<string, StoredAttribute>>;

/** What an expression is evaluated on. */
export interface Scope {
  /** None where nothing is stored. */
  readonly item: StoredItem | undefined;
  readonly names: Names;
  readonly values: Values;
}

/** The attribute that an expression means: its own word, or what the request says of a `#name`. */
export type NameOf = (names: Names) => string;

/** An expression, read once: what it does, and what it needs of a request. */
export interface Parsed<T> {
  readonly kind: ExpressionKind;
  readonly run: T;
  readonly names: readonly string[];
  readonly values: readonly string[];
  readonly attributes: readonly NameOf[];
  /** Each throws a ValidationException where the values do not fit the expression, whatever the item. */
  readonly checks: readonly ((values: Values) => void)[];
}

/** A function that reads each distinct text once: a text always means the same. */
export function remembering<T>(
  kind: ExpressionKind,
  grammar: (reader: ExpressionReader) => T,
): (text: string) => Parsed<T> {
  const known = new Map<string, Parsed<T>>();
  return (text) => {
    const found = known.get(text);
    if (found) return found;
    const reader = new ExpressionReader(kind, text);
    const run = grammar(reader);
    reader.end();
    const { names, values, attributes, checks } = reader;
    const parsed = { kind, run, names: [...names], values: [...values], attributes, checks };
    known.set(text, parsed);
    return parsed;
  };
}
