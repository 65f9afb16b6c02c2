import type { Explanation, Health, LaneStanding, Pulse, ResultRow, WindowStanding } from '../../src/client/index.ts';
import { NO_COUNTS, NO_PROGRESS } from '../../src/engine/progress.ts';

// What a client answers about a small pipeline, for the commands that read.

export const NOW_MS = Date.UTC(2026, 10, 22, 12);
const MINUTE_MS = 60_000;
const NOTHING = { visible: 0, inFlight: 0, delayed: 0 };
const FIRED_MS = NOW_MS - 5 * MINUTE_MS;

export const LANE: LaneStanding = {
  shardId: 'shardId-000000000000',
  state: 'open',
  lane: 'active',
  watermarkMs: NOW_MS - 3 * MINUTE_MS,
  unreadSinceMs: NOW_MS - 12_000,
  progress: {
    ...NO_PROGRESS,
    lastPosition: '0056496804767941',
    decidedThrough: '0056496804767942',
    doneMaxEventTimeMs: NOW_MS - 2 * MINUTE_MS,
    decidedMaxEventTimeMs: NOW_MS - MINUTE_MS,
    lastArrivalMs: NOW_MS - 9_000,
    attempts: { position: '0056496804767943', count: 2, sinceMs: NOW_MS - 30_000 },
    counts: { ...NO_COUNTS, read: 1_234, accepted: 1_230, rejected: 4 },
  },
};

export const WINDOW: WindowStanding = {
  aggregation: 'hourly',
  generation: 1,
  windowStartMs: NOW_MS - 60 * MINUTE_MS,
  windowEndMs: NOW_MS,
  state: 'open',
  partitions: 4,
  waitingPartitions: 3,
  counts: undefined,
};

export const PULSE: Pulse = {
  atMs: NOW_MS,
  progress: {
    lanes: [],
    counts: { ...LANE.progress.counts, aggregations: { hourly: { counted: 1_200, filtered: 20, tooLate: 10 } } },
    watermarkMs: NOW_MS - 4 * MINUTE_MS,
    aggregations: [],
  },
  windows: [
    {
      aggregation: 'hourly',
      generation: 1,
      firedThroughMs: FIRED_MS,
      open: 3,
      waiting: 1,
      oldestOpenEndMs: NOW_MS,
      oldestWaitingMs: FIRED_MS - MINUTE_MS,
      newestEndMs: NOW_MS,
      requests: new Set(['r']),
    },
  ],
};

export const HEALTH: Health = {
  ...PULSE,
  findings: [],
  lanes: [LANE, { ...LANE, shardId: 'shardId-000000000001', lane: 'idle', unreadSinceMs: null }],
  equations: [
    {
      aggregation: undefined,
      total: 1_234,
      terms: { accepted: 1_230, duplicate: 0, rejected: 4, ignored: 0 },
      difference: 0,
      holds: true,
    },
    {
      aggregation: 'hourly',
      total: 1_230,
      terms: { counted: 1_200, filtered: 20, tooLate: 9, absent: 1 },
      difference: 0,
      holds: true,
    },
  ],
  queues: {
    tasks: NOTHING,
    pokes: NOTHING,
    retry: { visible: 1, inFlight: 2, delayed: 3 },
    dlq: NOTHING,
    late: { ...NOTHING, visible: 10 },
    undeliverable: NOTHING,
    unrecovered: NOTHING,
  },
  redrives: { rejected: { accepted: 1, duplicate: 0, ignored: 0 }, late: 2, byAggregation: {} },
  alarms: null,
};

export const EXPLANATION: Explanation = {
  aggregation: 'hourly',
  generation: 1,
  key: 'ATL',
  windowStartMs: WINDOW.windowStartMs,
  windowEndMs: WINDOW.windowEndMs,
  lanes: [{ shardId: LANE.shardId, applied: '00217', n: 3, measures: { flights: 3, delay: 1 / 3 }, expiresAtMs: null }],
  redriven: [
    {
      shardId: LANE.shardId,
      applied: '00212',
      n: 1,
      measures: { flights: 1, delay: 2 },
      expiresAtMs: null,
      decision: { origin: 'rejected', outcome: 'accepted', counted: [], expired: [] },
    },
  ],
  merged: { key: 'ATL', n: 4, measures: { flights: 4, delay: 0.75 } },
  stored: {
    aggregation: 'hourly',
    key: 'ATL',
    windowStartMs: WINDOW.windowStartMs,
    windowEndMs: WINDOW.windowEndMs,
    n: 4,
    measures: { flights: 4, delay: 0.75 },
    generation: 1,
    revision: 2,
  },
  isMarked: false,
  control: {
    aggregation: 'hourly',
    generation: 1,
    definitionHash: 'h',
    layout: { partitions: 1, buckets: 1, codec: 'slots-1' },
    firedThroughMs: WINDOW.windowEndMs,
    expiredThroughMs: null,
    collectedThroughMs: null,
  },
  verdict: { kind: 'same', line: 'the stored result is what the shares come to' },
};

export function rowOf(key: string, revision = 1): ResultRow {
  return {
    aggregation: 'hourly',
    key,
    windowStartMs: WINDOW.windowStartMs,
    windowEndMs: WINDOW.windowEndMs,
    n: 3,
    measures: { flights: 3, delay: 1 / 3 },
    generation: 1,
    revision,
  };
}
