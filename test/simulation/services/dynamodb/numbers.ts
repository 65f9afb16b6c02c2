import { invalid } from './refusals.ts';

/** As many characters hold at most 15 digits, which a double keeps apart and in order. */
const SHORT = 15;
/** DynamoDB Developer Guide, "Supported data types": digits of a number, and powers of ten of its first digit. */
const MAX_DIGITS = 38;
const MAX_POWER = 125;
const MIN_POWER = -130;

const SHORT_INTEGER = /^(?:0|-?[1-9]\d{0,13})$/;
const NUMBER = /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/;

/** A number's text as DynamoDB gives it back: no exponent, no zeros that say nothing. @throws ValidationException */
export function canonicalNumber(text: string): string {
  if (SHORT_INTEGER.test(text)) return text;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = NUMBER.exec(text) ?? [];
  if (whole + fraction === '') throw invalid(`The parameter cannot be converted to a numeric value: ${text}`);
  const significant = (whole + fraction).replace(/^0+/, '');
  const digits = significant.replace(/0+$/, '');
  if (digits === '') return '0';
  const power = significant.length - fraction.length + Number(exponent) - 1;
  if (digits.length > MAX_DIGITS) throw invalid('Attempting to store more than 38 significant digits in a Number');
  if (power > MAX_POWER) {
    throw invalid('Number overflow. Attempting to store a number with magnitude larger than supported range');
  }
  if (power < MIN_POWER) {
    throw invalid('Number underflow. Attempting to store a number with magnitude smaller than supported range');
  }
  return (sign === '-' ? '-' : '') + plain(digits, power + 1);
}

/** Below, at or above zero, as the first number is to the second; both canonical. */
export function compareNumbers(a: string, b: string): number {
  if (a.length <= SHORT && b.length <= SHORT) return Number(a) - Number(b);
  const [left, right] = aligned(a, b);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The exact sum or difference of two canonical numbers. @throws ValidationException where DynamoDB cannot hold it */
export function combineNumbers(a: string, sign: '+' | '-', b: string): string {
  const [left, right, scale] = aligned(a, b);
  return canonicalNumber(`${sign === '+' ? left + right : left - right}e-${scale}`);
}

/** Digits with the decimal point after the first `pointAt` of them. */
function plain(digits: string, pointAt: number): string {
  if (pointAt >= digits.length) return digits.padEnd(pointAt, '0');
  if (pointAt <= 0) return `0.${'0'.repeat(-pointAt)}${digits}`;
  return `${digits.slice(0, pointAt)}.${digits.slice(pointAt)}`;
}

/** Both numbers in units of `10^-scale`. */
function aligned(a: string, b: string): readonly [a: bigint, b: bigint, scale: number] {
  const scale = Math.max(decimalsOf(a), decimalsOf(b));
  return [unitsOf(a, scale), unitsOf(b, scale), scale];
}

function decimalsOf(text: string): number {
  const point = text.indexOf('.');
  return point < 0 ? 0 : text.length - point - 1;
}

function unitsOf(text: string, scale: number): bigint {
  return BigInt(text.replace('.', '') + '0'.repeat(scale - decimalsOf(text)));
}
