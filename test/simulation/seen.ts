import type { DeadLetter } from '../../src/codecs/dead-letter.ts';
import type { Outcome } from './oracle.ts';
import type { Redrives } from './redrive-check.ts';
import type { SimEntry } from './stream.ts';
import type { World } from './world.ts';

/** What was ever sent to the retry queue and the late queue about an event. */
export interface Seen {
  /** Reasons for which it was rejected. */
  readonly reasons: readonly string[];
  /** The windows that each letter to the late queue names. */
  readonly late: readonly (readonly string[])[];
  /** The record is in all of them as it came. */
  readonly isWhole: boolean;
  /** Windows that had expired when it came by a queue: letters name these, too, then. */
  readonly expired: readonly string[];
}

export function seenOf({ letters, givenUp }: World, entry: SimEntry, redrives: Redrives): Seen {
  const { position, record, queued } = entry;
  const part = givenUp.partOf(entry);
  // What was given up with the rest of its record is sent with it first, and then by itself.
  const isPart = (letter: DeadLetter) => letter.position === part && isSame(letter, record);
  const about = letters.about(record.shardId).filter((letter) => letter.position === position || isPart(letter));
  return {
    reasons: [...new Set(about.flatMap((letter) => (letter.kind === 'rejected' ? letter.reason : [])))],
    late: about.flatMap((letter) => (letter.kind === 'tooLate' ? [letter.windows.map(windowText)] : [])),
    isWhole: about.every((letter) => isSame(letter, queued) || isPart(letter)),
    expired: redrives.get(entry)?.expired.map(windowText) ?? [],
  };
}

/**
 * What an event came to that `judged` is about; undefined where its queues say otherwise. They may say of windows that had expired that
 * it came too late for them.
 */
export function outcomeAsSeen(world: World, judged: Outcome, seen: Seen): Outcome | undefined {
  const { reasons, late, expired } = seen;
  if (!seen.isWhole) return undefined;
  const isRedriven = (windows: readonly string[]) => windows.every((window) => expired.includes(window));
  if (judged.kind === 'rejected') {
    return reasons.length === 1 && reasons[0] === judged.reason && late.every(isRedriven) ? judged : undefined;
  }
  if (reasons.length > 0) return undefined;
  if (judged.kind !== 'accepted') return late.length === 0 ? judged : undefined;
  const all = new Set(late.flat());
  const isAll = (windows: readonly string[]) => new Set(windows).size === all.size;
  const missed = judged.brings.filter(({ spec, windowStartMs }) =>
    all.has(windowText({ aggregation: spec.name, windowStartMs })),
  );
  const isRight = judged.brings.every((brought) => {
    const { spec, windowStartMs } = brought;
    if (!missed.includes(brought)) return !judged.tooLate.includes(spec.name);
    return judged.tooLate.includes(spec.name) || world.expiry.hasExpired(spec, windowStartMs);
  });
  const isNamed = missed.length === all.size && late.every((windows) => isAll(windows) || isRedriven(windows));
  return isRight && isNamed ? { ...judged, tooLate: missed.map(({ spec }) => spec.name) } : undefined;
}

export function seenText({ reasons, late, isWhole }: Seen): string {
  const texts = [
    ...reasons.map((reason) => `rejected ${reason}`),
    ...late.map((windows) => `too late for ${windows.join(' ')}`),
    ...(isWhole ? [] : ['not as it came']),
  ];
  return [...new Set(texts)].join(' and ') || 'counted, ignored or sent before';
}

export function outcomeText(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'rejected':
      return `rejected ${outcome.reason}`;
    case 'accepted':
      return outcome.tooLate.length > 0 ? `too late for ${outcome.tooLate.join(' ')}` : 'counted';
    default:
      return outcome.kind;
  }
}

function windowText({ aggregation, windowStartMs }: { readonly aggregation: string; readonly windowStartMs: number }) {
  return `${aggregation}@${windowStartMs}`;
}

function isSame(letter: DeadLetter, { dataBase64, partitionKey, sequenceNumber }: SimEntry['queued']): boolean {
  const isItsPayload = 'payload' in letter && letter.payload === dataBase64;
  return isItsPayload && letter.partitionKey === partitionKey && letter.sequenceNumber === sequenceNumber;
}
