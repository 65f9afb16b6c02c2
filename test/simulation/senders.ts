import type { SimShard } from './stream.ts';
import type { Arrival, Content, Sending } from './workload.ts';
import type { World } from './world.ts';

interface Episode {
  readonly startMs: number;
  endMs: number;
}

/** Everybody who sends, one record after the other. */
export class Senders {
  /** When the next record is sent; infinite where there is none. */
  nextMs = Number.POSITIVE_INFINITY;
  readonly #world: World;
  readonly #onSent: (into: SimShard) => void;
  readonly #episodes: Episode[] = [];
  /** By id, when it was sent last. */
  readonly #sentMs = new Map<string, number>();
  #unsent = 0;

  constructor(world: World, onSent: (into: SimShard) => void) {
    this.#world = world;
    this.#onSent = onSent;
  }

  get isAllSent(): boolean {
    return this.#unsent === 0;
  }

  /** @param onFirst called when the first of them is sent */
  send(arrivals: readonly Arrival[], onFirst: () => void = () => {}): void {
    this.#unsent += arrivals.length;
    this.#sendNext(arrivals, () => {
      const { nowMs } = this.#world.scheduler;
      this.#episodes.push({ startMs: nowMs, endMs: nowMs });
      onFirst();
    });
  }

  #sendNext([arrival, ...more]: readonly Arrival[], onSend: () => void): void {
    const { scheduler, stream } = this.#world;
    this.nextMs = arrival ? scheduler.nowMs + arrival.afterMs : Number.POSITIVE_INFINITY;
    if (!arrival) return;
    scheduler.at(arrival.afterMs, () => {
      onSend();
      const contents = arrival.sendings.map((sending) => this.#contentOf(sending));
      this.#count(arrival, contents);
      this.#onSent(stream.append(arrival, contents, scheduler.nowMs));
      const episode = this.#episodes.at(-1);
      if (episode) episode.endMs = scheduler.nowMs;
      this.#unsent -= 1;
      this.#sendNext(more, () => {});
    });
  }

  #contentOf({ content, lagMs, intoLast }: Sending): Content {
    if (content === null || content.t !== 0) return content;
    const { scheduler, scenario } = this.#world;
    const last = this.#episodes.at(-2);
    const atMs =
      last && intoLast !== null ? last.startMs + intoLast * (last.endMs - last.startMs) : scheduler.nowMs - lagMs;
    return { ...content, t: Math.floor(atMs / scenario.eventTimeStepMs) * scenario.eventTimeStepMs };
  }

  #count({ packing }: Arrival, contents: readonly Content[]): void {
    const { scheduler, faults, scenario } = this.#world;
    if (packing !== 'none') faults.count('packed record');
    if (scenario.horizonMs === null) return;
    for (const content of contents) {
      const beforeMs = content ? this.#sentMs.get(content.id) : undefined;
      if (content) this.#sentMs.set(content.id, scheduler.nowMs);
      if (beforeMs === undefined) continue;
      const isWithin = scheduler.nowMs - beforeMs <= scenario.horizonMs;
      faults.count(isWithin ? 'event sent again within the horizon' : 'event sent again after the horizon');
    }
  }
}
