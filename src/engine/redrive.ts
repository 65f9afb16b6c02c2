import { Positions } from './batch.ts';
import { type BucketContributions, contribute } from './contribute.ts';
import type { Evaluated, Part } from './evaluate.ts';
import type { AggregationPlan } from './plan.ts';
import { type Position, sequenceNumberOf, subSequenceOf } from './position.ts';
import { NO_PROGRESS } from './progress.ts';
import type { EpochMs } from './time.ts';

/** A window of an aggregation that a redriven event belongs to. */
export interface RedriveTarget {
  readonly aggregation: string;
  readonly generation: number;
  readonly windowStartMs: EpochMs;
}

/**
 * What became of one redriven event; decided once, durable before any effect, and obeyed ever after.
 *
 * `rejected`: it had been rejected, so this is its first outcome. `tooLate`: its lane has accepted it, and only windows that it came too
 * late for are decided here.
 */
export interface RedriveDecision {
  readonly origin: 'rejected' | 'tooLate';
  readonly outcome: 'accepted' | 'duplicate' | 'ignored';
  readonly counted: readonly RedriveTarget[];
  /** Windows whose state had expired: the event goes to the late queue for them. */
  readonly expired: readonly RedriveTarget[];
  /** Everything that follows from it is durable. Left out: that is not known. */
  readonly isDone?: true;
}

/** An event, or one that is of no use to any aggregation: what a redrive can be decided about. */
export type Usable = Exclude<Evaluated, { readonly kind: 'rejected' }>;

/** What a redriven event came with. */
export interface RedriveOrigin {
  readonly origin: RedriveDecision['origin'];
  /** The aggregations that are to be decided; left out: all. */
  readonly aggregations?: readonly string[];
}

/** Says of a window that nothing is counted into it any more. */
export type HasExpired = (window: Pick<Part, 'plan' | 'windowStartMs'>) => boolean;

/** Decides about an event that nothing is stored about. Allowed lateness does not apply: somebody has asked for it to be counted. */
export function decideRedrive(
  evaluated: Usable,
  { origin, aggregations }: RedriveOrigin,
  hasExpired: HasExpired,
): RedriveDecision {
  const nothing = { origin, counted: [], expired: [], isDone: true } as const;
  if (evaluated.kind === 'ignored') return { ...nothing, outcome: 'ignored' };
  const parts = evaluated.parts.filter(({ plan }) => aggregations?.includes(plan.aggregation.name) ?? true);
  if (parts.length === 0) return { ...nothing, outcome: 'accepted' };
  const counted = parts.filter((part) => !hasExpired(part)).map(targetOf);
  return { origin, outcome: 'accepted', counted, expired: parts.filter(hasExpired).map(targetOf) };
}

/**
 * What an event brings to the buckets of the windows that it is counted in.
 *
 * @returns undefined where this code does not bring it to one of them, so that it cannot do what was decided
 */
export function contributionsOf(
  plans: readonly AggregationPlan[],
  position: Position,
  evaluated: Evaluated,
  counted: readonly RedriveTarget[],
): readonly BucketContributions[] | undefined {
  if (counted.length === 0) return [];
  if (evaluated.kind !== 'event') return undefined;
  const parts = counted.map((target) => evaluated.parts.find((part) => isSame(targetOf(part), target)));
  const found = parts.filter((part) => part !== undefined);
  if (found.length < parts.length) return undefined;
  const batch = { positions: positionsOf(position), evaluated: [{ ...evaluated, parts: found }] };
  const decided = { from: 0, end: 1, exceptions: new Map(), isNew: false, next: NO_PROGRESS, contradicted: false };
  return contribute(plans, batch, decided).buckets;
}

/** The positions of a batch of one event. */
export function positionsOf(position: Position): Positions {
  const subSequence = subSequenceOf(position) ?? -1;
  return new Positions([sequenceNumberOf(position)], {
    length: 1,
    recordOf: Int32Array.of(0),
    subSequences: Int32Array.of(subSequence),
  });
}

/** `decision` with `targets` moved from what is counted to what has expired. */
export function withExpired(decision: RedriveDecision, targets: readonly RedriveTarget[]): RedriveDecision {
  const stays = (counted: RedriveTarget): boolean => !targets.some((target) => isSame(target, counted));
  return { ...decision, counted: decision.counted.filter(stays), expired: [...decision.expired, ...targets] };
}

function targetOf({ plan, windowStartMs }: Part): RedriveTarget {
  const { name, generation } = plan.aggregation;
  return { aggregation: name, generation, windowStartMs };
}

function isSame(a: RedriveTarget, b: RedriveTarget): boolean {
  return a.aggregation === b.aggregation && a.generation === b.generation && a.windowStartMs === b.windowStartMs;
}
