import { type FieldShape, InputProblem, type Leaf, type Shape } from './shape.ts';
import { isoMillis, wholeNumber } from './text-numbers.ts';
import { valueOfJson } from './value-of-json.ts';

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/**
 * The value of a field in a table's cell. An empty cell is a field left out where it may be, otherwise null where it may be that, otherwise
 * empty text. Cells of lists, maps and records hold JSON.
 *
 * @param place of the value, for messages
 * @returns undefined where the field is left out
 * @throws InputProblem for a text that is no value of the field
 */
export function valueOfCell({ value, isOptional }: FieldShape, text: string, place: string): unknown {
  if (text === '' && isOptional) return undefined;
  return shapedValue(value, text, place);
}

function shapedValue(shape: Shape, text: string, place: string): unknown {
  switch (shape.kind) {
    case 'nullable':
      return text === '' ? null : shapedValue(shape.value, text, place);
    case 'leaf':
      return leafValue(shape.leaf, text, place);
    default:
      return valueOfJson(shape, jsonIn(text, place), place);
  }
}

function leafValue(leaf: Leaf, text: string, place: string): unknown {
  const given = text.trim();
  switch (leaf) {
    case 'any':
    case 'text':
      return text;
    case 'boolean':
      if (/^(?:true|false)$/i.test(given)) return given.toLowerCase() === 'true';
      throw new InputProblem(`${place}: true or false is wanted, got ${shown(text)}`);
    case 'number':
      return numberOf(given, place);
    case 'millis':
      return isoMillis(given) ?? numberOf(given, place);
    case 'bigint': {
      const number = wholeNumber(given);
      if (number !== undefined) return number;
      throw new InputProblem(`${place}: a whole number is wanted, got ${shown(text)}`);
    }
    case 'decimal':
      return given;
    case 'bytes':
      return valueOfJson({ kind: 'leaf', leaf }, given, place);
  }
}

function numberOf(text: string, place: string): number {
  const number = NUMBER.test(text) ? Number(text) : Number.NaN;
  if (!Number.isFinite(number)) throw new InputProblem(`${place}: a number is wanted, got ${shown(text)}`);
  if (wholeNumber(text) !== undefined && !Number.isSafeInteger(number)) {
    throw new InputProblem(`${place}: ${shown(text)} is beyond 2^53, where numbers lose digits`);
  }
  return number;
}

function jsonIn(text: string, place: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InputProblem(`${place}: JSON is wanted, got ${shown(text)}`);
  }
}

const SHOWN_LENGTH = 40;

function shown(text: string): string {
  return JSON.stringify(text.length > SHOWN_LENGTH ? `${text.slice(0, SHOWN_LENGTH)}…` : text);
}
