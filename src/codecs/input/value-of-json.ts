import { InputProblem, type Leaf, type RecordShape, type Shape } from './shape.ts';
import { isoMillis, wholeNumber } from './text-numbers.ts';

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
/** What every decimal of so many digits keeps on its way through a JSON number. */
const EXACT_DIGITS = 15;

/**
 * The value that a JSON value stands for: what JSON cannot say is taken from text, or from a number where it holds the value exactly. All
 * else stays as it is, for the writer to judge.
 *
 * @param place of the value, for messages
 * @throws InputProblem
 */
export function valueOfJson(shape: Shape, json: unknown, place: string): unknown {
  switch (shape.kind) {
    case 'nullable':
      return json === null ? null : valueOfJson(shape.value, json, place);
    case 'list':
      return Array.isArray(json) ? json.map((item, index) => valueOfJson(shape.item, item, `${place}/${index}`)) : json;
    case 'map':
      return isObject(json)
        ? mapEntries(json, (name, value) => valueOfJson(shape.value, value, `${place}/${name}`))
        : json;
    case 'record':
      return isObject(json) ? recordOf(shape, json, place) : json;
    case 'leaf':
      return leafValue(shape.leaf, json, place);
  }
}

function recordOf(shape: RecordShape, json: object, place: string): object {
  const given = shape.hasNoNull ? Object.fromEntries(Object.entries(json).filter(([, value]) => value !== null)) : json;
  return mapEntries(given, (name, value) => {
    const field = shape.fields.get(name);
    return field ? valueOfJson(field.value, value, `${place}/${name}`) : value;
  });
}

function leafValue(leaf: Leaf, json: unknown, place: string): unknown {
  switch (leaf) {
    case 'bigint':
      return bigintOf(json, place);
    case 'bytes':
      if (typeof json === 'string' && BASE64.test(json)) return Buffer.from(json, 'base64');
      throw new InputProblem(`${place}: bytes are written as base64 text`);
    case 'decimal':
      return typeof json === 'number' ? decimalOf(json, place) : json;
    case 'millis':
      return typeof json === 'string' ? (isoMillis(json) ?? json) : json;
    default:
      return json;
  }
}

function bigintOf(json: unknown, place: string): unknown {
  if (typeof json === 'string') return wholeNumber(json) ?? json;
  if (typeof json !== 'number' || !Number.isInteger(json)) return json;
  if (Number.isSafeInteger(json)) return BigInt(json);
  throw new InputProblem(`${place}: a number beyond 2^53 may have lost digits: write it as text`);
}

function decimalOf(json: number, place: string): string {
  const text = String(json);
  const digits = text.replace(/^-?0*\.?0*|\./g, '').length;
  if (!text.includes('e') && digits <= EXACT_DIGITS) return text;
  throw new InputProblem(
    `${place}: a decimal of more than ${EXACT_DIGITS} digits may have lost some: write it as text`,
  );
}

/** Of a name that JavaScript knows, such as `__proto__`, it makes a field like any other. */
function mapEntries(json: object, convert: (name: string, value: unknown) => unknown): object {
  return Object.fromEntries(Object.entries(json).map(([name, value]) => [name, convert(name, value)]));
}

function isObject(json: unknown): json is object {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}
