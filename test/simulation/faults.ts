import type { Random } from './random.ts';

/** Everything that goes wrong, and how often at most per chance to. Each run draws its own rates, so that some faults meet often. */
const MOST = {
  'crash before a request': 0.04,
  'crash after a request': 0.04,
  'request lost': 0.03,
  'answer lost': 0.04,
  'write lands late': 0.04,
  'write lands after its process died': 0.5,
  throttled: 0.05,
  'attempt given up but running on': 0.3,
  'time runs short': 0.2,
  'records delivered again after success': 0.3,
  'batch cut anew': 0.5,
  'instance recycled': 0.15,
  'message lost': 0.3,
  'message delivered again': 0.3,
  'two consumers of one queue at once': 0.3,
  'wrong watermark': 0.6,
  'wrong idleness': 0.2,
  'stale list of shards': 0.3,
  'child read before its parents': 0.3,
  'skewed clock': 0.5,
  'clock set while a process runs': 0.05,
  'read sees what was before': 0.5,
  'page of a query cut short': 0.3,
  'keys of a batch left unprocessed': 0.3,
  'empty page of a shard': 0.3,
  'iterator of a shard expired': 0.1,
  'list of shards in pages': 0.3,
  'message of a batch refused': 0.1,
  'message received and not delivered': 0.1,
  'early drain': 1,
  'letter moved twice': 0.3,
  'shard halted for hours': 0.4,
  'results refused for hours': 0.03,
  'redriver ended once it has decided': 0.5,
  'queue halted for days': 0.7,
} as const;

export type FaultKind = keyof typeof MOST;

export const FAULT_KINDS = Object.keys(MOST) as readonly FaultKind[];

/** Faults, and kinds of run that are rare enough to be counted like them. */
export type Injection =
  | FaultKind
  | 'request tried again by its client'
  | 'shard split or merged'
  | 'version deployed'
  | 'dead letters redriven'
  | 'late events admitted'
  | 'windows expired'
  | 'state of windows collected'
  | 'stamped state vanished'
  | 'redriven event withdrawn from expired windows'
  | 'redrive unfinished when its state was collected'
  | 'packed record'
  | 'process ended by a record'
  | 'record given up'
  | 'packed record given up'
  | 'rest of a packed record given up'
  | 'event sent again within the horizon'
  | 'event sent again after the horizon'
  | 'result published again';

export const INJECTIONS: readonly Injection[] = [
  ...FAULT_KINDS,
  'request tried again by its client',
  'shard split or merged',
  'version deployed',
  'dead letters redriven',
  'late events admitted',
  'windows expired',
  'state of windows collected',
  'stamped state vanished',
  'redriven event withdrawn from expired windows',
  'redrive unfinished when its state was collected',
  'packed record',
  'process ended by a record',
  'record given up',
  'packed record given up',
  'rest of a packed record given up',
  'event sent again within the horizon',
  'event sent again after the horizon',
  'result published again',
];

/** Decides what goes wrong and counts it. */
export class Faults {
  readonly counts = new Map<Injection, number>();
  isOn = true;
  readonly #random: Random;
  readonly #rates: Map<FaultKind, number>;
  #left: readonly FaultKind[] = FAULT_KINDS;

  constructor(random: Random) {
    this.#random = random;
    this.#rates = new Map(
      Object.entries(MOST).map(([kind, most]) => [kind as FaultKind, most * random.pick([0, 0.2, 1, random.next()])]),
    );
  }

  canHappen(kind: FaultKind): boolean {
    return (this.#rates.get(kind) ?? 0) > 0 && this.#left.includes(kind);
  }

  /** Has these happen at least so often. */
  raise(rates: Partial<Record<FaultKind, number>>): void {
    for (const [kind, rate] of Object.entries(rates)) {
      const fault = kind as FaultKind;
      this.#rates.set(fault, Math.max(rate, this.#rates.get(fault) ?? 0));
    }
  }

  /** Has these never happen. */
  exclude(kinds: readonly FaultKind[]): void {
    for (const kind of kinds) this.#rates.set(kind, 0);
  }

  /** From now on nothing else goes wrong. What is drawn stays the same, so that the rest of the run does where it can. */
  leaveOnly(kinds: readonly FaultKind[]): void {
    this.#left = kinds;
  }

  /** @param weight how much likelier than usual it is here */
  happens(kind: FaultKind, weight = 1): boolean {
    if (!this.isOn || !this.#random.chance(weight * (this.#rates.get(kind) ?? 0))) return false;
    if (!this.#left.includes(kind)) return false;
    this.count(kind);
    return true;
  }

  count(injection: Injection): void {
    this.counts.set(injection, (this.counts.get(injection) ?? 0) + 1);
  }
}
