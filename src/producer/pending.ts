import type { Consignment } from './outgoing-record.ts';

interface Waiter {
  readonly epoch: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Events taken and not known to be in the stream. They are counted by epochs, which each `flush` ends: it waits for its own and earlier
 * ones alone, so that senders who go on do not hold it up.
 */
export class Pending {
  readonly #maxEvents: number;
  readonly #maxBytes: number;
  readonly #eventsByEpoch = new Map<number, number>();
  #epoch = 0;
  #events = 0;
  #bytes = 0;
  #room: Waiter[] = [];
  #flushes: Waiter[] = [];

  constructor(maxEvents: number, maxBytes: number) {
    this.#maxEvents = maxEvents;
    this.#maxBytes = maxBytes;
  }

  get events(): number {
    return this.#events;
  }

  /** The epoch of what is taken now. */
  get epoch(): number {
    return this.#epoch;
  }

  /** True while somebody waits for room. */
  get isFull(): boolean {
    return this.#room.length > 0;
  }

  /** One event larger than all the room there is may come alone. */
  hasRoom(bytes: number): boolean {
    return this.#events === 0 || (this.#events < this.#maxEvents && this.#bytes + bytes <= this.#maxBytes);
  }

  /** Waits until something was stored. */
  room(): Promise<void> {
    return new Promise((resolve, reject) => this.#room.push({ epoch: this.#epoch, resolve, reject }));
  }

  /** @param epoch of the record that the event goes into */
  add(bytes: number, epoch: number): void {
    this.#events += 1;
    this.#bytes += bytes;
    this.#eventsByEpoch.set(epoch, (this.#eventsByEpoch.get(epoch) ?? 0) + 1);
  }

  stored({ events, pendingBytes, epoch }: Consignment): void {
    this.#events -= events;
    this.#bytes -= pendingBytes;
    const left = (this.#eventsByEpoch.get(epoch) ?? 0) - events;
    if (left > 0) this.#eventsByEpoch.set(epoch, left);
    else this.#eventsByEpoch.delete(epoch);
    for (const { resolve } of this.#room.splice(0)) resolve();
    this.#endFlushes();
  }

  /** Ends the epoch. @returns a promise that resolves once everything taken until now is in the stream */
  flush(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#flushes.push({ epoch: this.#epoch, resolve, reject });
      this.#epoch += 1;
      this.#endFlushes();
    });
  }

  /** Ends every wait with this error. */
  fail(error: unknown): void {
    for (const { reject } of [...this.#room.splice(0), ...this.#flushes.splice(0)]) reject(error);
  }

  #endFlushes(): void {
    if (this.#flushes.length === 0) return;
    const oldest = Math.min(...this.#eventsByEpoch.keys());
    const isOver = ({ epoch }: Waiter): boolean => epoch < oldest;
    for (const { resolve } of this.#flushes.filter(isOver)) resolve();
    this.#flushes = this.#flushes.filter((waiter) => !isOver(waiter));
  }
}
