import { FAULT_KINDS } from '../faults.ts';
import { MEASURE_NAMES } from '../scenario.ts';
import { type Keep, PARTS } from './keep.ts';

// What is kept, as one argument that a person can read: `records:3,7-9 faults:answer-lost until:812`.

const NONE = 'none';

export function keepText({ records, faults, untilTurn, parts, versions, aggregations, measures }: Keep): string {
  const texts = [
    ['records', records && rangesText(records)],
    ['faults', faults && namesText(faults)],
    ['until', untilTurn === undefined ? undefined : String(untilTurn)],
    ['parts', parts && namesText(parts)],
    ['versions', versions && rangesText(versions)],
    ['aggregations', aggregations && rangesText(aggregations)],
    ['measures', measures && namesText(measures)],
  ] as const;
  return texts.flatMap(([what, text]) => (text === undefined ? [] : [`${what}:${text}`])).join(' ');
}

/** @throws RangeError that says which word is wrong, and what may be there */
export function parseKeep(text: string): Keep {
  const words = text.split(' ').filter((word) => word !== '');
  return Object.assign({}, ...words.map(parseWord));
}

function parseWord(word: string): Keep {
  const [, what, items] = /^(\w+):(.+)$/.exec(word) ?? [];
  if (what === undefined || items === undefined) {
    throw new RangeError(`"${word}" keeps nothing: what is kept is written like records:3,7-9 or faults:none`);
  }
  switch (what) {
    case 'records':
      return { records: parseRanges(items) };
    case 'faults':
      return { faults: parseNames(items, FAULT_KINDS) };
    case 'until':
      return { untilTurn: parseNumber(items) };
    case 'parts':
      return { parts: parseNames(items, PARTS) };
    case 'versions':
      return { versions: parseRanges(items) };
    case 'aggregations':
      return { aggregations: parseRanges(items) };
    case 'measures':
      return { measures: parseNames(items, MEASURE_NAMES) };
    default:
      throw new RangeError(
        `"${what}" cannot be kept; records, faults, until, parts, versions, aggregations and measures can`,
      );
  }
}

function namesText(names: readonly string[]): string {
  return names.map(dashed).join(',') || NONE;
}

/** Names are written in one word. */
function dashed(name: string): string {
  return name.replaceAll(' ', '-');
}

function parseNames<T extends string>(text: string, known: readonly T[]): readonly T[] {
  if (text === NONE) return [];
  return text.split(',').map((word) => {
    const name = known.find((other) => dashed(other) === word);
    if (name === undefined) throw new RangeError(`there is no "${word}"; there are ${known.map(dashed).join(', ')}`);
    return name;
  });
}

/** `3,7-9` for ascending whole numbers. */
function rangesText(numbers: readonly number[]): string {
  const ranges: { from: number; to: number }[] = [];
  for (const number of numbers) {
    const last = ranges.at(-1);
    if (last?.to === number - 1) last.to = number;
    else ranges.push({ from: number, to: number });
  }
  return ranges.map(({ from, to }) => (from === to ? String(from) : `${from}-${to}`)).join(',') || NONE;
}

function parseRanges(text: string): readonly number[] {
  if (text === NONE) return [];
  return text.split(',').flatMap((range) => {
    const [from = '', to = from, ...more] = range.split('-');
    const [first, last] = [parseNumber(from), parseNumber(to)];
    if (more.length > 0 || last < first) throw new RangeError(`"${range}" is no range of numbers: one is written 7-9`);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}

function parseNumber(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new RangeError(`"${text}" is not a whole number below a million`);
  return Number(text);
}
