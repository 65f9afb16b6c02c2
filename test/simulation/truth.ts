import { rowId } from './expected-results.ts';
import { countedOf, judge, newestAfter } from './oracle.ts';
import type { Scenario } from './scenario.ts';
import type { SimRecord, SimShard, SimStream } from './stream.ts';

interface ShardTruth {
  readonly indexes: Map<string, number>;
  /** By row, the indexes of the records that are counted in it, one entry for every time. */
  readonly counted: Map<string, number[]>;
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
  readonly #shards = new Map<string, ShardTruth>();

  constructor(scenario: Scenario, stream: SimStream) {
    this.#scenario = scenario;
    this.#stream = stream;
  }

  /** Index in its shard of the record with this sequence number. */
  indexOf(shardId: string, sequenceNumber: string): number {
    return this.#upToDate(shardId).indexes.get(sequenceNumber) ?? Number.NaN;
  }

  /** Events of a row in the shard's records through this one. */
  throughRecord(shardId: string, sequenceNumber: string, id: string): number {
    const { indexes, counted } = this.#upToDate(shardId);
    const last = indexes.get(sequenceNumber) ?? -1;
    return (counted.get(id) ?? []).filter((index) => index <= last).length;
  }

  /** Events of a row in the whole stream as it is now. */
  inStream(id: string): number {
    return this.#stream.shards.reduce(
      (sum, { shardId }) => sum + (this.#upToDate(shardId).counted.get(id)?.length ?? 0),
      0,
    );
  }

  #upToDate(shardId: string): ShardTruth {
    const truth = this.#shards.get(shardId) ?? { indexes: new Map(), counted: new Map(), read: 0, newestMs: null };
    this.#shards.set(shardId, truth);
    const shard = this.#stream.shards.find((candidate) => candidate.shardId === shardId);
    if (shard) this.#readOn(shard, truth);
    return truth;
  }

  #readOn({ records }: SimShard, truth: ShardTruth): void {
    for (const record of records.slice(truth.read)) {
      truth.indexes.set(record.sequenceNumber, truth.read);
      for (const id of this.#rowsOf(record, truth)) {
        const held = truth.counted.get(id) ?? [];
        held.push(truth.read);
        truth.counted.set(id, held);
      }
      truth.read += 1;
    }
  }

  #rowsOf(record: SimRecord, truth: ShardTruth): readonly string[] {
    const { versions } = this.#scenario;
    const isContested = versions.length > 1;
    // With several versions nothing is too late for sure, so nothing moves the lane on.
    const outcomes = versions.map((version) =>
      judge(this.#scenario, version, record, isContested ? null : truth.newestMs),
    );
    const outcome = outcomes.find(({ kind }) => kind === 'accepted');
    if (!outcome) return [];
    truth.newestMs = newestAfter(truth.newestMs, outcome);
    return countedOf(outcome).flatMap(({ spec, windowStartMs, keys }) =>
      keys.map((key) => rowId(spec.name, windowStartMs, key)),
    );
  }
}
