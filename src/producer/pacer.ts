/** What one shard takes in a second (Kinesis quotas): records, and bytes of data and partition keys. */
const SHARD_RECORDS = 1_000;
const SHARD_BYTES = 1_000_000;

/** Shards' worth a second, at the start and at the least. */
const FIRST_RATE = 2;
const LEAST_RATE = 0.05;
/** How much of its rate may go at once after a pause. */
const BURST_S = 0.1;
/** The rate is looked at this often. */
const INTERVAL_MS = 100;
/** Growth an interval once something was refused: about a tenth a second, or 200 records a second, whichever is more. */
const GROWTH = 0.01;
const LEAST_GROWTH = 0.02;

/**
 * How long a record keeps one shard busy, in seconds: by its count or its bytes, whichever weighs more. In this unit one rate fits
 * large and small records alike; for a stream it is about the number of its shards.
 */
export function shardSeconds(bytes: number): number {
  return Math.max(1 / SHARD_RECORDS, bytes / SHARD_BYTES);
}

/**
 * Finds the rate that a stream takes: it doubles until something is refused, is then cut by half of the refused share and grows again
 * by little. A token bucket keeps to it.
 */
export class Pacer {
  #rate = FIRST_RATE;
  #tokens = FIRST_RATE * BURST_S;
  #atMs: number;
  #hasBeenRefused = false;
  /** Since the rate was last looked at: */
  #sinceMs: number;
  #tried = 0;
  #refused = 0;
  #hasWaited = false;

  constructor(nowMs: number) {
    this.#atMs = nowMs;
    this.#sinceMs = nowMs;
  }

  /** Shards' worth a second. */
  get rate(): number {
    return this.#rate;
  }

  /** How long to wait until half of what may go at once has gathered: 0 where it may go now. */
  waitMs(nowMs: number): number {
    this.#refill(nowMs);
    const missing = (this.#rate * BURST_S) / 2 - this.#tokens;
    if (missing <= 0) return 0;
    this.#hasWaited = true;
    return Math.max(1, (missing / this.#rate) * 1_000);
  }

  /** What may go now, in shard-seconds. */
  get budget(): number {
    return this.#tokens;
  }

  /** A call that takes so much is under way. It may take more than the budget, by one record: later calls wait for it. */
  spend(cost: number): void {
    this.#tokens -= cost;
  }

  /** How a call of this cost came out. */
  settle(nowMs: number, cost: number, refused: number): void {
    this.#tried += cost;
    this.#refused += refused;
    if (nowMs - this.#sinceMs < INTERVAL_MS) return;
    if (this.#refused > 0) {
      this.#hasBeenRefused = true;
      this.#rate = Math.max(LEAST_RATE, this.#rate * (1 - this.#refused / this.#tried / 2));
    } else if (this.#hasWaited) {
      this.#rate += this.#hasBeenRefused ? Math.max(LEAST_GROWTH, this.#rate * GROWTH) : this.#rate;
    }
    this.#sinceMs = nowMs;
    this.#tried = 0;
    this.#refused = 0;
    this.#hasWaited = false;
  }

  #refill(nowMs: number): void {
    const passedS = Math.max(0, nowMs - this.#atMs) / 1_000;
    this.#atMs = nowMs;
    this.#tokens = Math.min(this.#rate * BURST_S, this.#tokens + passedS * this.#rate);
  }
}
