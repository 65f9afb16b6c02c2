import type { Random } from './random.ts';
import type { AggregationSpec, PolicySpec } from './scenario.ts';

/** A business fact as the simulated senders make it, or one of the ways in which they get it wrong. */
export interface SimEvent {
  readonly id: string;
  /** `a` and `b` are declared; anything else is unknown. */
  readonly type: string;
  readonly schema: number;
  /** Event time: 0 until it is sent; broken senders give none that is valid. */
  readonly t: number;
  readonly k: string;
  readonly v: number;
  readonly d: string;
  readonly w: number | null;
  readonly s: string;
  /** User code throws on it. */
  readonly boom: boolean;
  /** Decoding it ends the process. */
  readonly isFatal: boolean;
}

/** What a sender writes: an event, or bytes that are none. */
export type Content = SimEvent | null;

export interface Sending {
  readonly content: Content;
  /** How long before the arrival it happened; a negative one comes from a clock that is ahead. */
  readonly lagMs: number;
  /** Instead: how far into the episode before, from 0 to 1. */
  readonly intoLast: number | null;
}

/** One record. */
export interface Arrival {
  /** After the arrival before it. */
  readonly afterMs: number;
  /** That of all its events: where an id is sent again it goes the same way. */
  readonly partitionKey: string;
  /** One event, unless they are packed. */
  readonly sendings: readonly Sending[];
  readonly packing: 'none' | 'packed' | 'corrupt';
}

export interface WorkloadOptions {
  readonly aggregations: readonly AggregationSpec[];
  readonly policy: PolicySpec;
  readonly lastsMs: number;
  readonly newestSchema: number;
  /** Many records in few windows. */
  readonly isCrowded: boolean;
  /** Senders pack events into records. */
  readonly isPacking: boolean;
  /** Senders send ids again. */
  readonly isRepeating: boolean;
  /** Some events end the process. */
  readonly hasFatal: boolean;
  /** Windows expire before everything is done. */
  readonly isExpiring: boolean;
  /** Some senders' clocks are ahead. */
  readonly isAhead: boolean;
}

/** Where senders' clocks are ahead. */
const AHEAD_SHARE = 0.4;
const MOST_PACKED = 5;
const ODD_PACK_SHARE = 0.04;
/** Share of packed records that end with an event which ends the process, so that what comes before it may be decided already. */
const FATAL_END_SHARE = 0.3;

/** What senders do over a run: mostly honest events, some late, some too late, some from the future, some broken. */
export function makeArrivals(random: Random, options: WorkloadOptions): Arrival[] {
  // Packed, as many events come in fewer records.
  const count = Math.ceil((options.isCrowded ? random.int(40, 80) : random.int(15, 60)) / (options.isPacking ? 2 : 1));
  const keyCount = random.pick(options.isCrowded ? [2, 5] : [2, 5, 40]);
  const isRedriving = options.hasFatal || options.isRepeating || options.isExpiring;
  const brokenShare = random.pick(isRedriving ? [0.05, 0.3] : [0, 0.05, 0.3]);
  const isBursty = random.chance(0.5);
  const repeatShare = options.isRepeating ? random.pick([0.1, 0.4, 0.7]) : 0;
  const before: Sent[] = [];

  const sentContent = (event: SimEvent): Content =>
    random.chance(brokenShare) ? breakEvent(random, event, options.hasFatal) : event;

  const next = (partitionKey: string | null): Sent => {
    const known = before.filter((sent) => partitionKey === null || sent.partitionKey === partitionKey);
    const again = known.length > 0 && random.chance(repeatShare) ? random.pick(known) : null;
    const fresh = makeEvent(random, `e${before.length}`, `k${random.int(1, keyCount)}`, options.newestSchema);
    // The same id says something else, so that it shows which one counted.
    const event = again ? { ...fresh, id: again.event.id, k: again.event.k, type: again.event.type } : fresh;
    const key = partitionKey ?? again?.partitionKey ?? (random.chance(0.7) ? event.k : event.id);
    const sent = { event, partitionKey: key };
    before.push(sent);
    return sent;
  };

  return Array.from({ length: count }, () => {
    const meanMs = options.lastsMs / count;
    const afterMs = isBursty && random.chance(0.8) ? 0 : random.int(0, Math.round(meanMs * (isBursty ? 8 : 2)));
    const first = next(null);
    const { partitionKey } = first;
    const isPacked = options.isPacking && random.chance(0.7);
    const more = isPacked ? Array.from({ length: random.int(0, MOST_PACKED - 1) }, () => next(partitionKey)) : [];
    const fatalEnd = options.hasFatal && random.chance(FATAL_END_SHARE) ? more.at(-1) : undefined;
    const sendings = [first, ...more].map((sent) => ({
      content: sent === fatalEnd ? { ...sent.event, isFatal: true } : sentContent(sent.event),
      lagMs: makeLagMs(random, options),
      intoLast: null,
    }));
    if (isPacked && random.chance(ODD_PACK_SHARE)) {
      return {
        afterMs,
        partitionKey,
        ...random.pick([
          { sendings: [], packing: 'packed' },
          { sendings, packing: 'corrupt' },
        ] as const),
      };
    }
    return { afterMs, partitionKey, sendings, packing: isPacked ? 'packed' : 'none' };
  });
}

interface Sent {
  readonly event: SimEvent;
  readonly partitionKey: string;
}

/** Exact sums go beyond 2^53 where several of these meet. */
const LARGE = 9_007_199_254_740_990;

/** An honest event; when it happened is told as it is sent. */
export function makeEvent(random: Random, id: string, k: string, newestSchema: number): SimEvent {
  return {
    id,
    type: random.pick(['a', 'a', 'b']),
    schema: random.int(1, newestSchema),
    t: 0,
    k,
    v: random.chance(0.1) ? LARGE : random.int(-50, 1_000),
    d: `${random.int(-90, 90)}.${String(random.int(0, 99)).padStart(2, '0')}`,
    w: random.chance(0.2) ? null : random.int(-1_000, 1_000) / 8,
    s: random.pick(['ash', 'birch', 'cedar', '']),
    boom: false,
    isFatal: false,
  };
}

function makeLagMs(random: Random, { aggregations, policy, isCrowded, isAhead }: WorkloadOptions): number {
  if (isAhead && random.chance(AHEAD_SHARE)) return -policy.futureBoundMs - random.pick([1, 1_000, 10_000]);
  const { sizeMs, latenessMs } = random.pick(aggregations);
  if (isCrowded && random.chance(0.8)) return random.int(0, 60_000);
  const draw = random.next();
  if (draw < 0.6) return random.int(0, policy.outOfOrdernessMs);
  if (draw < 0.7) return policy.outOfOrdernessMs + random.int(0, latenessMs);
  if (draw < 0.8) return random.int(0, 3 * (policy.outOfOrdernessMs + latenessMs + sizeMs));
  // About the very limits: of the window, of lateness, of the future.
  if (draw < 0.85) return policy.outOfOrdernessMs + latenessMs + random.int(-1, 1);
  if (draw < 0.9) return sizeMs + latenessMs + policy.outOfOrdernessMs;
  if (draw < 0.95) return -random.int(0, policy.futureBoundMs);
  return -policy.futureBoundMs - random.pick([0, 1, 1_000, 3_600_000]);
}

function breakEvent(random: Random, event: SimEvent, hasFatal: boolean): Content {
  return random.pick([
    null,
    { ...event, type: 'c' },
    { ...event, t: Number.NaN },
    { ...event, t: -1 },
    { ...event, k: '' },
    { ...event, v: 1.5 },
    { ...event, boom: true },
    ...(hasFatal ? [{ ...event, isFatal: true }] : []),
  ]);
}
