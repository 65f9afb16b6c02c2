import { InvalidArgumentError, Option } from 'commander';
import type { LetterBox, LetterFilter } from '../client/index.ts';
import { parseInstant } from './parse-time.ts';

/** What people call the queues. */
export const BOX_NAMES: Readonly<Record<LetterBox, string>> = { dlq: 'dead-letter queue', late: 'late queue' };

export const DEFAULT_LIMIT = 1_000;

export interface FilterFlags {
  readonly reason?: string;
  readonly since?: number;
  readonly aggregation?: string;
}

export function filterOf({ reason, since, aggregation }: FilterFlags): LetterFilter {
  return {
    ...(reason === undefined ? {} : { reason }),
    ...(since === undefined ? {} : { sinceMs: since }),
    ...(aggregation === undefined ? {} : { aggregation }),
  };
}

// Made anew for each command: commander keeps its state in them.

export const reasonOption = (): Option => new Option('--reason <code>', 'only letters with this reason');

export const sinceOption = (): Option =>
  new Option('--since <time>', 'only letters whose record failed, for the last time, at or after it').argParser(
    parseInstant,
  );

export const limitOption = (): Option =>
  new Option('--limit <n>', 'look at most at so many letters').argParser(parseLimit).default(DEFAULT_LIMIT);

export const rateOption = (): Option =>
  new Option('--rate <n>', 'move at most so many letters a second, 1 to 500').argParser(parseRate);

export const endpointOption = (): Option =>
  new Option('--endpoint <url>', 'where AWS is; default: AWS_ENDPOINT_URL, or AWS itself');

export const TIMES = 'Times are UTC unless they name an offset.';

function parseLimit(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Give a whole number from 1 to 999999.');
}

/** SQS API reference, StartMessageMoveTask. */
function parseRate(text: string): number {
  if (/^[1-9]\d{0,2}$/.test(text) && Number(text) <= 500) return Number(text);
  throw new InvalidArgumentError('Give a whole number from 1 to 500.');
}
