import type { Position } from '../../engine/position.ts';
import type { RedriveDecision, RedriveTarget } from '../../engine/redrive.ts';
import type { Lane } from '../../ports/lane.ts';
import type { RedrivenEvent } from '../../ports/redrive-store.ts';
import { type Item, type ItemKey, keyAttributes, missing, type StoredItem, textOf } from './attribute.ts';
import { SEPARATOR, shortLaneId } from './lane-id.ts';

/** A decision, as one text: comparing it compares all of it. */
export const DECISION = 'd';
const LETTER = 'id';
const BETWEEN = ' ';
/** Begins a window that the event is counted in. */
const COUNTED = '+';
/** Begins a window whose state had expired. */
const EXPIRED = '-';
/** Ends a decision of which all that follows is durable. */
const DONE = 'done';

/** A decision stands under its event's lane and position, so that a lane's decisions are one query. It never expires. */
export function redriveKey({ lane, position }: RedrivenEvent): ItemKey {
  return { pk: redrivesKey(lane), sk: position };
}

/** The partition key of a lane's decisions. */
export function redrivesKey(lane: Lane): string {
  return `r${SEPARATOR}${shortLaneId(lane)}`;
}

/** Owners of records are apart from decisions: a query for those reads nothing else. */
export function letterKey({ lane, position }: RedrivenEvent): ItemKey {
  return { pk: `l${SEPARATOR}${shortLaneId(lane)}`, sk: position };
}

export function encodeLetter(event: RedrivenEvent, letterId: string, ttlSeconds: number): Item {
  return { ...keyAttributes(letterKey(event)), [LETTER]: { S: letterId }, ttl: { N: String(ttlSeconds) } };
}

/** Id of the letter that an item names. @throws InvariantError where the item was not written by this code */
export function letterOf(item: StoredItem): string {
  return textOf(item, LETTER);
}

export function encodeRedrive(event: RedrivenEvent, decision: RedriveDecision): Item {
  return { ...keyAttributes(redriveKey(event)), [DECISION]: { S: redriveText(decision) } };
}

/** A decision as it is stored, such as `rejected accepted +orders-per-minute|1|1735689600000 done`. */
export function redriveText({ origin, outcome, counted, expired, isDone }: RedriveDecision): string {
  const words = [
    origin,
    outcome,
    ...counted.map((target) => textOfTarget(COUNTED, target)),
    ...expired.map((target) => textOfTarget(EXPIRED, target)),
  ];
  if (isDone) words.push(DONE);
  return words.join(BETWEEN);
}

/** @throws InvariantError where the item was not written by this code */
export function decodeRedrive(item: StoredItem): { readonly position: Position; readonly decision: RedriveDecision } {
  const [origin, outcome, ...words] = textOf(item, DECISION).split(BETWEEN);
  if (origin !== 'rejected' && origin !== 'tooLate') return missing(item, DECISION, 'where a redriven event came from');
  if (outcome !== 'accepted' && outcome !== 'duplicate' && outcome !== 'ignored')
    return missing(item, DECISION, 'what became of a redriven event');
  const isDone = words.at(-1) === DONE;
  const targets = isDone ? words.slice(0, -1) : words;
  if (!targets.every((word) => word.startsWith(COUNTED) || word.startsWith(EXPIRED)))
    return missing(item, DECISION, 'windows');
  const those = (sign: string) => targets.filter((word) => word.startsWith(sign)).map((word) => targetOf(item, word));
  const decision = { origin, outcome, counted: those(COUNTED), expired: those(EXPIRED) } as const;
  return { position: textOf(item, 'sk'), decision: isDone ? { ...decision, isDone } : decision };
}

function targetOf(item: StoredItem, word: string): RedriveTarget {
  const [aggregation = '', generation, windowStartMs] = word.slice(1).split(SEPARATOR);
  const target = { aggregation, generation: Number(generation), windowStartMs: Number(windowStartMs) };
  const isWhole = Number.isSafeInteger(target.generation) && Number.isSafeInteger(target.windowStartMs);
  return isWhole ? target : missing(item, DECISION, 'windows');
}

function textOfTarget(sign: string, { aggregation, generation, windowStartMs }: RedriveTarget): string {
  return sign + [aggregation, generation, windowStartMs].join(SEPARATOR);
}
