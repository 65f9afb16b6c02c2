import type { MemoryResultStore } from '../../src/adapters/memory/memory-result-store.ts';
import type { Partial } from '../../src/engine/apply.ts';
import { type Fingerprint, fingerprintOf } from '../../src/engine/hash.ts';
import { type Position, sequenceNumberOf } from '../../src/engine/position.ts';
import type { Progress } from '../../src/engine/progress.ts';
import type { Lane } from '../../src/ports/lane.ts';
import type { PartialRef } from '../../src/ports/partial-store.ts';
import type { RedrivenEvent } from '../../src/ports/redrive-store.ts';
import type { ResultStore } from '../../src/ports/result-store.ts';
import type { StateStore } from '../../src/ports/state-store.ts';
import { type ExpectedRow, measuresText, rowId } from './expected-results.ts';
import { Truth } from './truth.ts';
import type { World } from './world.ts';

export type SeenRow = ExpectedRow & { readonly revision: number };

/** What a run's result store must offer beside its port. */
export type ResultRows = ResultStore & Pick<MemoryResultStore, 'rows'>;

/** Looks at every durable effect at the instant it happens, and says what must never be. */
export class Watch {
  /** Rows as they were last written. */
  readonly rows = new Map<string, SeenRow>();
  readonly results: ResultRows;
  /** Every redriven event that ever claimed its id. */
  readonly claimants = new Map<string, RedrivenEvent>();
  readonly #truth: Truth;
  readonly #world: World;
  /** Every claim that was ever stored. */
  readonly #claimed = new Set<string>();
  #watermarkMs: number | null = null;

  constructor(world: World, results: ResultRows) {
    this.#truth = new Truth(world);
    this.results = results;
    this.#world = world;
  }

  over(state: StateStore): StateStore {
    return {
      ...state,
      putPartial: async (ref, next, expectedApplied) => {
        const write = await state.putPartial(ref, next, expectedApplied);
        if (write.kind === 'written') this.#sawPartial(ref, next);
        return write;
      },
      writeProgress: async (lane, next, expectedVersion) => {
        const before = await state.readProgress(lane);
        const write = await state.writeProgress(lane, next, expectedVersion);
        if (write.kind === 'written') this.#sawProgress(lane, before, write.progress);
        return write;
      },
      putClaims: async (lane, segment, expiresAtMs) => {
        await state.putClaims(lane, segment, expiresAtMs);
        const { fingerprints } = segment;
        for (let at = 0; at < fingerprints.length; at += 2) {
          this.#claimed.add(claimWord(lane, { high: fingerprints[at] ?? 0, low: fingerprints[at + 1] ?? 0 }));
        }
      },
      putOwnedClaim: async (lane, through, claim, expiresAtMs) => {
        await state.putOwnedClaim(lane, through, claim, expiresAtMs);
        const { owner } = claim;
        this.claimants.set(`${owner.lane.shardId} ${owner.position}`, owner);
      },
      writeWatermark: async (next, expectedVersion) => {
        const outcome = await state.writeWatermark(next, expectedVersion);
        if (outcome === 'written') this.#sawWatermark(next.watermarkMs);
        return outcome;
      },
    };
  }

  overResults(): ResultStore {
    const { results } = this;
    return {
      ...results,
      writeResult: async (ref, result) => {
        const outcome = await results.writeResult(ref, result);
        if (outcome === 'written') {
          const { aggregation, windowStartMs, key } = ref;
          const id = rowId(aggregation, windowStartMs, key);
          const before = this.rows.get(id);
          const row = { aggregation, windowStartMs, key, n: result.n, measures: measuresText(result.measures) };
          this.rows.set(id, { ...row, revision: (before?.revision ?? 0) + 1 });
          if (before && before.n >= row.n) this.#violate(`result ${id} went from ${before.n} events to ${row.n}`);
          const most = this.#truth.inStream(id);
          if (row.n > most) this.#violate(`result ${id} holds ${row.n} events, the stream ${most}`);
        }
        return outcome;
      },
    };
  }

  #sawPartial(ref: PartialRef, { applied, keys }: Partial): void {
    for (const [key, [n]] of keys) {
      const id = rowId(ref.aggregation, ref.windowStartMs, key);
      const most = this.#truth.inRowThrough(ref.lane.shardId, applied, id);
      if (Number(n) > most) {
        this.#violate(`a partial of ${ref.lane.shardId} holds ${String(n)} events of ${id}, the shard so far ${most}`);
      }
    }
  }

  #sawProgress(lane: Lane, before: Progress, after: Progress): void {
    const say = (what: string) => this.#violate(`progress of ${lane.shardId}: ${what}`);
    if (after.lastPosition < before.lastPosition) say(`went back from ${before.lastPosition} to ${after.lastPosition}`);
    if (after.decidedThrough < before.decidedThrough) say(`undid decisions after ${after.decidedThrough}`);
    if (after.decidedThrough < after.lastPosition) say(`is done through ${after.lastPosition}, decided less`);
    const { read, accepted, duplicate, rejected, ignored, aggregations } = after.counts;
    this.#sawGivenUp(lane, before, after);
    const done = this.#truth.countThrough(lane.shardId, after.lastPosition);
    if (read !== done) say(`counts ${read} events read, ${done} are done`);
    if (read !== accepted + duplicate + rejected + ignored)
      say(`events do not add up: ${JSON.stringify(after.counts)}`);
    const hasIds = this.#world.scenario.horizonMs !== null;
    for (const { type, id } of this.#truth.acceptedBetween(lane.shardId, before.lastPosition, after.lastPosition)) {
      if (hasIds && !this.#claimed.has(claimWord(lane, fingerprintOf(`${type}\n${id}`))))
        say(`moved past ${id}, whose claim is not stored`);
    }
    for (const [name, { counted, filtered, tooLate }] of Object.entries(aggregations)) {
      if (accepted !== counted + filtered + tooLate)
        say(`events of ${name} do not add up: ${JSON.stringify(after.counts)}`);
    }
  }

  #sawGivenUp({ shardId }: Lane, before: Progress, after: Progress): void {
    const { givenUp, faults } = this.#world;
    for (const exception of after.exceptions) {
      const { position } = exception;
      if (exception.kind !== 'rejected' || exception.reason !== 'PROCESSOR_CRASHED') continue;
      if (before.exceptions.some((held) => held.position === position)) continue;
      faults.count(this.#isPacked(shardId, position) ? 'packed record given up' : 'record given up');
      if (position.includes('/')) faults.count('rest of a packed record given up');
      const problem = givenUp.add(shardId, position);
      if (problem !== undefined) this.#violate(problem);
      if (before.decidedThrough >= position) this.#violate(`${shardId} ${position} was given up, and decided before`);
    }
  }

  #isPacked(shardId: string, position: Position): boolean {
    const { entries } = this.#world.stream.shards.find((shard) => shard.shardId === shardId) ?? { entries: [] };
    const sequenceNumber = sequenceNumberOf(position);
    return entries.filter(({ record }) => record.sequenceNumber === sequenceNumber).length > 1;
  }

  #violate(what: string): void {
    this.#world.violate(what);
  }

  #sawWatermark(watermarkMs: number | null): void {
    if (this.#watermarkMs !== null && (watermarkMs === null || watermarkMs < this.#watermarkMs)) {
      this.#violate(`the watermark went back from ${this.#watermarkMs} to ${watermarkMs}`);
    }
    this.#watermarkMs = watermarkMs;
  }
}

function claimWord({ shardId }: Lane, { high, low }: Fingerprint): string {
  return `${shardId} ${high} ${low}`;
}
