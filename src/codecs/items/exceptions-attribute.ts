import { sharedPrefixLength } from '../../engine/decide.ts';
import type { Position } from '../../engine/position.ts';
import type { Exception } from '../../engine/progress.ts';
import type { RejectReason } from '../../engine/rejection.ts';
import type { Attribute, StoredAttribute } from './attribute.ts';

/** Begins the outcome of records too late for the aggregations named after it; neither names nor reasons have it. */
const TOO_LATE = '~';
const BETWEEN_NAMES = ',';
const BETWEEN_POSITIONS = ' ';
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
    const outcome = outcomeOf(exception);
    const held = texts[outcome];
    const text = difference(exception.position, before.get(outcome) ?? neighbour);
    texts[outcome] = held === undefined ? text : `${held}${BETWEEN_POSITIONS}${text}`;
    before.set(outcome, exception.position);
  }
  return { M: Object.fromEntries(Object.entries(texts).map(([outcome, text]) => [outcome, { S: text }])) };
}

/** The exceptions, by position. */
export function decodeExceptions(stored: StoredAttribute, neighbour: Position): Exception[] {
  const exceptions: Exception[] = [];
  for (const [outcome, { S: text }] of Object.entries(stored.M ?? {})) {
    let position = neighbour;
    for (const difference of text?.split(BETWEEN_POSITIONS) ?? []) {
      position = restore(difference, position);
      exceptions.push(exceptionOf(outcome, position));
    }
  }
  return exceptions.sort((a, b) => (a.position < b.position ? -1 : 1));
}

function outcomeOf(exception: Exception): string {
  return exception.kind === 'rejected' ? exception.reason : TOO_LATE + exception.aggregations.join(BETWEEN_NAMES);
}

function exceptionOf(outcome: string, position: Position): Exception {
  if (outcome.startsWith(TOO_LATE)) {
    const names = outcome.slice(TOO_LATE.length);
    return { position, kind: 'tooLate', aggregations: names === '' ? [] : names.split(BETWEEN_NAMES) };
  }
  // A parse boundary: reasons are written by this code alone, and one that a newer version wrote is obeyed as it is.
  return { position, kind: 'rejected', reason: outcome as RejectReason };
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
