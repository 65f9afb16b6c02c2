import { InvalidArgumentError, Option } from 'commander';
import { parseDuration } from './parse-time.ts';

// Made anew for each command: commander keeps its state in them.

export const patienceOption = (): Option =>
  new Option('--patience <duration>', 'how long to look again at what may pass by itself')
    .argParser(parseDuration)
    .default(15_000, '15s');

export const intervalOption = (): Option =>
  new Option('--interval <duration>', 'how often to look, from 500ms').argParser(parseInterval).default(2_000, '2s');

export const jsonOption = (what: string): Option => new Option('--json', what);

const LEAST_INTERVAL_MS = 500;

function parseInterval(text: string): number {
  const intervalMs = parseDuration(text);
  if (intervalMs >= LEAST_INTERVAL_MS) return intervalMs;
  throw new InvalidArgumentError('Give 500ms or more.');
}

/** @param most largest number that makes sense */
export function parseCount(most: number): (text: string) => number {
  return (text) => {
    if (/^[1-9]\d{0,8}$/.test(text) && Number(text) <= most) return Number(text);
    throw new InvalidArgumentError(`Give a whole number from 1 to ${most}.`);
  };
}
