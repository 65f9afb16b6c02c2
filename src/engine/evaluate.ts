import type { Slot } from './accumulators/accumulator.ts';
import type { Claim } from './claim.ts';
import type { AnyEventType } from './event-type.ts';
import { fingerprintOf } from './hash.ts';
import type { AggregationPlan, Route } from './plan.ts';
import { RejectedValue, type Rejection } from './rejection.ts';
import { isBrokenText } from './text.ts';
import { type EpochMs, MAX_EPOCH_MS } from './time.ts';
import { windowStartOf } from './window.ts';

/** What a record's bytes turned out to be, before any user code ran. */
export type Decoded =
  | { readonly kind: 'event'; readonly route: Route; readonly event: unknown }
  | { readonly kind: 'ignored' }
  | { readonly kind: 'rejected'; readonly rejection: Rejection };

/** What one event brings to one window of one aggregation. */
export interface Part {
  readonly plan: AggregationPlan;
  readonly windowStartMs: EpochMs;
  /** One group key, or several. */
  readonly keys: string | readonly string[];
  /** Read by the accumulators at `plan.valueOffsets`; shared by all keys. */
  readonly values: readonly Slot[];
}

/** A record after all user code ran on it. */
export type Evaluated =
  | {
      readonly kind: 'event';
      readonly eventTimeMs: EpochMs;
      readonly parts: readonly Part[];
      /** For an event type that declares an id. */
      readonly claim: Claim | undefined;
    }
  | { readonly kind: 'ignored' }
  | { readonly kind: 'rejected'; readonly rejection: Rejection };

/** Group keys are part of table keys: DynamoDB takes 2,048 bytes of partition key (Developer Guide, "Constraints"). */
export const MAX_KEY_BYTES = 1_024;
/** Keeps one event's share of a batch bounded. */
export const MAX_KEYS_PER_EVENT = 1_000;

const NO_VALUES: readonly Slot[] = [];

/**
 * Runs all of the user's code on one decoded record: event time, filters, keys, measures. Total: what user code throws, and
 * every value that could fail for ever later, becomes a rejection.
 *
 * @param arrivalMs when the record reached the stream, for the future bound
 */
export function evaluate(decoded: Decoded, arrivalMs: EpochMs, futureBoundMs: number): Evaluated {
  if (decoded.kind !== 'event') return decoded;
  try {
    return evaluateEvent(decoded.route, decoded.event, arrivalMs, futureBoundMs);
  } catch (error) {
    if (error instanceof RejectedValue) return rejected(error.reason, error.message);
    return rejected('USER_CODE_THREW', `the pipeline's code threw on this event: ${show(error, 300)}`);
  }
}

function evaluateEvent(route: Route, event: unknown, arrivalMs: EpochMs, futureBoundMs: number): Evaluated {
  if (route.aggregations.length === 0) return { kind: 'ignored' };
  const eventTimeMs = route.type.eventTimeMs(event);
  if (!Number.isSafeInteger(eventTimeMs) || eventTimeMs < 0 || eventTimeMs > MAX_EPOCH_MS) {
    return rejected('INVALID_EVENT_TIME', `event time must be whole milliseconds since 1970, got ${show(eventTimeMs)}`);
  }
  if (eventTimeMs > arrivalMs + futureBoundMs) {
    return rejected(
      'FUTURE_EVENT_TIME',
      `event time ${eventTimeMs} is ${eventTimeMs - arrivalMs} ms after arrival ${arrivalMs}, the bound is ${futureBoundMs} ms`,
    );
  }
  // Arrays of the size that they will have: one that grows by pushing starts with room for 17, on the hottest path there is.
  const parts = new Array<Part>(route.aggregations.length);
  let count = 0;
  for (const plan of route.aggregations) {
    const { where, key, window } = plan.aggregation;
    if (where && !where(event as never)) continue;
    const keys = checkedKeys(key(event as never), plan.aggregation.name);
    if (keys.length === 0) continue;
    const values = readValues(plan, event, eventTimeMs);
    parts[count] = { plan, windowStartMs: windowStartOf(window, eventTimeMs), keys, values };
    count += 1;
  }
  if (count < parts.length) parts.length = count;
  return { kind: 'event', eventTimeMs, parts, claim: claimOf(route.type, event, arrivalMs) };
}

function claimOf(type: AnyEventType, event: unknown, arrivalMs: EpochMs): Claim | undefined {
  if (!type.id) return undefined;
  const id: unknown = type.id(event);
  if (typeof id !== 'string' || id.length === 0) {
    throw new RejectedValue(
      'INVALID_EVENT_ID',
      `id of "${type.name}" must be text of 1 byte or more, got ${typeof id} "${show(id)}"`,
    );
  }
  const { high, low } = fingerprintOf(`${type.name}\n${id}`);
  return { high, low, arrivalMs };
}

function readValues(plan: AggregationPlan, event: unknown, eventTimeMs: EpochMs): readonly Slot[] {
  if (plan.reads === 0) return NO_VALUES;
  const values = new Array<Slot>(plan.reads);
  const { accumulators, valueOffsets } = plan;
  for (let index = 0; index < accumulators.length; index += 1) {
    accumulators[index]?.read(event, eventTimeMs, values, valueOffsets[index] ?? 0);
  }
  return values;
}

function checkedKeys(keys: string | readonly string[], aggregation: string): string | readonly string[] {
  if (typeof keys === 'string') {
    checkKey(keys, aggregation);
    return keys;
  }
  if (!Array.isArray(keys)) {
    throw new RejectedValue(
      'INVALID_KEY',
      `key of "${aggregation}" must be text or a list of texts, got ${typeof keys}`,
    );
  }
  if (keys.length > MAX_KEYS_PER_EVENT) {
    throw new RejectedValue(
      'TOO_MANY_CONTRIBUTIONS',
      `key of "${aggregation}" gave ${keys.length} keys for one event, at most ${MAX_KEYS_PER_EVENT} are taken`,
    );
  }
  for (const key of keys) checkKey(key, aggregation);
  // A copy: the list is the user's, who may fill the same one anew for the next event.
  return [...keys];
}

function checkKey(key: unknown, aggregation: string): void {
  if (typeof key !== 'string' || key.length === 0) {
    throw new RejectedValue(
      'INVALID_KEY',
      `key of "${aggregation}" must be text of 1 byte or more, got ${typeof key} "${show(key)}"`,
    );
  }
  if (isBrokenText(key)) {
    throw new RejectedValue('INVALID_KEY', `key of "${aggregation}" holds half of a surrogate pair, which is no text`);
  }
  // Three bytes is the most a UTF-16 code unit takes in UTF-8, so short keys need no counting.
  if (key.length > MAX_KEY_BYTES / 3 && utf8Length(key) > MAX_KEY_BYTES) {
    throw new RejectedValue(
      'INVALID_KEY',
      `key of "${aggregation}" has ${utf8Length(key)} bytes, at most ${MAX_KEY_BYTES} are taken`,
    );
  }
}

function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}

function rejected(reason: Rejection['reason'], message: string): Evaluated {
  return { kind: 'rejected', rejection: { reason, message } };
}

/** Total, unlike `String`: what user code throws or returns may refuse to become text. */
function show(value: unknown, most = 60): string {
  try {
    return String(value).slice(0, most);
  } catch {
    return 'something that cannot be shown';
  }
}
