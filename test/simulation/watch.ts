import type { StoredItem } from '../../src/codecs/items/attribute.ts';
import { itemBytes } from '../../src/codecs/items/item-size.ts';
import { decodePartial } from '../../src/codecs/items/partial-item.ts';
import { decodeLaneProgress } from '../../src/codecs/items/progress-item.ts';
import { decodeResult } from '../../src/codecs/items/result-item.ts';
import type { Partial } from '../../src/engine/apply.ts';
import { type Position, sequenceNumberOf } from '../../src/engine/position.ts';
import { NO_PROGRESS, type Progress } from '../../src/engine/progress.ts';
import type { Lane } from '../../src/ports/lane.ts';
import type { RedrivenEvent } from '../../src/ports/redrive-store.ts';
import { ClaimsSeen } from './claims-seen.ts';
import { rowId } from './expected-results.ts';
import { type ItemKind, kindOfItem } from './item-kind.ts';
import { shardOfKey, windowOfKey } from './item-place.ts';
import type { ItemWrite } from './services/dynamodb/sim-dynamodb.ts';
import { type SimEntry, STREAM } from './stream.ts';
import { Truth } from './truth.ts';
import { WatermarkCheck } from './watermark-check.ts';
import type { World } from './world.ts';

/** What is written for every batch, or every minute, and must not grow. */
const WITHIN_A_WRITE_UNIT: ReadonlySet<ItemKind> = new Set(['progress', 'control', 'expiry', 'watermark', 'mark']);
const WRITE_UNIT_BYTES = 1_024;

/** Looks at every durable effect at the instant it happens, and says what must never be. */
export class Watch {
  /** Every redriven event that ever claimed its id. */
  readonly claimants = new Map<string, RedrivenEvent>();
  readonly claims = new ClaimsSeen();
  readonly #truth: Truth;
  readonly #watermarks: WatermarkCheck;
  readonly #world: World;
  #watermarkMs: number | null = null;

  constructor(world: World) {
    this.#truth = new Truth(world);
    this.#watermarks = new WatermarkCheck(world);
    this.#world = world;
  }

  /** Call it for each change of an item, at the instant it happens. */
  saw({ before, after }: ItemWrite): void {
    if (!after) return;
    const kind = kindOfItem(after);
    if (WITHIN_A_WRITE_UNIT.has(kind) && itemBytes(after) > WRITE_UNIT_BYTES)
      this.#violate(`an item of ${itemBytes(after)} bytes: ${kind} has to stay within one write unit`);
    switch (kind) {
      case 'partial':
        this.#sawPartial(after, decodePartial(after));
        break;
      case 'progress': {
        const { lane, progress } = decodeLaneProgress(after);
        this.#sawProgress(lane, before ? decodeLaneProgress(before).progress : NO_PROGRESS, progress);
        break;
      }
      case 'claims':
        this.#sawClaims(after);
        break;
      case 'owned claims':
        this.#sawOwner(after);
        break;
      case 'watermark':
        this.#sawWatermark(after.watermark === undefined ? null : Number(after.watermark.N));
        break;
      case 'result':
        this.#sawRow(before, after);
        this.#world.published.sawRow(after);
        break;
    }
  }

  #sawClaims(item: StoredItem): void {
    const shardId = shardOfKey(item.pk?.S ?? '');
    const [through = ''] = (item.sk?.S ?? '').split('~');
    const last = this.#entriesOf(shardId).find(({ position }) => position === through);
    if (last && Number(item.a?.N) > last.arrivalMs)
      this.#violate(`claims of ${shardId} through ${through} arrived at ${item.a?.N}, after the last of their events`);
    this.claims.sawClaims(item);
  }

  #sawOwner({ o: owner }: StoredItem): void {
    const [shardId = '', position = ''] = (owner?.S ?? '').split('|');
    this.claimants.set(`${shardId} ${position}`, { lane: { ...STREAM, shardId }, position });
  }

  #sawRow(before: StoredItem | undefined, after: StoredItem): void {
    const { key, windowStartMs, n, revision } = decodeResult(after);
    const [aggregation = ''] = (after.pk?.S ?? '').split('#');
    const id = rowId(aggregation, windowStartMs, key);
    const last = before && decodeResult(before);
    if (last && last.n >= n) this.#violate(`result ${id} went from ${last.n} events to ${n}`);
    if (revision !== (last?.revision ?? 0) + 1) this.#violate(`result ${id} skipped to revision ${revision}`);
    const most = this.#truth.inStream(id);
    if (n > most) this.#violate(`result ${id} holds ${n} events, the stream ${most}`);
  }

  #sawPartial(item: StoredItem, { applied, keys }: Partial): void {
    const { aggregation, windowStartMs } = windowOfKey(item);
    const shardId = shardOfKey(item.sk?.S ?? '');
    for (const [key, [n]] of keys) {
      const id = rowId(aggregation, windowStartMs, key);
      const most = this.#truth.inRowThrough(shardId, applied, id);
      if (Number(n) > most) {
        this.#violate(`a partial of ${shardId} holds ${String(n)} events of ${id}, the shard so far ${most}`);
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
    this.claims.sawExceptions(lane.shardId, after.exceptions);
    this.#watermarks.sawProgress(lane.shardId, after);
    const done = this.#truth.countThrough(lane.shardId, after.lastPosition);
    if (Number.isNaN(done)) say(`is at ${after.lastPosition}, where no event ends`);
    else if (read !== done) say(`counts ${read} events read, ${done} are done`);
    if (read !== accepted + duplicate + rejected + ignored)
      say(`events do not add up: ${JSON.stringify(after.counts)}`);
    const hasIds = this.#world.scenario.horizonMs !== null;
    for (const event of this.#truth.acceptedBetween(lane.shardId, before.lastPosition, after.lastPosition)) {
      if (hasIds && !this.claims.isClaimed(lane.shardId, event))
        say(`moved past ${event.id}, whose claim is not stored`);
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
    const sequenceNumber = sequenceNumberOf(position);
    return this.#entriesOf(shardId).filter(({ record }) => record.sequenceNumber === sequenceNumber).length > 1;
  }

  #entriesOf(shardId: string): readonly SimEntry[] {
    return this.#world.stream.shards.find((shard) => shard.shardId === shardId)?.entries ?? [];
  }

  #violate(what: string): void {
    this.#world.violate(what);
  }

  #sawWatermark(watermarkMs: number | null): void {
    if (this.#watermarkMs !== null && (watermarkMs === null || watermarkMs < this.#watermarkMs)) {
      this.#violate(`the watermark went back from ${this.#watermarkMs} to ${watermarkMs}`);
    }
    if (watermarkMs !== null && watermarkMs > (this.#watermarkMs ?? -Infinity)) {
      const problem = this.#watermarks.problemOf(watermarkMs, this.#world.actingSinceMs);
      if (problem !== undefined) this.#violate(problem);
    }
    this.#watermarkMs = watermarkMs;
  }
}
