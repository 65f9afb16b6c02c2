import { InvalidArgumentError } from 'commander';

const DATE_TIME = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})?)?$/;
const EPOCH_MS = /^\d{1,16}$/;
const DURATION = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/;
const UNIT_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** An instant in epoch ms: epoch ms, or an ISO date or date and time, in UTC where it names no offset. */
export function parseInstant(text: string): number {
  if (EPOCH_MS.test(text)) return Number(text);
  const match = DATE_TIME.exec(text);
  const hasTime = text.length > 10;
  const timeMs = match
    ? Date.parse(text.replace(' ', 'T') + (hasTime && match[1] === undefined ? 'Z' : ''))
    : Number.NaN;
  if (!Number.isNaN(timeMs)) return timeMs;
  throw new InvalidArgumentError('Give a date (2001-01-01), a time in UTC (2001-01-01T05:00) or epoch milliseconds.');
}

/** A length of time in ms: 90s, 5m, 1h. */
export function parseDuration(text: string): number {
  const match = DURATION.exec(text);
  const unit = match?.[2];
  if (match && isUnit(unit)) return Number(match[1]) * UNIT_MS[unit];
  throw new InvalidArgumentError('Give a length of time, such as 90s, 5m or 1h.');
}

function isUnit(text: string | undefined): text is keyof typeof UNIT_MS {
  return text !== undefined && text in UNIT_MS;
}
