import { Unsound } from './unsound.ts';

/** How deep a definition may be nested: far beyond what people write, and far from the end of the stack. */
const MAX_DEPTH = 200;

export type JsonObject = { readonly [key: string]: unknown };

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A member of its own, so that `constructor` and the like are not found where nobody wrote them. */
export function member(object: JsonObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** @throws Unsound for a text that is no JSON, or is nested too deep */
export function readJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const detail = error instanceof Error ? error.message.replaceAll(/\s+/g, ' ') : '';
    throw new Unsound(`the definition is not JSON: ${detail}`);
  }
  refuseDepth(text);
  return value;
}

/** Looks at the text, whose brackets balance once it has been parsed: it may be too deep to be walked. */
function refuseDepth(text: string): void {
  let depth = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/g)) {
    if (token === '{' || token === '[') depth += 1;
    else if (token === '}' || token === ']') depth -= 1;
    if (depth > MAX_DEPTH) throw new Unsound(`the definition is nested deeper than ${MAX_DEPTH} levels`);
  }
}

const NUMBER_OR_TEXT = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const NUMBER_MARK = '\u0000#';

/**
 * Like `readJson`, but each number is a text that holds its digits as they stand: to a JavaScript number 9007199254740993 and
 * 9007199254740992 are one, and two definitions that differ there are not the same.
 */
export function readJsonDigits(text: string): unknown {
  readJson(text);
  const marked = text.replaceAll(NUMBER_OR_TEXT, (token) => {
    if (!token.startsWith('"')) return `"\\u0000#${plainDigits(token)}"`;
    return token.startsWith('"\\u0000') ? `"\\u0000${token.slice(1)}` : token;
  });
  return JSON.parse(marked);
}

/** 1.0, 1e0 and 1 are one number to every reader of the schema, as long as a double holds it. */
function plainDigits(digits: string): string {
  return digits.replaceAll(/[^0-9]/g, '').length <= 15 ? String(Number(digits)) : digits;
}

/** JSON without white space, keys in order; numbers as `readJsonDigits` gives them. */
export function sortedJson(value: unknown): string {
  if (typeof value === 'string') {
    if (value.startsWith(NUMBER_MARK)) return value.slice(NUMBER_MARK.length);
    return JSON.stringify(value.startsWith('\u0000') ? value.slice(1) : value);
  }
  if (Array.isArray(value)) return `[${value.map(sortedJson).join(',')}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const members = Object.keys(value).sort();
  return `{${members.map((key) => `${JSON.stringify(key)}:${sortedJson(value[key])}`).join(',')}}`;
}
