import { bulky } from './bulk.ts';
import { type ExpirySpec, makeExpiry, prolonged } from './expiring.ts';
import type { ScenarioBias } from './profile.ts';
import type { Random } from './random.ts';
import { type Arrival, makeArrivals } from './workload.ts';

/** What is simulated, as plain data: the engine's definition is built from it, and so, without the engine, is what must come out. */
export interface Scenario extends Operator {
  readonly aggregations: readonly AggregationSpec[];
  readonly unknownTypes: 'reject' | 'ignore';
  /** For how long ids are remembered; null: events have none. */
  readonly horizonMs: number | null;
  /** Records name their schema, of which instances have to ask. */
  readonly isRegistered: boolean;
  /** Deployments, oldest first; the last one stays. Those of one scenario differ in how they judge, not in what is counted. */
  readonly versions: readonly VersionSpec[];
  /** When new instances begin to run the next version, after the start. */
  readonly deployAfterMs: number;
  /** How long old and new instances run side by side. */
  readonly deploymentLastsMs: number;
  /** How often the keeper is woken at least. */
  readonly tickMs: number;
  readonly shardCount: number;
  /** An operation about which much goes wrong: some orders of events are rare, and this brings those about it. */
  readonly focus: Focus | null;
  /** Requests to which answers take long, so that much happens meanwhile. */
  readonly slow: string | null;
  /** Event times are multiples of it, so that equal ones and those on a window's limit occur. */
  readonly eventTimeStepMs: number;
  /** What is sent in each stretch of faults; calm follows each. */
  readonly episodes: readonly (readonly Arrival[])[];
  readonly reshardsAfterMs: readonly number[];
  /** Records whose processing dies again and again are given up: where that is their fault, and where it is not. */
  readonly givesUp: boolean;
  /** Results are published to a stream, too. */
  readonly isPublishing: boolean;
  /** Null: no window expires. */
  readonly expiry: ExpirySpec | null;
}

/** What somebody does now and then. */
export interface Operator {
  /** When dead letters are moved back to the retry queue. */
  readonly redrivesAfterMs: readonly number[];
  /** When late events are to be counted after all. */
  readonly lateAdmittedAfterMs: readonly number[];
}

export interface Focus {
  /** As `describeRequest` has its kind. */
  readonly request: string;
  /** Processes die about it, or else only requests and answers are lost: the first makes instances cold, the second leaves them warm. */
  readonly isDeadly: boolean;
}

export interface AggregationSpec {
  readonly name: string;
  readonly sources: readonly SourceName[];
  readonly sizeMs: number;
  readonly offsetMs: number;
  readonly latenessMs: number;
  readonly where: 'all' | 'even';
  readonly key: 'k' | 'k and all' | 'k twice' | 'id';
  readonly measures: readonly MeasureName[];
  readonly keysPerLane: number;
  readonly partitions: number;
}

export interface VersionSpec {
  readonly policy: PolicySpec;
  /** Multiplies every aggregation's allowed lateness. */
  readonly latenessFactor: number;
  /** Records of a later schema are rejected. */
  readonly newestSchema: number;
  /** User code throws on events that ask for it; a later version may have been mended. */
  readonly throwsOnBoom: boolean;
  /** Fatal events end its process. */
  readonly diesOfFatal: boolean;
}

export interface PolicySpec {
  readonly outOfOrdernessMs: number;
  readonly futureBoundMs: number;
  readonly idleAfterMs: number;
  readonly idle: 'clock' | 'hold';
  readonly maxHoldMs: number | null;
}

/** Event types that the pipeline declares. */
export const SOURCE_NAMES = ['a', 'b'] as const;
export type SourceName = (typeof SOURCE_NAMES)[number];

export const MEASURE_NAMES = ['count', 'evens', 'sum', 'money', 'mean', 'least', 'most', 'first', 'last'] as const;
export type MeasureName = (typeof MEASURE_NAMES)[number];

/** Over all that is planned: sending is held up a little whenever something else is due. */
const SENDING_SLACK_MS = 120_000;

const FOCUSES = [
  'PutItem progress',
  'PutItem partial',
  'PutItem partial',
  'PutItem mark',
  'PutItem mark',
  'DeleteItem mark',
  'Query control',
  'Query control',
  'UpdateItem control',
  'UpdateItem result',
  'SendMessageBatch tasks',
  'SendMessageBatch retry',
  'PutItem redrive',
  'PutItem redrive',
  'PutItem event partial',
];

const REPEATING_FOCUSES = [
  'PutItem claims',
  'PutItem claims',
  'PutItem claims',
  'Query claims',
  'PutItem owned claims',
  'PutItem owned claim',
];
/** Of runs with a results stream: in these much goes wrong about publishing. */
const PUBLISHING_FOCUS_SHARE = 0.15;
const EXPIRY_FOCUSES = ['UpdateItem control', 'PutItem expiry', 'UpdateItem partial'];

/** When simulated time begins; not 0, so that event times before it exist. */
export const START_MS = 100_000_000;

/** Of runs: in these most of all simulated events are sent. */
const BULKY_SHARE = 0.25;

/** Where much is to come from them. */
const MANY_REDRIVES = 16;
const DEPLOY_AFTER_MS = { meanwhile: 0, afterwards: Number.POSITIVE_INFINITY };

/** @param bias what it has whatever is drawn */
export function makeScenario(random: Random, bias: ScenarioBias = {}): Scenario {
  // Races about a window need writers after it has fired, time and again, which the average run does not have.
  const drawn = (share: number, biased: boolean | undefined): boolean => {
    const isDrawn = random.chance(share);
    return biased ?? isDrawn;
  };
  const isCrowded = drawn(0.5, bias.isCrowded);
  const aggregationCount = isCrowded ? 1 : random.int(1, 3);
  const aggregations = Array.from({ length: aggregationCount }, (_, index) =>
    makeAggregation(random, index, isCrowded),
  );
  const first = makeVersion(random, aggregations, 1, isCrowded);
  const expiry = drawn(0.15, bias.isExpiring) ? makeExpiry(random) : null;
  const { redrives } = bias;
  const isDeployed = drawn(expiry ? 0.8 : 0.5, redrives ? true : bias.isDeployed);
  const versions = isDeployed
    ? [{ ...first, newestSchema: random.int(1, redrives ? 1 : 2) }, makeVersion(random, aggregations, 2, isCrowded)]
    : [first];
  const lastsMs = random.pick(isCrowded ? [20_000, 120_000] : [60_000, 300_000, 900_000]);
  const isRepeating = drawn(0.4, bias.isRepeating);
  const isPacking = drawn(0.35, bias.isPacking);
  const givesUp = drawn(isPacking ? 0.4 : 0.2, bias.givesUp);
  // Where a version of a schema cannot be had, a packed record is decided in part, and the rest may be given up.
  const isPartial = isPacking && givesUp;
  const isRegistered = drawn(isPartial ? 0.7 : 0.2, bias.isRegistered);
  const arrivals = makeArrivals(random, {
    aggregations,
    policy: first.policy,
    lastsMs,
    newestSchema: isDeployed ? 2 : 1,
    isCrowded,
    isPacking,
    isRepeating,
    hasFatal: givesUp,
    isExpiring: expiry !== null,
    isAhead: bias.isAhead ?? false,
  });
  const short = inEpisodes(arrivals, random.int(expiry ? 2 : 1, 3));
  const episodes = expiry ? prolonged(random, short) : short;
  const horizonMs = isRepeating ? SENDING_SLACK_MS + Math.max(...episodes.map(durationOf)) : null;
  const focuses = bias.focuses ?? [
    ...FOCUSES,
    ...(isRepeating ? REPEATING_FOCUSES : []),
    ...(expiry ? EXPIRY_FOCUSES : []),
    ...(isRegistered ? Array.from({ length: isPartial ? 20 : 2 }, () => 'http GetSchemaVersion') : []),
  ];
  const scenario: Scenario = {
    aggregations,
    unknownTypes: random.pick(['reject', 'ignore'] as const),
    versions,
    deployAfterMs: redrives ? DEPLOY_AFTER_MS[redrives] : random.pick([0, random.int(0, lastsMs)]),
    deploymentLastsMs: redrives ? Number.POSITIVE_INFINITY : random.pick([0, 60_000, Number.POSITIVE_INFINITY]),
    horizonMs,
    isRegistered,
    tickMs: random.pick(expiry ? [900_000, 600_000] : isCrowded ? [7_000, 3_000] : [60_000]),
    shardCount: random.int(1, 4),
    focus: random.chance(bias.focuses ? 0.1 : 0.2)
      ? null
      : { request: random.pick(focuses), isDeadly: random.chance(0.5) },
    slow: bias.slow ?? null,
    eventTimeStepMs: random.pick([1, 1_000, 5_000]),
    episodes: apart(episodes, Math.max(expiry?.pauseMs ?? 0, horizonMs === null ? 0 : horizonMs + 1_000)),
    reshardsAfterMs: drawn(isRepeating ? 0.7 : 0.4, bias.isResharded)
      ? [random.int(0, lastsMs), random.int(0, lastsMs)].slice(random.int(0, 1))
      : [],
    givesUp,
    isPublishing: false,
    redrivesAfterMs: timesWithin(random, 2 * lastsMs, redrives ? MANY_REDRIVES : expiry ? 8 : 4),
    lateAdmittedAfterMs: expiry || random.chance(0.5) ? timesWithin(random, 2 * lastsMs, expiry ? 4 : 2) : [],
    expiry,
  };
  // Drawn last, so that everything else is as it would be without. Ids and expiry take long enough with few events.
  const isBulky = random.chance(BULKY_SHARE) && !isRepeating && !expiry;
  const bulk = { newestSchema: isDeployed ? 2 : 1, isPacking };
  const drawnSoFar = isBulky ? { ...scenario, episodes: bulky(random, scenario.episodes, bulk) } : scenario;
  if (!drawn(0.5, bias.isPublishing)) return drawnSoFar;
  const isFocused = random.chance(PUBLISHING_FOCUS_SHARE) && !bias.focuses;
  const focus = { request: 'PutRecords results', isDeadly: random.chance(0.5) };
  return { ...drawnSoFar, isPublishing: true, ...(isFocused && { focus }) };
}

function timesWithin(random: Random, lastsMs: number, most: number): readonly number[] {
  return Array.from({ length: random.int(0, most) }, () => random.int(0, lastsMs));
}

function inEpisodes(arrivals: readonly Arrival[], count: number): readonly (readonly Arrival[])[] {
  const each = Math.ceil(arrivals.length / count);
  return Array.from({ length: count }, (_, episode) => arrivals.slice(episode * each, (episode + 1) * each));
}

function durationOf(arrivals: readonly Arrival[]): number {
  return arrivals.reduce((sum, { afterMs }) => sum + afterMs, 0);
}

/** Pauses between episodes: beyond the horizon, so that an id is sent again clearly within it or clearly after, or until windows expire. */
function apart(episodes: Scenario['episodes'], pauseMs: number): Scenario['episodes'] {
  return episodes.map((arrivals, episode) =>
    arrivals.map((arrival, index) =>
      episode > 0 && index === 0 ? { ...arrival, afterMs: pauseMs + arrival.afterMs } : arrival,
    ),
  );
}

function makeAggregation(random: Random, index: number, isCrowded: boolean): AggregationSpec {
  const sizeMs = random.pick(isCrowded ? [5_000, 10_000, 20_000] : [10_000, 60_000, 90_000, 600_000]);
  return {
    name: `agg-${index}`,
    sources: random.pick([['a'], ['b'], ['a', 'b'], ['a', 'b']] as const),
    sizeMs,
    offsetMs: random.chance(0.3) ? random.int(0, sizeMs - 1) : 0,
    latenessMs: random.pick(isCrowded ? [60_000, 300_000] : [0, 5_000, 60_000, 300_000]),
    where: random.chance(0.3) ? 'even' : 'all',
    key: random.pick(['k', 'k', 'k and all', 'k twice', 'id'] as const),
    measures: MEASURE_NAMES.filter((name) => name === 'count' || random.chance(0.4)),
    keysPerLane: random.pick(isCrowded ? [1] : [1, 20, 100]),
    partitions: random.pick(isCrowded ? [1] : [1, 1, 3]),
  };
}

function makeVersion(
  random: Random,
  aggregations: readonly AggregationSpec[],
  newestSchema: number,
  isCrowded: boolean,
): VersionSpec {
  const outOfOrdernessMs = random.pick(isCrowded ? [0, 1_000] : [0, 1_000, 10_000, 60_000]);
  const latenessFactor = random.pick([0.5, 1, 1, 2]);
  // A definition with a wider future bound is refused.
  const patienceMs = outOfOrdernessMs + Math.min(...aggregations.map(({ latenessMs }) => latenessMs * latenessFactor));
  return {
    newestSchema,
    throwsOnBoom: newestSchema === 1 || random.chance(0.3),
    diesOfFatal: newestSchema === 1 || random.chance(0.3),
    latenessFactor,
    policy: {
      outOfOrdernessMs,
      futureBoundMs: random.pick([0, patienceMs, random.int(0, patienceMs)]),
      idleAfterMs: random.pick([1_000, 30_000, 120_000]),
      idle: random.pick(['clock', 'hold'] as const),
      maxHoldMs: random.chance(0.3) ? outOfOrdernessMs + random.int(1, 60_000) : null,
    },
  };
}
