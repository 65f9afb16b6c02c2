import type { LetterGroup, LetterReason, ListedLetter } from '../client/index.ts';
import { jsonText } from '../client/json-text.ts';
import { counted } from './counted.ts';
import { instant, second } from './format-time.ts';
import { textTable } from './text-table.ts';

/** What fits beside the other columns of a terminal. */
const SHOWN_MESSAGE = 60;
/** Enough of an id to tell letters apart, and to ask for one. */
const SHOWN_ID = 8;

/** Letters by reason, as a table for people. */
export function groupTable(groups: readonly LetterGroup[]): string {
  const rows = groups.map(({ reason, count, oldestMs, newestMs, example }) => [
    reason,
    String(count),
    second(oldestMs),
    second(newestMs),
    idOf(example).slice(0, SHOWN_ID),
    shortened(example.message),
  ]);
  return textTable(GROUP_TITLES, rows, (column) => column === 1);
}

/** Letters by reason, as tab-separated lines with a header. */
export function groupLines(groups: readonly LetterGroup[]): string[] {
  const rows = groups.map(({ reason, count, oldestMs, newestMs, example }) => [
    reason,
    String(count),
    instant(oldestMs),
    instant(newestMs),
    idOf(example),
    example.message,
  ]);
  return [GROUP_TITLES, ...rows].map(line);
}

export function groupJson({ reason, count, oldestMs, newestMs, example }: LetterGroup): string {
  const { messageId, message, letter } = example;
  return jsonText({
    reason,
    count,
    oldest: instant(oldestMs),
    newest: instant(newestMs),
    example: { id: letter?.id ?? null, messageId, position: letter?.position ?? null, message },
  });
}

/** Letters one by one, as a table for people. */
export function letterTable(letters: readonly ListedLetter[]): string {
  const rows = letters.map((listed) => [
    idOf(listed).slice(0, SHOWN_ID),
    listed.reason,
    second(listed.failedMs),
    listed.letter?.partitionKey ?? '',
    shortened(listed.message),
  ]);
  return textTable(LETTER_TITLES, rows, () => false);
}

/** Letters one by one, as tab-separated lines with a header. */
export function letterLines(letters: readonly ListedLetter[]): string[] {
  const rows = letters.map((listed) => [
    idOf(listed),
    listed.reason,
    instant(listed.failedMs),
    listed.letter?.partitionKey ?? '',
    listed.message,
  ]);
  return [LETTER_TITLES, ...rows].map(line);
}

export function letterJson({ failedMs, sentMs, ...listed }: ListedLetter): string {
  const { messageId, receives, reason, message, letter } = listed;
  return jsonText({
    id: letter?.id ?? null,
    messageId,
    reason,
    message,
    failed: instant(failedMs),
    sent: instant(sentMs),
    receives,
    letter: letter ?? null,
  });
}

/** `3 letters (UNDECODABLE 2, INVALID_EVENT 1)` */
export function talliedLetters(tally: ReadonlyMap<LetterReason, number>): string {
  const sorted = [...tally].sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1));
  const sum = sorted.reduce((total, [, count]) => total + count, 0);
  const reasons = sorted.map(([reason, count]) => `${reason} ${count}`).join(', ');
  return counted(sum, 'letter') + (sum === 0 ? '' : ` (${reasons})`);
}

export function sumOf(tally: ReadonlyMap<LetterReason, number>): number {
  return [...tally.values()].reduce((sum, count) => sum + count, 0);
}

function idOf({ messageId, letter }: ListedLetter): string {
  return letter?.id ?? messageId;
}

const GROUP_TITLES = ['reason', 'letters', 'oldest', 'newest', 'example', 'what was wrong'];
const LETTER_TITLES = ['id', 'reason', 'failed', 'partition key', 'what was wrong'];

/** A sender's text stays in its cell. */
function line(cells: readonly string[]): string {
  return cells.map(inOneCell).join('\t');
}

function shortened(message: string): string {
  const text = inOneCell(message);
  return text.length > SHOWN_MESSAGE ? `${text.slice(0, SHOWN_MESSAGE - 1)}…` : text;
}

/** What a terminal would obey, or a table would break at, is a blank. */
export function inOneCell(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ');
}
