import { sharedPrefixLength } from '../../engine/judge.ts';
import type { Position } from '../../engine/position.ts';
import type { Exception, ExceptionOutcome } from '../../engine/progress.ts';
import type { RejectReason } from '../../engine/rejection.ts';
import type { Attribute, StoredAttribute } from './attribute.ts';

/** Begins the outcome of records too late for the aggregations named after it; neither names nor reasons have it. */
const TOO_LATE = '~';
/** Stands for duplicates of senders. */
const DUPLICATE = '=';
const BETWEEN_NAMES = ',';
const BETWEEN_POSITIONS = ' ';
/** Stands between the first and the last position of a run. */
const THROUGH = '-';
/** Ends the number of characters kept of the position before; positions are digits and slashes. */
const KEPT = ':';

/**
 * Exceptions as a map from outcome to positions, so that each outcome is written once. A position is written as what differs from the
 * one before it (the first: from `neighbour`), which is about 25 of 59 characters for records of one shard.
 */
export function encodeExceptions(exceptions: readonly Exception[], neighbour: Position): Attribute {
  const texts: Record<string, string> = {};
  const before = new Map<string, Position>();
  for (const exception of exceptions) {
    const { position, through } = exception;
    const outcome = nameOf(exception);
    const held = texts[outcome];
    const first = difference(position, before.get(outcome) ?? neighbour);
    const text = through === undefined ? first : first + THROUGH + difference(through, position);
    texts[outcome] = held === undefined ? text : `${held}${BETWEEN_POSITIONS}${text}`;
    before.set(outcome, through ?? position);
  }
  return { M: Object.fromEntries(Object.entries(texts).map(([outcome, text]) => [outcome, { S: text }])) };
}

/** The exceptions, by position. */
export function decodeExceptions(stored: StoredAttribute, neighbour: Position): Exception[] {
  const exceptions: Exception[] = [];
  for (const [name, { S: text }] of Object.entries(stored.M ?? {})) {
    const outcome = outcomeOf(name);
    let before = neighbour;
    for (const run of text?.split(BETWEEN_POSITIONS) ?? []) {
      const [first = '', last] = run.split(THROUGH);
      const position = restore(first, before);
      before = last === undefined ? position : restore(last, position);
      exceptions.push(last === undefined ? { ...outcome, position } : { ...outcome, position, through: before });
    }
  }
  return exceptions.sort((a, b) => (a.position < b.position ? -1 : 1));
}

function nameOf(outcome: ExceptionOutcome): string {
  if (outcome.kind === 'rejected') return outcome.reason;
  return outcome.kind === 'duplicate' ? DUPLICATE : TOO_LATE + outcome.aggregations.join(BETWEEN_NAMES);
}

function outcomeOf(name: string): ExceptionOutcome {
  if (name === DUPLICATE) return { kind: 'duplicate' };
  if (name.startsWith(TOO_LATE)) {
    const names = name.slice(TOO_LATE.length);
    return { kind: 'tooLate', aggregations: names === '' ? [] : names.split(BETWEEN_NAMES) };
  }
  // A parse boundary: reasons are written by this code alone, and one that a newer version wrote is obeyed as it is.
  return { kind: 'rejected', reason: name as RejectReason };
}

/** The end of `position` that replaces as much of `before`; where their lengths differ, also how much of `before` stays. */
function difference(position: Position, before: Position): string {
  const kept = sharedPrefixLength(position, before);
  const rest = position.slice(kept);
  return position.length === before.length ? rest : `${kept}${KEPT}${rest}`;
}

function restore(difference: string, before: Position): Position {
  const at = difference.indexOf(KEPT);
  if (at < 0) return before.slice(0, before.length - difference.length) + difference;
  return before.slice(0, Number(difference.slice(0, at))) + difference.slice(at + KEPT.length);
}
