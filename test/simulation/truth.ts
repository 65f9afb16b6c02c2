import { BEFORE_FIRST, LAST_IN_RECORD, type Position } from '../../src/engine/position.ts';
import { rowId } from './expected-results.ts';
import type { GivenUp } from './given-up.ts';
import { countedOf, Ids, judge, judgeRedriven, newestAfter } from './oracle.ts';
import type { Scenario } from './scenario.ts';
import type { SimEntry, SimShard, SimStream } from './stream.ts';
import type { SimEvent } from './workload.ts';
import type { World } from './world.ts';

const END_OF_RECORD = `/${LAST_IN_RECORD}`;

interface ShardTruth {
  /** By position. */
  readonly indexes: Map<string, number>;
  /** By row, the indexes of the events that are counted in it, one entry for every time. */
  readonly counted: Map<string, number[]>;
  /** By row, how many events can be counted in it, by whatever way they come. */
  readonly possible: Map<string, number>;
  /** Events that were accepted, by index; none where several versions judge, for then their ids may be taken or not. */
  readonly accepted: Map<number, SimEvent>;
  read: number;
  newestMs: number | null;
}

/**
 * How often each row can have been counted at most, while a run goes on. Exact where one version judges; where several do, all that
 * one of them might count.
 */
export class Truth {
  readonly #scenario: Scenario;
  readonly #stream: SimStream;
  readonly #givenUp: GivenUp;
  readonly #shards = new Map<string, ShardTruth>();
  /** Those that are taken for sure. */
  readonly #ids: Ids;
  /** Those of events that were rejected, perhaps, or that `mayBeTaken` is about: what becomes of later ones with the same is not known yet. */
  readonly #openIds = new Set<string>();
  /** Batches may hold what came before a pause and after it. */
  readonly #mayBatchesSpanPauses: boolean;

  constructor({ scenario, stream, givenUp }: Pick<World, 'scenario' | 'stream' | 'givenUp'>) {
    this.#scenario = scenario;
    this.#stream = stream;
    this.#givenUp = givenUp;
    this.#ids = new Ids(scenario);
    this.#mayBatchesSpanPauses = scenario.expiry?.isCheckedBetween === false || scenario.episodes.length === 1;
  }

  /** How many events of its shard a lane has at or before this position; not a number for one where none is. */
  countThrough(shardId: string, position: Position): number {
    const end = this.#endOf(shardId, position);
    const entries = this.#stream.shards.find((shard) => shard.shardId === shardId)?.entries ?? [];
    return Number.isNaN(end) ? end : this.#givenUp.count(entries.slice(0, end));
  }

  /** Events of a row in its shard at or before this position. */
  inRowThrough(shardId: string, position: Position, id: string): number {
    const { indexes, counted } = this.#upToDate(shardId);
    const last = indexes.get(position) ?? -1;
    return (counted.get(id) ?? []).filter((index) => index <= last).length;
  }

  /** The events of a shard after a position through another that were accepted for sure. */
  acceptedBetween(shardId: string, after: Position, through: Position): readonly SimEvent[] {
    const { accepted } = this.#upToDate(shardId);
    const [first, end] = [this.#endOf(shardId, after), this.#endOf(shardId, through)];
    return [...accepted].filter(([index]) => index >= first && index < end).map(([, event]) => event);
  }

  /** Events of a row in the whole stream as it is now, redriven ones included. */
  inStream(id: string): number {
    return this.#stream.shards.reduce((sum, { shardId }) => sum + (this.#upToDate(shardId).possible.get(id) ?? 0), 0);
  }

  /** Index of the first event after a position. */
  #endOf(shardId: string, position: Position): number {
    if (position === BEFORE_FIRST) return 0;
    const { indexes } = this.#upToDate(shardId);
    // A record that was given up ends where a packed one does, though it may be none.
    const [record = ''] = position.endsWith(END_OF_RECORD) ? position.split('/') : [];
    return (indexes.get(position) ?? indexes.get(record) ?? Number.NaN) + 1;
  }

  #upToDate(shardId: string): ShardTruth {
    // Those before it first, its parents among them: they may hold its ids.
    for (const shard of this.#stream.shards) {
      const truth = this.#truthOf(shard.shardId);
      this.#readOn(shard, truth);
      if (shard.shardId === shardId) return truth;
    }
    return this.#truthOf(shardId);
  }

  #truthOf(shardId: string): ShardTruth {
    const fresh = {
      indexes: new Map(),
      counted: new Map(),
      possible: new Map(),
      accepted: new Map(),
      read: 0,
      newestMs: null,
    };
    const truth = this.#shards.get(shardId) ?? fresh;
    this.#shards.set(shardId, truth);
    return truth;
  }

  #readOn({ entries }: SimShard, truth: ShardTruth): void {
    for (; truth.read < entries.length; truth.read += 1) {
      const entry = entries[truth.read];
      if (!entry) break;
      truth.indexes.set(entry.position, truth.read);
      for (const id of this.#rowsOf(entry, truth)) {
        const held = truth.counted.get(id) ?? [];
        held.push(truth.read);
        truth.counted.set(id, held);
      }
      for (const id of this.#possibleRowsOf(entry)) truth.possible.set(id, (truth.possible.get(id) ?? 0) + 1);
    }
  }

  #isOpen({ content }: SimEntry): boolean {
    return content !== null && content !== 'nothing packed' && this.#openIds.has(`${content.type} ${content.id}`);
  }

  /** An id free again by the horizon may still be held by the batch that it was claimed with, which is not cut yet. */
  #mayBeTaken({ content, arrivalMs }: SimEntry): boolean {
    if (!this.#mayBatchesSpanPauses || content === null || content === 'nothing packed') return false;
    return this.#ids.wasTaken(content) && !this.#ids.isTaken(content, arrivalMs);
  }

  #open({ content }: SimEntry): void {
    if (content !== null && content !== 'nothing packed') this.#openIds.add(`${content.type} ${content.id}`);
  }

  #possibleRowsOf(entry: SimEntry): readonly string[] {
    const outcomes = this.#scenario.versions.map((version) => judgeRedriven(this.#scenario, version, entry));
    const outcome = outcomes.find(({ kind }) => kind === 'accepted');
    if (outcome?.kind !== 'accepted') return [];
    return outcome.brings.flatMap(({ spec, windowStartMs, keys }) =>
      keys.map((key) => rowId(spec.name, windowStartMs, key)),
    );
  }

  #rowsOf(entry: SimEntry, truth: ShardTruth): readonly string[] {
    const { versions } = this.#scenario;
    if (this.#mayBeTaken(entry)) this.#open(entry);
    // Whoever may judge otherwise, nothing is too late for sure, so nothing moves the lane on.
    const isContested = versions.length > 1 || this.#scenario.givesUp || this.#isOpen(entry);
    const outcomes = versions.map((version) =>
      judge(this.#scenario, version, entry, isContested ? null : truth.newestMs, this.#ids),
    );
    if (this.#scenario.givesUp || outcomes.some(({ kind }) => kind === 'rejected')) this.#open(entry);
    const outcome = outcomes.find((candidate) => candidate.kind === 'accepted');
    if (!outcome) return [];
    if (outcomes.every(({ kind }) => kind === 'accepted')) {
      if (!this.#isOpen(entry)) this.#ids.take(outcome.event, entry.arrivalMs);
      if (!isContested) truth.accepted.set(truth.read, outcome.event);
    }
    if (!isContested) truth.newestMs = newestAfter(truth.newestMs, outcome);
    return countedOf(outcome).flatMap(({ spec, windowStartMs, keys }) =>
      keys.map((key) => rowId(spec.name, windowStartMs, key)),
    );
  }
}
